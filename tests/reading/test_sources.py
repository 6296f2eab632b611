"""CSV, XLSX, DOCX and HTML are read as they are seen: each cell in its column, each run of text with its place."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.reading.papers import lines, rows
from tsunagi.reading.model import Line, Row, Source, Unreadable
from tsunagi.reading.sources import open_source

HEAD = "施策No.,施策名,目標\n"


def opened(path: Path, content: str | bytes) -> Source:
    """The file with this content as a source; in each, every run of text stands where its place says."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return placed(open_source(path))


def placed(source: Source) -> Source:
    assert source.text is not None
    for block in source.blocks:
        runs = [block.fragment] if isinstance(block, Line) else [run for cell in block.cells for run in cell]
        for run in runs:
            start, end = run.span[:2]
            assert source.text[int(start) : int(end)] == run.text
    return source


def sheet_of(*cells: tuple[object, str]) -> Workbook:
    """A workbook whose first row has these values under these number formats."""
    book = Workbook()
    for column, (value, shape) in enumerate(cells, 1):
        cell = book.worksheets[0].cell(1, column, value)  # type: ignore[arg-type]  # whatever openpyxl can hold
        cell.number_format = shape
    return book


def saved(book: Workbook, path: Path) -> Source:
    book.save(path)
    return placed(open_source(path))


def first(book: Workbook) -> Worksheet:
    return book.worksheets[0]


# CSV


def test_csv_with_breaks_quotes_and_signs_inside_cells(tmp_path: Path) -> None:
    source = opened(tmp_path / "a.csv", HEAD + '1,"見守り,\n訪問","""声""を\n\n聞く"\n2,居場所,\n')
    assert source.kind == "csv"
    assert rows(source)[1:] == [["1", "見守り,\n訪問", '"声"を\n\n聞く'], ["2", "居場所", ""]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16", "euc_jp"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_csv_in_every_encoding(encoding: str, sign: str, end: str, tmp_path: Path) -> None:
    text = (HEAD + "1,見守り訪問の充実,年に十回は訪ねる\n2,居場所の確保,月に二度は開く\n").replace(",", sign)
    source = opened(tmp_path / "a.csv", text.replace("\n", end).encode(encoding))
    assert rows(source)[1] == ["1", "見守り訪問の充実", "年に十回は訪ねる"]


def test_csv_is_known_without_its_name(tmp_path: Path) -> None:
    assert opened(tmp_path / "a", HEAD + "1,見守り,年に十回\n2,居場所,月に二度\n").kind == "csv"
    assert opened(tmp_path / "b.csv", "<html><body><p>見守り</p></body></html>").kind == "html"
    assert opened(tmp_path / "c.csv", "町の計画、その一、見守り。\nまた、居場所。\n").kind == "text"


def test_csv_whose_quote_never_ends_loses_nothing(tmp_path: Path) -> None:
    source = opened(tmp_path / "a.csv", HEAD + '1,"見守り,年に十回\n2,居場所,月に二度\n')
    assert source.text is not None
    assert "居場所" in source.text


# XLSX


def test_numbers_are_read_as_they_are_seen(tmp_path: Path) -> None:
    shown = {
        (0.574, "0.0%"): "57.4%",
        (0.5, "0%"): "50%",
        (0.3, "General"): "0.3",
        (0.1 + 0.2, "General"): "0.3",
        (12000, "#,##0"): "12,000",
        (12000, "General"): "12000",
        (1234567.5, "#,##0.00"): "1,234,567.50",
        (-3, "0;▲0"): "▲3",
        (120, '0"件"'): "120件",
        (40_000, '#,##0,"千人"'): "40千人",
        (True, "General"): "TRUE",
        (date(2025, 4, 1), "yyyy-mm-dd"): "2025-04-01",
        (date(2025, 4, 1), 'yyyy"年"m"月"d"日"'): "2025年4月1日",
        (date(2025, 4, 1), 'ggge"年"m"月"d"日"'): "令和7年4月1日",
        (datetime(2025, 4, 1, 9, 5), "yyyy/m/d h:mm"): "2025/4/1 9:05",
    }
    source = saved(sheet_of(*shown), tmp_path / "a.xlsx")
    assert rows(source)[0] == list(shown.values())


def test_merged_cells_are_read_once(tmp_path: Path) -> None:
    book = Workbook()
    for row in (["1", "見守り", "年に十回"], ["下", "下", "月に二度"]):
        first(book).append(row)
    first(book).merge_cells("A1:B2")
    assert rows(saved(book, tmp_path / "a.xlsx")) == [["1", "", "年に十回"], ["", "", "月に二度"]]


def test_sheets_follow_one_another_and_hidden_ones_come_last(tmp_path: Path) -> None:
    book = Workbook()
    first(book).append(["隠れた", "表"])
    first(book).sheet_state = "hidden"
    book.create_sheet("次").append(["見える", "表"])
    source = saved(book, tmp_path / "a.xlsx")
    assert rows(source) == [["見える", "表"], ["隠れた", "表"]]
    assert len({block.table for block in source.blocks if isinstance(block, Row)}) == 2
    assert [one.what for one in source.doubts if "隠れた" in one.what]


def test_a_formula_has_the_value_that_was_saved(tmp_path: Path) -> None:
    book = sheet_of(("合計", "General"), (0, "General"))
    first(book)["C1"] = "=B1*2"
    path = tmp_path / "a.xlsx"
    book.save(path)
    assert [one.what for one in open_source(path).doubts if "式" in one.what]
    _exchange(path, "xl/worksheets/sheet1.xml", "<v></v>", "<v>240</v>", "<v/>", "<v>240</v>")
    assert rows(open_source(path)) == [["合計", "0", "240"]]


def test_a_text_that_begins_like_a_formula_is_a_text(tmp_path: Path) -> None:
    book = sheet_of(("x", "General"), ("+増やす", "General"), ("-減らす", "General"), ("@町", "General"))
    first(book)["A1"].value = "=合計"
    first(book)["A1"].data_type = "s"
    assert rows(saved(book, tmp_path / "a.xlsx")) == [["=合計", "+増やす", "-減らす", "@町"]]


def test_half_a_letter_in_a_workbook_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    sheet_of(("見守り@@訪問", "General"), ("居場所", "General")).save(path)
    _exchange(path, "xl/worksheets/sheet1.xml", "@@", "_xD83D_")
    assert rows(open_source(path)) == [["見守り訪問", "居場所"]]


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    Workbook().save(tmp_path / "a.xlsx")
    with pytest.raises(Unreadable, match="empty"):
        open_source(tmp_path / "a.xlsx")


# DOCX


def test_paragraphs_and_tables_in_their_order_and_merged_cells_once(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("(1) 見守り")
    table = document.add_table(3, 3)
    for row, texts in zip(table.rows, (["上", "", "端"], ["左", "中", "右"], ["", "下", "隅"]), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(0, 0).merge(table.cell(0, 1)).text = "上"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "左"
    table.cell(1, 1).text = "一つめ\n二つめ"
    document.add_paragraph("おわり")
    document.save(str(tmp_path / "a.docx"))
    source = placed(open_source(tmp_path / "a.docx"))
    assert [type(block) for block in source.blocks] == [Line, Row, Row, Row, Line]
    assert rows(source) == [["上", "", "端"], ["左", "一つめ\n二つめ", "右"], ["", "下", "隅"]]


def test_changes_are_read_as_accepted_and_ruby_is_left_out(tmp_path: Path) -> None:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    run = "<w:r><w:t>{}</w:t></w:r>"
    document = docx.Document()
    for inside in (
        f"<w:ins>{run.format('新しい')}</w:ins><w:del><w:r><w:delText>古い</w:delText></w:r></w:del>{run.format('文')}",
        f"<w:r><w:ruby><w:rt>{run.format('こどく')}</w:rt><w:rubyBase>{run.format('孤独')}</w:rubyBase></w:ruby></w:r>",
    ):
        document.element.body.insert(0, parse_xml(f"<w:p {space}>{inside}</w:p>"))
    document.save(str(tmp_path / "a.docx"))
    assert lines(open_source(tmp_path / "a.docx")) == ["孤独", "新しい文"]


# HTML


def test_cells_over_rows_and_columns_leave_the_others_in_their_columns(tmp_path: Path) -> None:
    source = opened(
        tmp_path / "a.html",
        "<!doctype html><html lang=ja><body><h1>計画</h1><table><caption>表</caption>"
        "<tr><th rowspan=2>1<td colspan=2>広い<td>右</tr><tr><td>二<td>三<td>四</tr><tr><td>五<td><td><td>六</tr></table>",
    )
    assert lines(source) == ["計画", "表"]
    assert rows(source) == [["1", "広い", "", "右"], ["", "二", "三", "四"], ["五", "", "", "六"]]


def test_what_is_not_seen_is_not_read(tmp_path: Path) -> None:
    source = opened(
        tmp_path / "a.html",
        "<html><head><title>題</title><style>p{}</style></head><body><script>var a</script><!-- 注 -->"
        "<p>見守り<br>訪問 <b>する</b>\n町</p><p hidden>隠れ</p><table><tr><td>一<td>A &amp; B&nbsp;&lt;C&gt;</table>",
    )
    assert lines(source) == ["見守り", "訪問 する 町"]
    assert rows(source) == [["一", "A & B <C>"]]


@pytest.mark.parametrize("encoding", ["cp932", "euc-jp", "utf-8", "iso-2022-jp"])
def test_a_page_in_every_encoding(encoding: str, tmp_path: Path) -> None:
    page = f'<html><head><meta charset="{encoding}"></head><body><p>見守り訪問の充実</p></body></html>'
    assert lines(opened(tmp_path / "a.html", page.encode(encoding))) == ["見守り訪問の充実"]


@pytest.mark.parametrize("declared", ["undefined", "idna", "unicode_escape", "base64", "none", "utf-7"])
def test_a_page_that_declares_an_encoding_that_is_none(declared: str, tmp_path: Path) -> None:
    page = f'<html><head><meta charset="{declared}"></head><body><p>見守り訪問 \\q \\ud83d</p></body></html>'
    assert lines(opened(tmp_path / "a.html", page.encode("cp932"))) == ["見守り訪問 \\q \\ud83d"]


def _exchange(path: Path, part: str, *pairs: str) -> None:
    """In a part of an archive put the second text of each pair in the place of the first; one of them is there."""
    with zipfile.ZipFile(path) as archive:
        parts = {one.filename: archive.read(one).decode() for one in archive.infolist()}
    before = parts[part]
    for old, new in zip(pairs[::2], pairs[1::2], strict=True):
        parts[part] = parts[part].replace(old, new)
    assert parts[part] != before
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
