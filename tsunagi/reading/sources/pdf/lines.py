"""The lines of text on a PDF page: what stands where, put together where it was torn, without its ruby."""

from __future__ import annotations

import re
from collections.abc import Callable
from ctypes import byref, c_float, c_ushort
from dataclasses import dataclass, replace
from unicodedata import east_asian_width

import pypdfium2.raw as pdfium

from .ruling import Box, Seen

#: A cell: table on the page, row, column.
Place = tuple[int, int, int]
#: A stretch of a line: from, to, the cell it stands in, its first and its last letter's box.
_Run = tuple[int, int, Place | None, Box, Box]

#: pdfium's sign for a hyphen at the end of a line, after which it breaks no line of its own.
_HYPHEN = "\ufffe"
_LINE = re.compile(rf"[^\r\n{_HYPHEN}]*{_HYPHEN}?")
_KANA = re.compile(r"[\u3040-\u30ffｦ-ﾟ・ー\s]+")
_GAP = re.compile(r"(?<=[^\x00-\x7f]) (?=.)|(?<=.) (?=[^\x00-\x7f])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text on one line and its box (x0, y0, x1, y1); `cell` is where in a table it stands."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    cell: Place | None = None

    @property
    def height(self) -> float:
        """How high the line is, in points."""
        return self.y1 - self.y0


class Letters:
    """The letters of a page and their boxes, asked from pdfium only where they are needed."""

    def __init__(self, textpage: pdfium.FPDF_TEXTPAGE, seen: Seen | None) -> None:
        """Take the page's text in one go; `seen` turns a point as it is shown, None where that changes nothing."""
        self._page = textpage
        self._seen = seen
        self._found = pdfium.FS_RECTF()
        count = max(0, pdfium.FPDFText_CountChars(textpage))
        units = (c_ushort * (count + 1))()
        written = pdfium.FPDFText_GetText(textpage, 0, count, units) if count else 1
        self.text = bytes(units)[: 2 * max(0, written - 1)].decode("utf-16-le", "surrogatepass")
        # pdfium counts 16-bit units, and may know letters that it does not give: mostly both are the text's own places.
        self._units = None if len(self.text) == written - 1 else _unit_places(self.text)
        self._skips = written - 1 != count

    def box(self, place: int) -> Box:
        """The box of the letter at a place of the text."""
        found = self._found
        pdfium.FPDFText_GetLooseCharBox(self._page, self._letter(place), byref(found))
        if self._seen is None:
            return found.left, found.bottom, found.right, found.top
        (xa, ya), (xb, yb) = self._seen(found.left, found.bottom), self._seen(found.right, found.top)
        return min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)

    def guessed(self, place: int) -> bool:
        """Whether pdfium put the space at a place there by itself, because it saw a gap."""
        return bool(pdfium.FPDFText_IsGenerated(self._page, self._letter(place)) == 1)

    def _letter(self, place: int) -> int:
        unit = place if self._units is None else self._units[place]
        return pdfium.FPDFText_GetCharIndexFromTextIndex(self._page, unit) if self._skips else unit


def _unit_places(text: str) -> list[int]:
    """For each character the place of its first 16-bit unit."""
    places, unit = [], 0
    for character in text:
        places.append(unit)
        unit += 2 if character > "\uffff" else 1
    return places


def is_faceless(page: pdfium.FPDF_PAGE) -> bool:
    """Whether pdfium loses text of the page: text without any width, because its font is not at hand."""
    left, bottom, right, top = c_float(), c_float(), c_float(), c_float()
    edges = byref(left), byref(bottom), byref(right), byref(top)
    for place in range(pdfium.FPDFPage_CountObjects(page)):
        thing = pdfium.FPDFPage_GetObject(page, place)
        if pdfium.FPDFPageObj_GetType(thing) != pdfium.FPDF_PAGEOBJ_TEXT:
            continue
        if (
            pdfium.FPDFPageObj_GetBounds(thing, *edges)
            and right.value - left.value <= 0
            and not pdfium.FPDFFont_GetIsEmbedded(pdfium.FPDFTextObj_GetFont(thing))
        ):
            return True
    return False


def pieces(letters: Letters, cell_at: Callable[[float, float], Place | None] | None) -> list[Piece]:
    """The lines as pdfium sees them; with `cell_at`, cut where they cross from one cell of a table into another."""
    found: list[Piece] = []
    for match in _LINE.finditer(letters.text):
        line = match.group()
        if not line or line.isspace():
            continue
        first = match.start() + len(line) - len(line.lstrip())
        last = match.start() + len(line.rstrip()) - 1
        left, right = letters.box(first), letters.box(last)
        runs: list[_Run] = [(match.start(), match.end(), None, left, right)]
        if cell_at is not None:
            runs = _runs(letters, first, last + 1, cell_at)
        for start, end, cell, one, other in runs:
            found.append(
                Piece(
                    _text(letters, start, end),
                    min(one[0], other[0]),
                    min(one[1], other[1]),
                    max(one[2], other[2]),
                    max(one[3], other[3]),
                    cell,
                )
            )
    return found


def _runs(letters: Letters, start: int, end: int, cell_at: Callable[[float, float], Place | None]) -> list[_Run]:
    """The stretches of a line that stand in one cell each."""
    runs: list[_Run] = []
    for place in range(start, end):
        if letters.text[place].isspace():
            continue
        box = letters.box(place)
        cell = cell_at((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        if runs and runs[-1][2] == cell:
            runs[-1] = (runs[-1][0], place + 1, cell, runs[-1][3], box)
        else:
            runs.append((place, place + 1, cell, box, box))
    return runs


def _text(letters: Letters, start: int, end: int) -> str:
    """The letters from start to end, without the spaces that pdfium guessed beside a wide letter."""
    text = letters.text[start:end]
    gaps = {match.start() for match in _GAP.finditer(text) if _is_setting(letters, start + match.start())}
    if gaps:
        text = "".join(character for place, character in enumerate(text) if place not in gaps)
    return _CONTROL.sub("", text.replace(_HYPHEN, "-"))


def _is_setting(letters: Letters, place: int) -> bool:
    """Whether a space is only the little room that Japanese setting leaves beside letters of another script."""
    if not _is_wide(letters.text[place - 1], letters.text[place + 1]) or not letters.guessed(place):
        return False
    before, after = letters.box(place - 1), letters.box(place + 1)
    return after[0] - before[2] < 0.75 * (before[3] - before[1])


def _is_wide(before: str, after: str) -> bool:
    return east_asian_width(before) in "WFA" or east_asian_width(after) in "WFA"


def settled(torn: list[Piece]) -> tuple[list[Piece], list[Piece]]:
    """The pieces put together to lines, and the ruby that stood between them."""
    ruby = {place for place, piece in enumerate(torn) if _is_ruby(piece, torn)}
    lines: list[Piece] = []
    for place, piece in enumerate(torn):
        if place in ruby:
            continue
        if lines and _follows(lines[-1], piece):
            lines[-1] = _together(lines[-1], piece)
        else:
            lines.append(piece)
    return lines, [torn[place] for place in sorted(ruby)]


def _is_ruby(piece: Piece, others: list[Piece]) -> bool:
    """Whether a piece is small kana right over a line of at least half as large letters again."""
    if not _KANA.fullmatch(piece.text):
        return False
    return any(
        piece.height <= 0.65 * base.height
        and base.cell == piece.cell
        and -0.35 * base.height <= piece.y0 - base.y1 <= 0.35 * base.height
        and base.x0 - base.height <= piece.x0
        and piece.x1 <= base.x1 + base.height
        for base in others
    )


def _follows(line: Piece, piece: Piece) -> bool:
    """Whether a piece goes on where a line stopped, on the same height."""
    height = min(line.height, piece.height)
    level = min(line.y1, piece.y1) - max(line.y0, piece.y0)
    gap = piece.x0 - line.x1
    return line.cell == piece.cell and level > 0.5 * height and -0.4 * height <= gap <= max(line.height, piece.height)


def _together(line: Piece, piece: Piece) -> Piece:
    gap = piece.x0 - line.x1
    torn = gap > 0.2 * line.height and not _is_wide(line.text[-1:] or " ", piece.text[:1] or " ")
    return replace(
        line,
        text=line.text + (" " if torn else "") + piece.text,
        x0=min(line.x0, piece.x0),
        y0=min(line.y0, piece.y0),
        x1=max(line.x1, piece.x1),
        y1=max(line.y1, piece.y1),
    )
