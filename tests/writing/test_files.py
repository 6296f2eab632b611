"""What is written is whole, harmless, and fit for paper and for a screen reader."""

from __future__ import annotations

import csv
import re
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


def test_xlsx_has_texts_for_formulas_and_a_heading_on_every_page(tmp_path: Path) -> None:
    sheet = load_workbook(written(plan(), "xlsx", tmp_path)).worksheets[0]
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert sheet.print_title_rows
    assert sheet.page_setup.paperSize == 8
    assert all(cell.alignment.wrap_text for cell in sheet[sheet.max_row])


def test_docx_is_a3_across_with_a_heading_on_every_page(tmp_path: Path) -> None:
    made = docx.Document(str(written(plan(), "docx", tmp_path)))
    page = made.sections[0]
    assert page.orientation == WD_ORIENT.LANDSCAPE
    assert page.page_width is not None and round(page.page_width.mm) == 420
    assert len(made.tables[0].rows[0]._tr.findall(".//{*}tblHeader")) == 1


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
