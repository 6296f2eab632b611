"""XLSX: the sheets' cells as they are seen. Hidden sheets come last; merged cells once."""

from __future__ import annotations

import datetime
import hashlib
import warnings
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from tsunagi.reading.model import Source, Unreadable
from tsunagi.reading.sources.rendering import Rendering


def open_xlsx(path: Path) -> Source:
    """The workbook's rows; a row with one filled cell is a line of text. Raises Unreadable for a broken one."""
    data = path.read_bytes()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of styles that it does not know
            book = load_workbook(path, data_only=True)
    except Exception as error:  # openpyxl lets through whatever its parsers raise
        raise Unreadable(
            "XLSX として読めません。Excel で開いて保存し直してください。 / It cannot be read as XLSX: open it in Excel and save it again."
        ) from error
    made = Rendering()
    for sheet in sorted(book.worksheets, key=lambda one: one.sheet_state != "visible"):
        _sheet(sheet, made)
    return Source("xlsx", path.name, hashlib.sha256(data).hexdigest(), tuple(made.blocks))


def _sheet(sheet: Worksheet, made: Rendering) -> None:
    made.new_table()
    for row in sheet.iter_rows():
        texts = [_shown(cell) for cell in row]
        filled = [at for at, text in enumerate(texts) if text]
        if len(filled) == 1 and filled[0] == 0:
            made.line(texts[0])
        else:
            made.row(texts)


def _shown(cell: Cell | MergedCell) -> str:
    """A cell's value as Excel shows it: a percentage with its sign, a date as a day, a whole number without a point."""
    value = cell.value
    if value is None or isinstance(cell, MergedCell):
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format or ""))
    return str(value)


def _number(value: float, shape: str) -> str:
    if "%" in shape:
        return f"{round(value * 100, 6):g}%"
    if "," in shape:
        return f"{value:,.0f}" if float(value).is_integer() else f"{value:,}"
    return str(int(value)) if float(value).is_integer() else repr(value)
