"""DOCX: paragraphs and tables in the order of the document, as they stand after all tracked changes are accepted."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, count

from lxml import etree

from tsunagi.reading.model import Source
from tsunagi.reading.sources.archive import Archive
from tsunagi.reading.sources.rendering import Rendering

#: What holds blocks or rows without being one.
_WRAPPERS = {"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"}
#: What is not seen: text struck out, its old place, ruby, fields' commands, the older drawing of a text box.
_UNSEEN = {"del", "moveFrom", "rt", "rPr", "pPr", "instrText", "delText", "Fallback", "txbxContent"}
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
#: A cell that claims to reach further than this claims too much.
_WIDEST = 200


def of_docx(archive: Archive) -> Source:
    """The document's lines and rows."""
    made = Rendering()
    _Reader(made).blocks(archive.xml(archive.main), None)
    return made.source("docx", archive.name, archive.sha256)


class _Reader:
    """Adds blocks to a rendering and numbers the tables on the way."""

    def __init__(self, made: Rendering) -> None:
        self._made = made
        self._tables = count(1)

    def blocks(self, parent: etree._Element, frame: int | None) -> None:
        """Add what stands in an element, in its order; `frame` names the box around it."""
        for child in _inside(parent):
            name = _name(child)
            if name == "p":
                for line in _text(child).split("\n"):
                    self._made.line(line, frame)
                for box in _boxes(child):
                    self.blocks(box, next(self._tables))
            elif name == "tbl":
                self._table(child)
            elif name == "body":
                self.blocks(child, frame)

    def _table(self, table: etree._Element) -> None:
        """A table; one that only lays out the page, or draws a box, stands for what is in it."""
        number = next(self._tables)
        rows = [row for row in _inside(table) if _name(row) == "tr" and not _is_struck_out(row)]
        cells = [[cell for cell in _inside(row) if _name(cell) == "tc"] for row in rows]
        if all(len(row) <= 1 for row in cells):
            for cell in chain.from_iterable(cells):
                self.blocks(cell, number)
            return
        for row, there in zip(rows, cells, strict=True):
            if any(_widest(cell) > len(there) for cell in there):
                for cell in there:
                    self.blocks(cell, None)
            else:
                self._made.row(_row(row, there), number)


def _row(row: etree._Element, cells: list[etree._Element]) -> list[str]:
    """The cells' texts in their columns; a merged cell's text stands in its first row and column."""
    texts = [""] * _number(row, "trPr", "gridBefore", 0)
    for cell in cells:
        goes_on = _property(cell, "tcPr", "vMerge")
        follows = goes_on is not None and _value(goes_on) != "restart"
        texts += ["" if follows else _cell(cell), *[""] * (_number(cell, "tcPr", "gridSpan", 1) - 1)]
    return texts + [""] * _number(row, "trPr", "gridAfter", 0)


def _cell(cell: etree._Element) -> str:
    """The text of a cell, a line a paragraph; of a table inside it a line a row."""
    lines: list[str] = []
    for child in _inside(cell):
        if _name(child) == "p":
            lines.append(_text(child))
        elif _name(child) == "tbl":
            rows = (row for row in _inside(child) if _name(row) == "tr")
            lines += [" ".join(_cell(one) for one in _inside(row) if _name(one) == "tc") for row in rows]
    return "\n".join(line for line in lines if line.strip())


def _text(element: etree._Element) -> str:
    """The text of a paragraph as it is seen."""
    parts: list[str] = []
    for child in element:
        name = _name(child)
        if name == "t":
            parts.append(child.text or "")
        elif name in _SIGNS:
            parts.append(_SIGNS[name])
        elif name not in _UNSEEN:
            parts.append(_text(child))
    return "".join(parts)


def _boxes(element: etree._Element) -> Iterator[etree._Element]:
    """The text boxes that hang on a paragraph."""
    for child in element:
        name = _name(child)
        if name == "txbxContent":
            yield child
        elif name not in _UNSEEN:
            yield from _boxes(child)


def _inside(parent: etree._Element) -> Iterator[etree._Element]:
    """The children of an element and of what merely wraps them."""
    for child in parent:
        if _name(child) in _WRAPPERS:
            yield from _inside(child)
        else:
            yield child


def _widest(cell: etree._Element) -> int:
    """How many cells a row of a table inside a cell has at most."""
    tables = (child for child in _inside(cell) if _name(child) == "tbl")
    rows = (row for table in tables for row in _inside(table) if _name(row) == "tr")
    return max((sum(_name(one) == "tc" for one in _inside(row)) for row in rows), default=0)


def _is_struck_out(row: etree._Element) -> bool:
    return _property(row, "trPr", "del") is not None


def _number(element: etree._Element, group: str, name: str, default: int) -> int:
    found = _property(element, group, name)
    value = "" if found is None else _value(found)
    return min(int(value), _WIDEST) if value.isdecimal() else default


def _property(element: etree._Element, group: str, name: str) -> etree._Element | None:
    """The property `name` in the group of properties of an element."""
    for child in element:
        if _name(child) == group:
            return next((one for one in child if _name(one) == name), None)
    return None


def _value(element: etree._Element) -> str:
    return next((str(value) for key, value in element.attrib.items() if str(key).endswith("}val")), "")


def _name(element: etree._Element) -> str:
    """The name of an element without its namespace, which differs between the kinds of DOCX."""
    return str(element.tag).rpartition("}")[2]
