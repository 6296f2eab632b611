"""A sheet of paper for one's pocket: a heading, a few lines, and parts with large numbers. A4, tagged, font inside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from tsunagi.writing.lettering import Lettering
from tsunagi.writing.table import clean
from tsunagi.writing.tagged import TaggedPDF

Size = Literal["large", "usual", "small"]

_PAGE: Final = (210.0, 297.0)
_MARGIN: Final = 18.0
#: Letters in points, and the distance between lines in mm.
_SIZES: Final[dict[str, tuple[float, float]]] = {
    "H1": (20, 10.5),
    "H2": (15, 8),
    "large": (22, 11),
    "usual": (12, 6.6),
    "small": (10, 5.4),
}
#: A part that is longer than a page begins on none without so much room below, in mm.
_TOGETHER: Final = 45.0
#: Above and below the line before a part, in mm.
_ABOVE, _BELOW = 3.0, 2.0


@dataclass(frozen=True, slots=True)
class Line:
    """Words, and how large they stand."""

    text: str
    size: Size = "usual"


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, and the lines under it."""

    heading: str
    lines: tuple[Line, ...]


def sheet(title: str, lines: Sequence[Line], parts: Sequence[Part], *, language: str) -> bytes:
    """The sheet as a PDF. language: of its words, as PDF and HTML name it."""
    page = _Page(clean(title), language)
    page.put(title, "H1", "H1")
    for line in lines:
        page.put(line.text, "P", line.size)
    for part in parts:
        page.begin(part)
        page.put(part.heading, "H2", "H2")
        for line in part.lines:
            page.put(line.text, "P", line.size)
    return bytes(page.pdf.output())


class _Page:
    """A PDF that is being drawn, and how far down the page it has come."""

    def __init__(self, title: str, language: str) -> None:
        self.pdf = TaggedPDF(title, upright=True, language=language)
        self.pdf.set_auto_page_break(False)
        self._lettering = Lettering(self.pdf)
        self._open()

    def begin(self, part: Part) -> None:
        """A line across; a new page instead where the part would be torn, but for one longer than a page."""
        long = self._height(part.heading, "H2") + sum(self._height(line.text, line.size) for line in part.lines)
        room = _PAGE[1] - 2 * _MARGIN
        if self._y + _ABOVE + _BELOW + (long if long <= room else _TOGETHER) > _PAGE[1] - _MARGIN:
            self._open()
            return
        self._y += _ABOVE
        with self.pdf.decorates("Layout"):
            self.pdf.line(_MARGIN, self._y, _PAGE[0] - _MARGIN, self._y)
        self._y += _BELOW

    def put(self, text: str, kind: Literal["H1", "H2", "P"], size: str) -> None:
        """A text in as many lines as it takes; it goes on on the next page."""
        points, height = _SIZES[size]
        self.pdf.set_font_size(points)
        element = self.pdf.element(kind)
        for line in self._wrap(text):
            if self._y + height > _PAGE[1] - _MARGIN:
                self._open()
                self.pdf.set_font_size(points)
            with self.pdf.shows(element):
                self.pdf.text(_MARGIN, self._y + height * 0.75, line)
            self._y += height

    def _height(self, text: str, size: str) -> float:
        """How far down the page a text of a size reaches, in mm."""
        points, height = _SIZES[size]
        self.pdf.set_font_size(points)
        return len(self._wrap(text)) * height

    def _wrap(self, text: str) -> list[str]:
        """The lines that a text takes in the size that is set."""
        return list(self._lettering.wrap(clean(text), _PAGE[0] - 2 * _MARGIN))

    def _open(self) -> None:
        """A new page, with its number at its foot."""
        self.pdf.add_page()
        self.pdf.set_font_size(_SIZES["small"][0])
        with self.pdf.decorates("Pagination"):
            self.pdf.text(_PAGE[0] / 2, _PAGE[1] - _MARGIN / 2, str(self.pdf.page_no()))
        self._y = _MARGIN
