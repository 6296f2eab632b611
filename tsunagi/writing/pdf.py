"""PDF: the ruled table on A3 landscape, heading repeated, rows running over pages, the Japanese font inside.

Its parts are told apart for those who hear it (see `tagged`): a measure is one row, on however many pages it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from tsunagi.writing.lettering import Lettering
from tsunagi.writing.table import Entry, Heading, Table
from tsunagi.writing.tagged import COLUMN, ROW, Element, TaggedPDF

_PAGE = (420.0, 297.0)
_HEAD, _SECTION = (232, 241, 254), (242, 242, 242)
_MARGIN, _PAD, _SPARE = 10.0, 1.2, 0.1
_SIZE, _TITLE_SIZE, _LINE = 7.5, 10.5, 3.7
_ADDRESSES, _MINISTRIES = 6, 7
#: Letters of an address on a line, as narrow columns of plans have them.
_ADDRESS_LINE = 24


def write_pdf(table: Table, path: Path) -> None:
    """Write the table; a row that does not fit on a page goes on on the next, with its number again."""
    page = _Page(table)
    if table.year:
        page.text(table.year, "P")
    page.begin()
    for row in table.rows:
        if isinstance(row, Heading):
            page.section(row.text)
        else:
            page.entry(row)
    page.pdf.output(str(path))


class _Page:
    """A PDF that is being drawn, and how far down the page it has come."""

    def __init__(self, table: Table) -> None:
        pdf = TaggedPDF(table.title)
        pdf.set_auto_page_break(False)
        self.pdf = pdf
        self._lettering = Lettering(pdf)
        pdf.set_font_size(_SIZE)
        self._names = table.headings
        self._widths = self._columns(table)
        self._open()
        pdf.set_font_size(_TITLE_SIZE)
        self.text(table.title, "H1")
        pdf.set_font_size(_SIZE)

    def text(self, text: str, kind: Literal["H1", "P"]) -> None:
        """A text above the table."""
        with self.pdf.shows(self.pdf.element(kind)):
            for line in self._wrap(text, _PAGE[0] - 2 * _MARGIN):
                self.pdf.text(_MARGIN, self._y + _LINE, line)
                self._y += _LINE + 1

    def begin(self) -> None:
        """The table with its row of headings, a little below what stands above it."""
        self._y += 2 * _PAD
        self._table = self.pdf.element("Table")
        row = self.pdf.element("TR", self._table)
        self._headings([self.pdf.element("TH", row, COLUMN) for _ in self._names])

    def section(self, text: str) -> None:
        """A heading over all columns, on a ground of its own."""
        lines = list(self._wrap(text, sum(self._widths)))
        height = len(lines) * _LINE + 2 * _PAD
        if self._y + height + 8 * _LINE > _PAGE[1] - _MARGIN:
            self._turn()
        self.pdf.set_fill_color(*_SECTION)
        with self.pdf.decorates("Layout"):
            self.pdf.rect(_MARGIN, self._y, sum(self._widths), height, style="DF")
        over = f"<</O/Table/ColSpan {len(self._names)}>>"
        with self.pdf.shows(self.pdf.element("TH", self.pdf.element("TR", self._table), over)):
            self._put(_MARGIN, lines)
        self._y += height

    def entry(self, row: Entry) -> None:
        """A measure's row, cut where the page ends."""
        cells = [list(self._lines(at, cell)) for at, cell in enumerate(row.cells)]
        own = self.pdf.element("TR", self._table)
        shown: list[Element | None] = [self.pdf.element("TH", own, ROW)]
        shown += [self.pdf.element("TD", own) for _ in cells[1:]]
        while any(cells):
            room = int((_PAGE[1] - _MARGIN - self._y - 2 * _PAD) / _LINE)
            if room < min(2, max(map(len, cells))):
                self._turn()
                continue
            self._row([lines[:room] for lines in cells], shown)
            cells = [lines[room:] for lines in cells]
            if any(cells):
                cells[0], shown[0] = [row.cells[0]], None

    def _columns(self, table: Table) -> list[float]:
        """The columns' widths in mm; that of ministries holds the longest name on a line, for a torn one is two."""
        room = _PAGE[0] - 2 * _MARGIN
        names = [name for row in table.rows if isinstance(row, Entry) for name in row.cells[_MINISTRIES].split("\n")]
        longest = max(map(self.pdf.get_string_width, names), default=0.0) + 2 * _PAD + _SPARE
        widths = [room * width / sum(table.widths) for width in table.widths]
        own = min(max(widths[_MINISTRIES], longest), room / 5)
        shrunk = (room - own) / (room - widths[_MINISTRIES])
        return [own if at == _MINISTRIES else width * shrunk for at, width in enumerate(widths)]

    def _turn(self) -> None:
        self._open()
        self._headings([None] * len(self._names))

    def _open(self) -> None:
        """A new page, with its number at its foot."""
        self.pdf.add_page()
        with self.pdf.decorates("Pagination"):
            self.pdf.text(_PAGE[0] / 2, _PAGE[1] - _MARGIN / 2, str(self.pdf.page_no()))
        self._y = _MARGIN

    def _headings(self, shown: Sequence[Element | None]) -> None:
        """The headings, on a coloured ground."""
        self.pdf.set_fill_color(*_HEAD)
        cells = [list(self._wrap(text, width)) for text, width in zip(self._names, self._widths, strict=True)]
        self._row(cells, shown, "DF")

    def _row(self, cells: Sequence[Sequence[str]], shown: Sequence[Element | None], style: str = "D") -> None:
        """Cells beside one another, each what its element shows; one that has none was shown before."""
        height = max(1, *map(len, cells)) * _LINE + 2 * _PAD
        lefts = [_MARGIN + sum(self._widths[:at]) for at in range(len(cells))]
        with self.pdf.decorates("Layout"):
            for x, width in zip(lefts, self._widths, strict=True):
                self.pdf.rect(x, self._y, width, height, style=style)
        for x, lines, element in zip(lefts, cells, shown, strict=True):
            if lines:
                with self.pdf.shows(element) if element else self.pdf.decorates("Pagination"):
                    self._put(x, lines)
        self._y += height

    def _put(self, x: float, lines: Sequence[str]) -> None:
        """A cell's lines, from its upper left corner."""
        for at, line in enumerate(lines):
            self.pdf.text(x + _PAD, self._y + _PAD + _LINE * (at + 0.8), line)

    def _lines(self, column: int, text: str) -> Iterator[str]:
        if column == _ADDRESSES:
            for address in text.split("\n"):
                yield from (address[at : at + _ADDRESS_LINE] for at in range(0, len(address), _ADDRESS_LINE))
        else:
            for paragraph in text.split("\n"):
                yield from self._wrap(paragraph, self._widths[column])

    def _wrap(self, text: str, width: float) -> Iterator[str]:
        """Lines that a column holds between its rules."""
        return self._lettering.wrap(text, width - 2 * _PAD)
