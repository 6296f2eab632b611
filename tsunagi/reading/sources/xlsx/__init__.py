"""XLSX: the sheets' cells as they are seen, hidden sheets last; a merged cell's text stands in its first cell.

Formulas have the value that was saved with them. The parts are read as a stream, so that a large workbook takes no
more memory than its text; pictures, charts and macros are never opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from tsunagi.reading.model import Doubt, Source, Unreadable
from tsunagi.reading.sources.archive import Archive
from tsunagi.reading.sources.rendering import Rendering
from tsunagi.reading.sources.xlsx.shown import Shown

#: Columns further right than this hold no plan.
_WIDEST = 256
_LONGEST_TEXT = 40_000
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")

_NO_SHEETS = (
    "シートに文字がありません。元のファイルを確かめてください。 / Its sheets are empty: check the original file."
)

#: The texts of a sheet's cells by row and column, both from 1.
_Cells = dict[int, dict[int, str]]


def of_xlsx(archive: Archive) -> Source:
    """The workbook's rows. Raises Unreadable where all its sheets are empty."""
    book = archive.xml(archive.main)
    parts = archive.related(archive.main)
    named = dict(parts.values())
    shared = _shared(archive, named.get("sharedStrings"))
    shown = _shown(archive, named.get("styles"), _flag(book, "workbookPr", "date1904"))
    made = Rendering()
    doubts: list[Doubt] = []
    hidden: list[str] = []
    unsolved = 0
    sheets = [one for one in book.iter("{*}sheet") if parts.get(_reference(one), ("", ""))[0] == "worksheet"]
    for number, sheet in enumerate(sorted(sheets, key=_is_hidden), 1):
        cells, without = _cells(archive, parts[_reference(sheet)][1], shared, shown)
        unsolved += without
        if cells and _is_hidden(sheet):
            hidden.append(sheet.get("name", ""))
        width = max((max(row) for row in cells.values()), default=0)
        for at in sorted(cells):
            made.row((cells[at].get(column, "") for column in range(1, width + 1)), number)
    if hidden:
        doubts.append(_doubt(f"隠れたシートも読んだ / hidden sheets were read too: {'、'.join(hidden)}"))
    if unsolved:
        doubts.append(_doubt(f"値のない式がある / formulas that were saved without a value: {unsolved}"))
    source = made.source("xlsx", archive.name, archive.sha256, doubts)
    if not source.blocks:
        raise Unreadable(_NO_SHEETS)
    return source


def _cells(archive: Archive, part: str, shared: list[str], shown: Shown) -> tuple[_Cells, int]:
    """The texts of a sheet, those under merged cells left out, and how many formulas have no value."""
    found: _Cells = {}
    merged: list[str] = []
    without = 0
    at = 0
    for element in archive.elements(part, "row", "mergeCell"):
        if etree.QName(element).localname == "mergeCell":
            merged.append(element.get("ref", ""))
            continue
        at = int(element.get("r") or at + 1)
        column = 0
        for cell in element.iterchildren("{*}c"):
            column = _column(cell.get("r")) or column + 1
            text = _text(cell, shared, shown)
            if text and column <= _WIDEST:
                found.setdefault(at, {})[column] = text
            without += text is None
    for reference in merged:
        _clear(found, reference)
    return found, without


def _text(cell: etree._Element, shared: list[str], shown: Shown) -> str | None:
    """What a cell shows; None for a formula that was saved without its value."""
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _string(cell)
    value = cell.findtext("{*}v")
    if value is None or (kind == "n" and not value):
        return None if cell.find("{*}f") is not None else ""
    if kind == "s":
        return shared[int(value)]
    if kind == "b":
        return "TRUE" if value == "1" else "FALSE"
    if kind in ("str", "e", "d"):
        return _plain(value)
    return shown.number(value, int(cell.get("s", "0")))


def _clear(cells: _Cells, reference: str) -> None:
    """Forget what lies under a merged cell: it is not seen."""
    places = [(int(match[2]), _column(match[1])) for match in _PLACE.finditer(reference)]
    if len(places) != 2:
        return
    (top, left), (bottom, right) = places
    for at in [row for row in cells if top <= row <= bottom]:
        for column in [one for one in cells[at] if left <= one <= right and (at, one) != (top, left)]:
            del cells[at][column]
        if not cells[at]:
            del cells[at]


def _shared(archive: Archive, part: str | None) -> list[str]:
    return [_string(one) for one in archive.elements(part, "si")] if part else []


def _shown(archive: Archive, part: str | None, from_1904: bool) -> Shown:
    if part is None:
        return Shown([], {}, from_1904)
    styles = archive.xml(part)
    formats = styles.iterfind("{*}numFmts/{*}numFmt")
    codes = {int(one.get("numFmtId", "0")): one.get("formatCode", "") for one in formats}
    cells = [int(one.get("numFmtId", "0")) for one in styles.iterfind("{*}cellXfs/{*}xf")]
    return Shown(cells, codes, from_1904)


def _string(element: etree._Element) -> str:
    """The text of a string without the readings beside it."""
    return _plain("".join(_runs(element)))


def _runs(element: etree._Element) -> Iterator[str]:
    for child in element:
        name = etree.QName(child).localname
        if name == "t":
            yield child.text or ""
        elif name in ("r", "is"):
            yield from _runs(child)


def _plain(text: str) -> str:
    """A text with its escaped signs as signs and one kind of line break. A longer one than Excel allows is cut off."""
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text[:_LONGEST_TEXT])
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in text if (sign >= " " or sign in "\n\t") and not "\ud800" <= sign <= "\udfff")


def _column(place: str | None) -> int:
    """The number of a column from its letters, 0 where there are none."""
    number = 0
    for letter in place or "":
        if not "A" <= letter <= "Z":
            break
        number = number * 26 + ord(letter) - 64
    return number


def _is_hidden(sheet: etree._Element) -> bool:
    return sheet.get("state", "visible") != "visible"


def _reference(sheet: etree._Element) -> str:
    return next((str(value) for key, value in sheet.attrib.items() if str(key).endswith("}id")), "")


def _flag(book: etree._Element, element: str, name: str) -> bool:
    found = book.find(f"{{*}}{element}")
    return found is not None and found.get(name) in ("1", "true")


def _doubt(what: str) -> Doubt:
    return Doubt(None, "source", what)
