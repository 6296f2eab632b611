"""The PDF says what its parts are: what is heard is the table, cell by cell, and nothing that only decorates it."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from tests.writing.test_files import plan, written
from tests.writing.test_round_trip import document, measure
from tsunagi.writing.table import HEADINGS

_ARTIFACT = -1


@dataclass
class Part:
    """An element of the structure as one page has it."""

    kind: str
    text: str = ""
    parts: list[Part] = field(default_factory=list)

    def every(self, kind: str) -> list[Part]:
        found = [self] if self.kind == kind else []
        return found + [one for part in self.parts for one in part.every(kind)]

    @property
    def heard(self) -> str:
        return self.text + "".join(part.heard for part in self.parts)


@pytest.fixture
def short(tmp_path: Path) -> Iterator[pypdfium2.PdfDocument]:
    with pypdfium2.PdfDocument(written(plan(2), "pdf", tmp_path)) as pdf:
        yield pdf


@pytest.fixture
def long(tmp_path: Path) -> Iterator[pypdfium2.PdfDocument]:
    texts = ("見守り訪問の充実", "町の人を訪ねる。", "令和6年度に10回以上とする。", "11回訪ねた。", "続ける取組である。" * 400)
    made = document(measure(1, "1-1", texts), measure(2, "1-1", texts))
    with pypdfium2.PdfDocument(written(made, "pdf", tmp_path)) as pdf:
        yield pdf


def shown(page: pypdfium2.PdfPage) -> Iterator[tuple[int | None, str]]:
    """The texts on a page with the number under which the structure has them; None for one that is nowhere."""
    texts = page.get_textpage()
    for one in page.get_objects([pdfium.FPDF_PAGEOBJ_TEXT]):
        names = [_name(pdfium.FPDFPageObj_GetMark(one, at)) for at in range(pdfium.FPDFPageObj_CountMarks(one))]
        number = pdfium.FPDFPageObj_GetMarkedContentID(one)
        size = pdfium.FPDFTextObj_GetText(one, texts, None, 0)
        letters = (ctypes.c_ushort * (size // 2))()
        pdfium.FPDFTextObj_GetText(one, texts, letters, size)
        text = bytes(letters).decode("utf-16-le").rstrip("\0 ")  # a space stands for the way to the next text
        yield (_ARTIFACT if names == ["Artifact"] else number if number >= 0 else None), text


def _name(mark: Any) -> str:
    letters, size = (ctypes.c_ushort * 32)(), ctypes.c_ulong()
    pdfium.FPDFPageObjMark_GetName(mark, letters, 64, size)
    return bytes(letters)[: size.value].decode("utf-16-le").rstrip("\0")


def parts(page: pypdfium2.PdfPage) -> list[Part]:
    """The structure of a page with the texts in it."""
    texts: dict[int | None, str] = {}
    for number, text in shown(page):
        texts[number] = texts.get(number, "") + text
    tree = pdfium.FPDF_StructTree_GetForPage(page)
    try:
        tops = [
            pdfium.FPDF_StructTree_GetChildAtIndex(tree, at) for at in range(pdfium.FPDF_StructTree_CountChildren(tree))
        ]
        return [_part(one, texts) for one in tops]
    finally:
        pdfium.FPDF_StructTree_Close(tree)


def _part(element: Any, texts: dict[int | None, str]) -> Part:
    size = pdfium.FPDF_StructElement_GetType(element, None, 0)
    kind = ctypes.create_string_buffer(size)
    pdfium.FPDF_StructElement_GetType(element, kind, size)
    part = Part(kind.raw.decode("utf-16-le").rstrip("\0"))
    for at in range(pdfium.FPDF_StructElement_CountChildren(element)):
        if child := pdfium.FPDF_StructElement_GetChildAtIndex(element, at):
            part.parts.append(_part(child, texts))
        elif (number := pdfium.FPDF_StructElement_GetChildMarkedContentID(element, at)) >= 0:
            part.text += texts.get(number, "")
    return part


def test_the_file_says_that_it_is_tagged_and_japanese_and_shows_its_title(
    short: pypdfium2.PdfDocument, tmp_path: Path
) -> None:
    assert pdfium.FPDFCatalog_IsTagged(short)
    letters = (ctypes.c_ushort * 16)()
    size = pdfium.FPDFCatalog_GetLanguage(short, letters, 32)
    assert bytes(letters)[:size].decode("utf-16-le").rstrip("\0") == "ja-JP"
    assert short.get_metadata_value("Title") == "みなと県の実施状況(令和6年度)"
    assert b"/DisplayDocTitle true" in (tmp_path / "out.pdf").read_bytes()


def test_what_is_heard_is_the_title_and_the_table_cell_by_cell(short: pypdfium2.PdfDocument) -> None:
    [whole] = parts(short[0])
    assert whole.kind == "Document"
    title, table = whole.parts
    assert (title.kind, title.heard) == ("H1", "みなと県の実施状況(令和6年度)")
    assert table.kind == "Table"
    heads, *rows = table.parts
    assert [(one.kind, one.heard) for one in heads.parts] == [("TH", heading) for heading in HEADINGS]
    assert [one.kind for one in rows] == ["TR"] * 4  # the policy's heading, the part's, two measures
    assert [[one.kind for one in row.parts] for row in rows[:2]] == [["TH"], ["TH"]]
    for number, row in enumerate(rows[2:], 1):
        assert [one.kind for one in row.parts] == ["TH", *["TD"] * 7]
        assert row.parts[0].heard == str(number)
        assert row.parts[1].heard == "見守り訪問の充実"
        assert row.parts[6].heard == "https://www.example.jp/"
        assert row.parts[7].heard == "内閣府こども家庭庁"


def test_no_text_is_outside_of_the_structure_and_the_decoration(long: pypdfium2.PdfDocument) -> None:
    assert len(long) > 2
    for page in long:
        texts = list(shown(page))
        [whole] = parts(page)
        assert texts
        assert None not in {number for number, _ in texts}
        assert whole.heard == "".join(text for number, text in texts if number != _ARTIFACT)


def test_headings_and_numbers_said_again_on_another_page_are_decoration(long: pypdfium2.PdfDocument) -> None:
    for at, page in enumerate(long):
        decoration = [text for number, text in shown(page) if number == _ARTIFACT]
        assert str(at + 1) in decoration
        assert ("施策の概要" in decoration) == (at > 0)


def test_a_measure_is_one_row_on_however_many_pages_it_stands(long: pypdfium2.PdfDocument) -> None:
    """Each page tells of the cells that show something on it; over all of them a cell's text is whole."""
    numbers: list[str] = []
    reviews: list[str] = []
    for page in long:
        for row in (row for top in parts(page) for row in top.every("TR")):
            if row.parts[0].kind == "TH" and row.parts[0].heard.isdigit():
                numbers.append(row.parts[0].heard)
                reviews.append("")
            for cell in row.every("TD"):
                reviews[-1] += cell.heard if "続ける" in cell.heard else ""
    assert numbers == ["1", "2"]
    assert reviews == ["続ける取組である。" * 400] * 2
