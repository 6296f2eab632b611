"""XLSX as an office wants it: frozen heading, wrapped cells, A3 landscape; targets and verdicts on a second sheet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties, WorksheetProperties
from openpyxl.worksheet.worksheet import Worksheet

from tsunagi.judging.verdict import Assessment
from tsunagi.reading.model import Document
from tsunagi.writing.table import HEADINGS, WIDTHS, Entry, Table

_EDGE = Side(style="thin", color="767676")
_BORDER = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_HEAD = PatternFill("solid", fgColor="E8F1FE")
_SECTION = PatternFill("solid", fgColor="F2F2F2")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
#: What no XML can hold; a damaged text may have it.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_A3 = 8

_VERDICTS = {"met": "達成", "not_met": "未達成", "pending": "期限前", "no_actual": "判断できる数値なし"}
_FIGURES = ("番号", "名前", "測るもの", "条件", "値", "数え方", "いつまでに", "根拠の文", "結果", "結果の時点", "判断", "判断の理由")
_FIGURE_WIDTHS = (6, 24, 30, 8, 12, 10, 12, 40, 12, 12, 12, 40)


def write_xlsx(
    table: Table, document: Document, assessments: Sequence[Sequence[Assessment]], path: Path
) -> None:
    """Write the workbook; a text that begins like a formula stays a text."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "実施状況"
    _plan(sheet, table)
    _figures(book.create_sheet("目標・実績"), document, assessments)
    book.save(path)


def _plan(sheet: Worksheet, table: Table) -> None:
    _put(sheet.cell(1, 1), table.title).font = Font(bold=True, size=14)
    if table.year:
        _put(sheet.cell(2, 1), table.year)
    _headings(sheet, 3, HEADINGS, WIDTHS)
    at = 4
    for row in table.rows:
        if isinstance(row, Entry):
            for column, text in enumerate(row.cells, 1):
                _put(sheet.cell(at, column), text, framed=True)
        else:
            _put(sheet.cell(at, 1), row.text).font = Font(bold=True)
            sheet.cell(at, 1).fill = _SECTION
        at += 1


def _figures(sheet: Worksheet, document: Document, assessments: Sequence[Sequence[Assessment]]) -> None:
    """One target a row with the figure that answers it. Its headings are none of a plan's: it is not read back."""
    _headings(sheet, 1, _FIGURES, _FIGURE_WIDTHS)
    at = 2
    for measure, verdicts in zip(document.measures, assessments, strict=True):
        for one in verdicts:
            aim = measure.targets[one.target]
            found = measure.actuals[one.actual] if one.actual is not None else None
            title = measure.cells["title"].text if "title" in measure.cells else ""
            row = (
                measure.number,
                title,
                aim.what,
                {">=": "以上", "<=": "以下", "=": "同じ", "increase": "増やす", "decrease": "減らす"}[aim.op],
                aim.value,
                aim.unit,
                aim.due,
                aim.quote,
                found.value if found else None,
                found.as_of if found else None,
                _VERDICTS[one.verdict],
                one.because.partition(" / ")[0],
            )
            for column, value in enumerate(row, 1):
                if isinstance(value, str):
                    _put(sheet.cell(at, column), value, framed=True)
                else:
                    figure = sheet.cell(at, column, value)
                    figure.border, figure.alignment = _BORDER, _WRAPPED
            at += 1


def _headings(sheet: Worksheet, at: int, headings: Sequence[str], widths: Sequence[int]) -> None:
    for column, (heading, width) in enumerate(zip(headings, widths, strict=True), 1):
        cell = _put(sheet.cell(at, column), heading, framed=True)
        cell.font, cell.fill = Font(bold=True), _HEAD
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = f"C{at + 1}"
    sheet.print_title_rows = f"{at}:{at}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A3
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties = WorksheetProperties(pageSetUpPr=PageSetupProperties(fitToPage=True))


def _put(cell: Cell | MergedCell, text: str, framed: bool = False) -> Cell:
    """A text as a text, also where it begins with a sign that Excel would take for a formula."""
    assert isinstance(cell, Cell)
    cell.value = _CONTROL.sub("", text) or None
    if cell.value is not None:
        cell.data_type = "s"
    if framed:
        cell.border, cell.alignment = _BORDER, _WRAPPED
    return cell
