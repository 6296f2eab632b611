"""XLSX as an office wants it: frozen heading, wrapped cells, A3 landscape; targets and verdicts on a second sheet."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from tsunagi.judging.verdict import Assessment
from tsunagi.reading.cards.runs import width
from tsunagi.reading.model import Actual, Measure
from tsunagi.reading.periods import said
from tsunagi.writing.table import Entry, Table, clean

_EDGE = Side(style="thin", color="767676")
_BORDER = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_FONT = "Yu Gothic"
_TEXT, _BOLD = Font(name=_FONT, size=10), Font(name=_FONT, size=10, bold=True)
_TITLE = Font(name=_FONT, size=14, bold=True)
#: How high a line of a cell's text is, and the highest row that Excel has, in points.
_LINE, _HIGHEST = 15.0, 409.0
#: What stays together at the end of a line: a wide letter, or narrow ones up to a sign.
_PIECE = re.compile(r"[^\x00-\xff]|[\x00-\xff]*?[/?&\-_ ]|[\x00-\xff]+")
_HEAD = PatternFill("solid", fgColor="E8F1FE")
_SECTION = PatternFill("solid", fgColor="F2F2F2")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_A3 = 8
#: What Excel can hold in a cell; openpyxl would cut a longer text off without a word.
_LONGEST = 32_767
#: What looks like one of the signs that XLSX writes as _x000D_.
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")

_OPS = {">=": "以上", "<=": "以下", "=": "同じ", "increase": "増やす", "decrease": "減らす"}
_VERDICTS = {"met": "達成", "not_met": "未達成", "pending": "期限前", "no_actual": "判断できる数値なし"}
_FIGURES = ("番号", "名前", "測るもの", "条件", "値", "数え方", "いつまでに", "根拠の文", "結果", "結果の時点", "判断", "判断の理由")
_FIGURE_WIDTHS = (6, 24, 30, 8, 12, 10, 12, 40, 12, 12, 12, 40)

_Value = str | int | Decimal | None


def write_xlsx(
    table: Table, measures: Sequence[Measure], assessments: Sequence[Sequence[Assessment]] | None, path: Path
) -> None:
    """Write the workbook; a text that begins like a formula stays one. Raises OSError for a text Excel cannot hold."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "実施状況"
    _plan(sheet, table)
    if assessments is not None:
        _figures(book.create_sheet("目標・実績"), measures, assessments)
    book.properties.title, book.properties.creator = table.title, ""
    book.save(path)


def _plan(sheet: Worksheet, table: Table) -> None:
    _put(sheet.cell(1, 1), table.title).font = _TITLE
    if table.year:
        _put(sheet.cell(2, 1), table.year).font = _TEXT
    _headings(sheet, 3, table.headings, table.widths)
    for at, row in enumerate(table.rows, 4):
        if isinstance(row, Entry):
            number, *texts = row.cells
            values: list[_Value] = [int(number) if number.isdecimal() else number, *texts]
            _fill(sheet, at, values)
        else:
            heading = _put(sheet.cell(at, 1), row.text)
            heading.font, heading.fill, heading.border = _BOLD, _SECTION, _BORDER
            sheet.merge_cells(start_row=at, end_row=at, start_column=1, end_column=len(table.headings))


def _figures(sheet: Worksheet, measures: Sequence[Measure], assessments: Sequence[Sequence[Assessment]]) -> None:
    """A target a row with the figure that answers it, then the figures that answer none.

    Its headings are none of a plan's, so that it is not read back as one.
    """
    _headings(sheet, 1, _FIGURES, _FIGURE_WIDTHS)
    at = 2
    for measure, verdicts in zip(measures, assessments, strict=True):
        for values in _figure_rows(measure, verdicts):
            _fill(sheet, at, values)
            at += 1


def _figure_rows(measure: Measure, verdicts: Sequence[Assessment]) -> Iterator[Sequence[_Value]]:
    title = measure.cells["title"].text if "title" in measure.cells else ""
    shown: set[int] = set()
    for one in verdicts:
        aim = measure.targets[one.target]
        found = measure.actuals[one.actual] if one.actual is not None else None
        shown |= {one.actual} if one.actual is not None else set()
        reason = one.because.partition(" / ")[0]
        wanted = (aim.what, _OPS[aim.op], aim.value, aim.unit, _day(aim.due), aim.quote)
        yield (measure.number, title, *wanted, *_result(found), _VERDICTS[one.verdict], reason)
    for at, actual in enumerate(measure.actuals):
        if at not in shown:
            said = (actual.what, None, None, actual.unit, None, actual.quote)
            yield (measure.number, title, *said, *_result(actual), None, None)


def _result(actual: Actual | None) -> tuple[Decimal | None, str | None]:
    return (actual.value, _day(actual.as_of)) if actual else (None, None)


def _day(code: str | None) -> str | None:
    """A date code as the documents say it: 令和6年度 for FY2024."""
    return said(code, "ja") if code else None


def _headings(sheet: Worksheet, at: int, headings: Sequence[str], widths: Sequence[int]) -> None:
    """The row of headings, which stays on the screen and is repeated on each page, and how the sheet is printed."""
    for column, letters in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = letters
    _fill(sheet, at, headings)
    for cell in sheet[at]:
        cell.font, cell.fill = _BOLD, _HEAD
    sheet.freeze_panes = f"C{at + 1}"
    sheet.print_title_rows = f"{at}:{at}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A3
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    foot = sheet.oddFooter
    assert foot is not None
    foot.center.text = "&P / &N"


class _Fitted(RowDimension):
    """A row as high as its texts need, and not kept so: Excel fits it again when somebody changes them."""

    @property
    def customHeight(self) -> bool:
        """Nobody chose this height."""
        return False


def _fill(sheet: Worksheet, at: int, values: Sequence[_Value]) -> None:
    """A row of cells. Not every program fits a row to its texts by itself when it opens the file."""
    lines = 1
    for column, value in enumerate(values, 1):
        cell = sheet.cell(at, column)
        if isinstance(value, str):
            _put(cell, value)
        else:
            cell.value = value
        if isinstance(value, Decimal):
            cell.number_format = "#,##0" if value == value.to_integral_value() else "#,##0.######"
        cell.font, cell.border, cell.alignment = _TEXT, _BORDER, _WRAPPED
        lines = max(lines, _lines(cell.value, sheet.column_dimensions[get_column_letter(column)].width))
    sheet.row_dimensions[at] = _Fitted(sheet, index=at, ht=min(lines * _LINE, _HIGHEST))


def _lines(value: object, column: float) -> int:
    """How many lines a cell's text takes in a column so many narrow letters wide; a wide letter is two of them."""
    room, count = int(column) - 1, 0
    for paragraph in str(value or "").split("\n"):
        count, used = count + 1, 0
        for piece in _PIECE.findall(paragraph):
            size = width(piece)
            if used + size > room and used:
                count, used = count + 1, 0
            count += (size - 1) // room
            used += size % room
    return count


def _put(cell: Cell | MergedCell, text: str) -> Cell:
    """A text as a text, also where it begins with a sign that Excel would take for a formula."""
    assert isinstance(cell, Cell)
    text = _ESCAPED.sub("_x005F_", clean(text))
    if len(text) > _LONGEST:
        raise OSError(errno.EFBIG, f"Excel の欄に入らない長い文がある / a text is longer than {_LONGEST} letters")
    if text:
        cell.value = text
        cell.data_type = "s"
        cell.quotePrefix = text[0] in "=+-@"
    return cell
