"""What is written is whole, harmless, and fit for paper and for a screen reader."""

from __future__ import annotations

import csv
import re
import zipfile
from datetime import date
from hashlib import sha256
from pathlib import Path

import docx
import pypdfium2
import pytest
from docx.enum.section import WD_ORIENT
from lxml import html
from openpyxl import load_workbook

from tests.writing.test_round_trip import FORMATS, document, measure
from tsunagi.judging.verdict import assess
from tsunagi.reading.document import read
from tsunagi.reading.model import Document
from tsunagi.writing import Format, write
from tsunagi.writing.table import HEADINGS

_TEXTS = ("見守り訪問の充実", "=1+1 を訪ねる。", "令和6年度に10回以上とする。", "11回訪ねた。", "続ける。")


def plan(rows: int = 2) -> Document:
    return document(*(measure(at, "1-1", _TEXTS, ("https://www.example.jp/",)) for at in range(1, rows + 1)))


def written(made: Document, kind: Format, folder: Path) -> Path:
    path = folder / f"out.{kind}"
    write(made, [assess(one, date(2025, 3, 31)) for one in made.measures], kind, path)
    return path


@pytest.mark.parametrize("kind", FORMATS)
def test_the_document_that_was_read_is_never_written_over(kind: Format, tmp_path: Path) -> None:
    path = written(plan(), kind, tmp_path)
    before = sha256(path.read_bytes()).hexdigest()
    made = read(path)
    link = tmp_path / f"link.{kind}"
    link.symlink_to(path)
    for there in (path, link):
        with pytest.raises(OSError, match="document that was read"):
            write(made, [()] * len(made.measures), kind, there)
    assert sha256(path.read_bytes()).hexdigest() == before


@pytest.mark.parametrize("kind", FORMATS)
def test_nothing_half_written_is_left(kind: Format, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / f"out.{kind}"
    path.write_bytes(b"what stood there")

    def fail(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="No space"):
        write(plan(), [(), ()], kind, path)
    assert [one.name for one in tmp_path.iterdir()] == [path.name]
    assert path.read_bytes() == b"what stood there"


def test_csv_is_what_a_spreadsheet_opens_without_harm(tmp_path: Path) -> None:
    path = written(plan(), "csv", tmp_path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert {len(row) for row in rows} == {len(HEADINGS)}
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))]


_FORMULAS = ("=1+1を訪ねる。", "+81-3に電話する。", "-2+3とする。", "@SUM(A1)を続ける。", "=5", "+5", "'=5", "-A1")


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("text", _FORMULAS)
def test_a_text_that_begins_like_a_formula_reads_back_as_it_was(kind: Format, text: str, tmp_path: Path) -> None:
    path = written(document(measure(1, "1-1", (*_TEXTS[:3], text, "続ける。"))), kind, tmp_path)
    assert read(path).measures[0].cells["status"].text == text


@pytest.mark.parametrize("text", _FORMULAS)
def test_a_text_that_begins_like_a_formula_stays_one_in_a_spreadsheet(text: str, tmp_path: Path) -> None:
    made = document(measure(1, "1-1", (*_TEXTS[:3], text, "続ける。")))
    cell = load_workbook(written(made, "xlsx", tmp_path)).worksheets[0].cell(6, 5)
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", text[0] != "'")
    with written(made, "csv", tmp_path).open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[-1][4] == f"'{text}"


def test_csv_leaves_signs_and_numbers_that_do_no_harm(tmp_path: Path) -> None:
    made = document(*(measure(at, "1-1", (*_TEXTS[:3], text, "続ける。")) for at, text in enumerate(("-", "-5%"), 1)))
    with written(made, "csv", tmp_path).open(encoding="utf-8-sig", newline="") as file:
        assert [row[4] for row in csv.reader(file)][-2:] == ["-", "-5%"]


def test_xlsx_is_fit_for_the_screen_and_for_paper(tmp_path: Path) -> None:
    book = load_workbook(written(plan(), "xlsx", tmp_path))
    assert book.properties.title == book.worksheets[0]["A1"].value == "みなと県の実施状況(令和6年度)"
    assert book.sheetnames == ["実施状況", "目標・実績"]
    for sheet, heading in zip(book.worksheets, (3, 1), strict=True):
        assert sheet.freeze_panes == f"C{heading + 1}"
        assert sheet.print_title_rows == f"${heading}:${heading}"
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (8, "landscape")
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.oddFooter.center.text == "&P / &N"
        letters = [cell.column_letter for cell in sheet[heading]]
        assert all(sheet.column_dimensions[one].width >= 6 for one in letters)
        assert all(cell.alignment.wrap_text and cell.font.bold for cell in sheet[heading])
        assert all(cell.alignment.wrap_text and cell.border.left.style for cell in sheet[sheet.max_row])


def test_the_sheet_of_figures_says_days_as_people_do(tmp_path: Path) -> None:
    """No code of a date stands where somebody reads; the codes are in the JSON."""
    texts = (*_TEXTS[:2], "令和8年度に20回以上とする。", "令和7年3月末に11回訪ねた。", "続ける。")
    made = read(written(document(measure(1, "1-1", texts)), "csv", tmp_path))
    (aim,), (figure,) = made.measures[0].targets, made.measures[0].actuals
    assert (aim.due, figure.as_of) == ("FY2026", "2025-03")
    sheet = load_workbook(written(made, "xlsx", tmp_path)).worksheets[1]
    names, row = list(sheet.iter_rows(values_only=True))
    told = dict(zip(names, row, strict=True))
    assert (told["いつまでに"], told["結果の時点"]) == ("令和8年度", "令和7年3月")
    assert told["判断の理由"] == "実績11回は目標20回にまだ達していないが期限は令和8年度。"


def test_a_row_of_xlsx_is_as_high_as_its_texts_and_fits_again_when_they_change(tmp_path: Path) -> None:
    """Some programs show a wrapped text only as far as the row says; one that says `customHeight` stays as it is."""
    texts = {1: "短い。", 2: "あ" * 100, 3: "https://www.example.go.jp/" * 4, 4: "長い文。" * 2000}
    made = document(*(measure(at, "1-1", (*_TEXTS[:3], text, "続ける。")) for at, text in texts.items()))
    path = written(made, "xlsx", tmp_path)
    sheet = load_workbook(path).worksheets[0]
    rows = {row[0].value: sheet.row_dimensions[row[0].row].height for row in sheet.iter_rows(min_row=4)}
    assert rows[1] < rows[3] < rows[2] < rows[4] == 409
    with zipfile.ZipFile(path) as parts:
        assert b"customHeight" not in parts.read("xl/worksheets/sheet1.xml")
    assert {cell.font.name for row in sheet.iter_rows() for cell in row if cell.value} == {"Yu Gothic"}


def test_docx_is_a3_across_with_a_heading_on_every_page(tmp_path: Path) -> None:
    made = docx.Document(str(written(plan(), "docx", tmp_path)))
    page = made.sections[0]
    assert page.orientation == WD_ORIENT.LANDSCAPE
    assert page.page_width is not None and round(page.page_width.mm) == 420
    assert len(made.tables[0].rows[0]._tr.findall(".//{*}tblHeader")) == 1
    assert 'w:instr="PAGE"' in page.footer._element.xml


def test_html_needs_nothing_else_and_can_be_listened_to(tmp_path: Path) -> None:
    path = written(plan(), "html", tmp_path)
    page = html.document_fromstring(path.read_bytes())
    assert page.get("lang") == "ja"
    assert page.findtext(".//title")
    assert not page.xpath("//*[@src or self::link or self::script or self::iframe]")
    assert not re.search(r"url\(|@import", page.findtext(".//style") or "")
    assert page.xpath("string(//table/caption)").strip()
    assert [one.text for one in page.xpath("//thead//th[@scope='col']")] == list(HEADINGS)
    assert len(page.xpath("//tbody//th[@scope='row']")) == 2
    assert not page.xpath("//th[not(@scope)]")


def test_pdf_has_its_title_clear_of_the_table_and_sections_on_a_ground(tmp_path: Path) -> None:
    with pypdfium2.PdfDocument(written(plan(), "pdf", tmp_path)) as pdf:
        page = pdf[0].render(scale=2).to_pil().convert("RGB")
    at_left = [page.getpixel((62, y)) for y in range(page.height)]
    table = next(y for y, colour in enumerate(at_left) if colour == (232, 241, 254))
    above = [page.crop((0, y, page.width, y + 1)).getextrema()[0][0] for y in range(table - 8, table - 3)]
    assert set(above) == {255}, "nothing touches the table from above"
    assert (242, 242, 242) in at_left


def test_pdf_repeats_its_heading_and_loses_no_row_at_a_page_end(tmp_path: Path) -> None:
    long = document(*(measure(at, "1-1", (*_TEXTS[:4], "続ける取組である。" * 90)) for at in range(1, 31)))
    path = written(long, "pdf", tmp_path)
    with pypdfium2.PdfDocument(path) as pdf:
        pages = [page.get_textpage().get_text_bounded() for page in pdf]
        sizes = {tuple(round(side / 72 * 25.4) for side in page.get_size()) for page in pdf}
    assert len(pages) > 2
    assert sizes == {(420, 297)}
    assert all("施策の概要" in page for page in pages)
    assert [one.number for one in read(path).measures] == list(range(1, 31))
