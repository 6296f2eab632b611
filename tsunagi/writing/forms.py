"""Filled-in forms on paper: tables of two columns under their captions, one form after the other. A4, tagged, font
inside; a table or a long answer goes on on the next page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tsunagi.writing.lettering import Lettering
from tsunagi.writing.table import clean
from tsunagi.writing.tagged import ROW, Element, TaggedPDF

_PAGE: Final = (210.0, 297.0)
_MARGIN, _PAD, _LINE = 15.0, 1.8, 5.2
_HEAD_WIDTH: Final = 52.0
#: Letters in points: titles, captions, answers, what stands at the head and foot of each page.
_TITLE, _CAPTION, _TEXT, _SMALL = 15.0, 11.5, 10.0, 8.0
#: A caption stands on no page without so much below it, in mm.
_TOGETHER: Final = 30.0


@dataclass(frozen=True, slots=True)
class Grid:
    """A caption, and rows of a question and its answer; lines of an answer end with "\\n"."""

    caption: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Form:
    """One form: its title, a line on whose and when, its tables, and the lines to sign on."""

    title: str
    note: str
    grids: tuple[Grid, ...]
    signatures: tuple[str, ...] = ()


def forms_pdf(title: str, head: str, forms: Sequence[Form], *, language: str) -> bytes:
    """The forms as a PDF, each on a new page. head: stands at the top of each page, language: as PDF names it."""
    page = _Page(clean(title), clean(head), language)
    for form in forms:
        page.form(form)
    return bytes(page.pdf.output())


class _Page:
    """A PDF that is being drawn, and how far down the page it has come."""

    def __init__(self, title: str, head: str, language: str) -> None:
        self.pdf = TaggedPDF(title, upright=True, language=language)
        self.pdf.set_auto_page_break(False)
        self._lettering = Lettering(self.pdf)
        self._head = head
        self._y = 0.0

    def form(self, form: Form) -> None:
        """One form, from the top of a page."""
        self._open()
        self._put(form.title, self.pdf.element("H1"), _TITLE)
        self._put(form.note, self.pdf.element("P"), _TEXT)
        for grid in form.grids:
            self._grid(grid)
        for line in form.signatures:
            if self._y + 3 * _LINE > _PAGE[1] - _MARGIN:
                self._open()
            self._y += 1.5 * _LINE
            self._put(line, self.pdf.element("P"), _TEXT)
            with self.pdf.decorates("Layout"):
                self.pdf.line(_MARGIN + _HEAD_WIDTH, self._y, _PAGE[0] - _MARGIN, self._y)

    def _grid(self, grid: Grid) -> None:
        if self._y + _TOGETHER > _PAGE[1] - _MARGIN:
            self._open()
        self._y += _PAD
        self._put(grid.caption, self.pdf.element("H2"), _CAPTION)
        table = self.pdf.element("Table")
        for label, text in grid.rows:
            self._row(self.pdf.element("TR", table), label, text)

    def _row(self, row: Element, label: str, text: str) -> None:
        """A question and its answer side by side, cut where the page ends."""
        self.pdf.set_font_size(_TEXT)
        width = _PAGE[0] - 2 * _MARGIN - _HEAD_WIDTH
        heads = list(self._lettering.wrap(clean(label), _HEAD_WIDTH - 2 * _PAD))
        lines = [line for part in clean(text).split("\n") for line in self._lettering.wrap(part, width - 2 * _PAD)]
        head, cell = self.pdf.element("TH", row, ROW), self.pdf.element("TD", row)
        while True:
            room = int((_PAGE[1] - _MARGIN - self._y - 2 * _PAD) / _LINE)
            if room < min(3, max(len(heads), len(lines))):
                self._open()
                self.pdf.set_font_size(_TEXT)
                continue
            now, lines = lines[:room], lines[room:]
            height = max(1, len(now), len(heads)) * _LINE + 2 * _PAD
            with self.pdf.decorates("Layout"):
                self.pdf.rect(_MARGIN, self._y, _HEAD_WIDTH, height)
                self.pdf.rect(_MARGIN + _HEAD_WIDTH, self._y, width, height)
            self._cell(_MARGIN, heads, head)
            self._cell(_MARGIN + _HEAD_WIDTH, now, cell)
            self._y += height
            if not lines:
                return

    def _cell(self, x: float, lines: Sequence[str], element: Element) -> None:
        if lines:
            with self.pdf.shows(element):
                for at, line in enumerate(lines):
                    self.pdf.text(x + _PAD, self._y + _PAD + _LINE * (at + 0.78), line)

    def _put(self, text: str, element: Element, points: float) -> None:
        """A text across the page."""
        self.pdf.set_font_size(points)
        height = points * 0.55
        with self.pdf.shows(element):
            for line in self._lettering.wrap(clean(text), _PAGE[0] - 2 * _MARGIN):
                self.pdf.text(_MARGIN, self._y + height * 0.75, line)
                self._y += height

    def _open(self) -> None:
        """A new page, with whose it is at its head and its number at its foot."""
        self.pdf.add_page()
        self.pdf.set_font_size(_SMALL)
        with self.pdf.decorates("Pagination"):
            self.pdf.text(_MARGIN, _MARGIN * 0.6, self._head)
            self.pdf.text(_PAGE[0] / 2, _PAGE[1] - _MARGIN / 2, str(self.pdf.page_no()))
        self._y = _MARGIN
