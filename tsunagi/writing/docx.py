"""DOCX: the table on A3 landscape, its heading repeated on each page, and pages numbered at their foot."""

from __future__ import annotations

from pathlib import Path

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table as Grid
from docx.table import _Cell, _Row

from tsunagi.writing.table import Entry, Table

_A3 = (Mm(420), Mm(297))
_MARGIN = Mm(12)
_ROOM = _A3[0] - 2 * _MARGIN
_HEAD, _SECTION = "E8F1FE", "F2F2F2"
_FONT = "Yu Gothic"


def write_docx(table: Table, path: Path) -> None:
    """Write the table as a Word document."""
    document = docx.Document()
    _set_up(document, table.title)
    document.add_heading(table.title, 1)
    if table.year:
        document.add_paragraph(table.year)
    grid = document.add_table(rows=1, cols=len(table.headings), style="Table Grid")
    _widen(grid, table.widths)
    _fill(grid.rows[0], table.headings, _HEAD)
    grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row in table.rows:
        added = grid.add_row()
        if isinstance(row, Entry):
            _fill(added, row.cells)
        else:
            first, *_, last = added.cells
            _put(first.merge(last), row.text, _SECTION)
    document.save(str(path))


def _set_up(document: Document, title: str) -> None:
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = _A3
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = _MARGIN
    normal = document.styles["Normal"]
    normal.font.size, normal.font.name = Pt(8), _FONT
    for style in (normal, document.styles["Heading 1"]):
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for script in ("ascii", "hAnsi", "eastAsia"):
            fonts.set(qn(f"w:{script}"), _FONT)
    _number(document)
    about = document.core_properties
    about.title, about.author, about.comments, about.language = title, "", "", "ja-JP"


def _number(document: Document) -> None:
    """The page's number at its foot, which Word counts."""
    foot = document.sections[0].footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    foot._p.append(field)


def _widen(grid: Grid, widths: tuple[int, ...]) -> None:
    grid.autofit = False
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = int(_ROOM * width / sum(widths))


def _fill(row: _Row, texts: tuple[str, ...], ground: str = "") -> None:
    for cell, text in zip(row.cells, texts, strict=True):
        _put(cell, text, ground)


def _put(cell: _Cell, text: str, ground: str = "") -> None:
    """A text in its cell, a paragraph a line; `ground` is the colour behind it."""
    first, *others = text.split("\n")
    cell.paragraphs[0].add_run(first)
    for line in others:
        cell.add_paragraph(line)
    for paragraph in cell.paragraphs:
        paragraph.paragraph_format.space_after = Pt(0)
    if ground:
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", ground)):
            shade.set(qn(f"w:{name}"), value)
        cell._tc.get_or_add_tcPr().append(shade)
