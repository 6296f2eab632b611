"""DOCX: the table on A3 landscape, its heading repeated on each page."""

from __future__ import annotations

import re
from pathlib import Path

import docx
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt
from docx.table import _Row

from tsunagi.writing.table import HEADINGS, WIDTHS, Entry, Table

_A3 = (Mm(420), Mm(297))
_MARGIN = Mm(12)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def write_docx(table: Table, path: Path) -> None:
    """Write the table as a Word document."""
    document = docx.Document()
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = _A3
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = _MARGIN
    document.styles["Normal"].font.size = Pt(8)
    document.add_heading(_clean(table.title), 1)
    if table.year:
        document.add_paragraph(table.year)
    grid = document.add_table(rows=1, cols=len(HEADINGS), style="Table Grid")
    grid.autofit = False
    room = _A3[0] - 2 * _MARGIN
    for column, width in zip(grid.columns, WIDTHS, strict=True):
        column.width = int(room * width / sum(WIDTHS))
    _fill(grid.rows[0], HEADINGS)
    grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row in table.rows:
        added = grid.add_row()
        if isinstance(row, Entry):
            _fill(added, row.cells)
        else:
            cells = added.cells
            cells[0].merge(cells[-1]).text = row.text
    document.save(str(path))


def _fill(row: _Row, texts: tuple[str, ...]) -> None:
    for cell, text in zip(row.cells, texts, strict=True):
        cell.text = _clean(text)


def _clean(text: str) -> str:
    return _CONTROL.sub("", text)
