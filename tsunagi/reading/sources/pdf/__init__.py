"""A PDF as lines and rows: the text that pdfium finds, in the order of the file, with the boxes drawn around it.

Only text that is in the file is read: a scanned page is a picture and has none.
"""

from __future__ import annotations

import ctypes
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any

import pypdfium2.raw as pdfium

from tsunagi.reading.model import Doubt, Fragment, Line, Row, Source, Unreadable

from .bomb import refuse_bomb
from .engine import pdfium_taken
from .furniture import furniture
from .lines import Letters, Piece, Place, is_faceless, pieces, settled
from .ruling import Box, Grid, Seen, drawn

Progress = Callable[[int, int], None]

#: More pages than any plan has; a broken file may claim millions.
_MOST_PAGES = 20_000

_NO_PAGES = "PDFにページがありません。元のファイルを確かめてください。 / The PDF has no pages: check the original file."
_TOO_MANY_PAGES = (
    f"PDFのページ数が{_MOST_PAGES}を超えています。計画の部分だけを取り出してください。"
    f" / The PDF has more than {_MOST_PAGES} pages: cut out the part that is the plan."
)
_NO_TEXT = (
    "PDFに文字がありません(画像だけのPDFです)。先にOCR(文字認識)をかけてください。"
    " / The PDF has no text, only pictures: run OCR (character recognition) on it first."
)
_ENCRYPTED = (
    "PDFに暗号がかかっています。パスワードを外して保存し直してください。"
    " / The PDF is encrypted: save it again without its password."
)
_BROKEN = (
    "PDFが壊れているか、PDFではありません。元のファイルを確かめてください。"
    " / The PDF is broken, or the file is no PDF: check the original file."
)


@dataclass(slots=True)
class _Page:
    """A page taken apart: its lines in the order of the file, those in tables with their cells; its boxes.

    `widths` is how many columns each of its tables has.
    """

    number: int
    height: float
    lines: list[Piece]
    ruby: list[Piece]
    frames: list[Box]
    widths: list[int]
    is_drawn_on: bool
    is_faceless: bool


def open_pdf(path: str | os.PathLike[str], progress: Progress | None = None) -> Source:
    """The lines and table rows of a PDF file; `progress` is told after each page (pages done, pages in all).

    Spans are (page, x0, y0, x1, y1) in points from the lower left corner of the page as it is shown.
    Raises Unreadable if the file is encrypted, broken, abnormally packed, without pages or without any text.
    """
    file = Path(path)
    with file.open("rb") as stream:
        digest = file_digest(stream, "sha256").hexdigest()
    refuse_bomb(file)
    with pdfium_taken():
        document = _opened(file)
    try:
        with pdfium_taken():
            if pdfium.FPDF_GetSecurityHandlerRevision(document) >= 0:
                _refuse_locked_bomb(document)
            count = pdfium.FPDF_GetPageCount(document)
        if count < 1:
            raise Unreadable(_NO_PAGES)
        if count > _MOST_PAGES:
            raise Unreadable(_TOO_MANY_PAGES)
        pages: list[_Page] = []
        broken: list[int] = []
        for number in range(1, count + 1):
            with pdfium_taken():
                page = _page(document, number)
            if page is None:
                broken.append(number)
            else:
                pages.append(page)
            if progress is not None:
                progress(number, count)
    finally:
        with pdfium_taken():
            pdfium.FPDF_CloseDocument(document)
    if not pages:
        raise Unreadable(_BROKEN)
    silent = [page.number for page in pages if not any(_speaks(line.text) for line in page.lines)]
    if len(silent) == len(pages):
        raise Unreadable(_NO_TEXT)
    pictures = [page.number for page in pages if page.number in silent and page.is_drawn_on]
    faceless = [page.number for page in pages if page.is_faceless]
    doubts = [
        Doubt(None, "source", f"{what}: {_listed(numbers)}")
        for what, numbers in (
            ("開けないページがある / pages that cannot be opened", broken),
            ("文字のないページがある(画像ならOCRが必要) / pages without text (pictures need OCR)", pictures),
            (
                "書体がPDFにもこの機械にもなく、一字だけの語が抜けうるページがある"
                " / pages in a font that neither the PDF nor this machine has: letters that stand alone may be lost",
                faceless,
            ),
        )
        if numbers
    ]
    blocks, aside = _blocks(pages)
    return Source("pdf", file.name, digest, tuple(blocks), count, tuple(aside), tuple(doubts))


def _opened(file: Path) -> pdfium.FPDF_DOCUMENT:
    document = pdfium.FPDF_LoadDocument(os.fsencode(file), None)
    if document:
        return document
    locked = pdfium.FPDF_GetLastError() in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
    raise Unreadable(_ENCRYPTED if locked else _BROKEN)


def _refuse_locked_bomb(document: pdfium.FPDF_DOCUMENT) -> None:
    """Look for a bomb in the document as pdfium writes it without its lock, its streams packed as they are."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as copy:

        def write(_self: Any, data: Any, size: int) -> int:
            return copy.write(ctypes.string_at(data, size))

        writer = pdfium.FPDF_FILEWRITE(version=1)
        writer.WriteBlock = type(writer.WriteBlock)(write)
        if not pdfium.FPDF_SaveAsCopy(document, writer, pdfium.FPDF_REMOVE_SECURITY):
            raise Unreadable(_BROKEN)
        copy.flush()
        refuse_bomb(Path(copy.name))


def _speaks(text: str) -> bool:
    """Whether a line has a letter or digit: a page of signs that no font explains says nothing."""
    return any(character.isalnum() for character in text)


def _listed(numbers: list[int]) -> str:
    """Page numbers in short: 3, 5-9."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)


def _page(document: pdfium.FPDF_DOCUMENT, number: int) -> _Page | None:
    """One page taken apart, None if it cannot be opened."""
    page = pdfium.FPDF_LoadPage(document, number - 1)
    if not page:
        return None
    try:
        text = pdfium.FPDFText_LoadPage(page)
        if not text:
            return None
        try:
            seen, height = _upright(page)
            letters = Letters(text, seen)
            grids, frames = drawn(page, seen)
            lines, ruby = settled(pieces(letters, _finder(grids)))
        finally:
            pdfium.FPDFText_ClosePage(text)
        widths = [len(grid.xs) - 1 for grid in grids]
        drawn_on, faceless = pdfium.FPDFPage_CountObjects(page) > 0, is_faceless(page)
        return _Page(number, height, lines, ruby, frames, widths, drawn_on, faceless)
    finally:
        pdfium.FPDF_ClosePage(page)


def _upright(page: pdfium.FPDF_PAGE) -> tuple[Seen | None, float]:
    """How a point moves from the page's own axes to those of the page as it is shown, and how high that page is."""
    shown = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, shown)
    left, bottom, right, top = shown.left, shown.bottom, shown.right, shown.top
    turn = pdfium.FPDFPage_GetRotation(page)
    if turn == 1:
        return lambda x, y: (y - bottom, right - x), right - left
    if turn == 2:
        return lambda x, y: (right - x, top - y), top - bottom
    if turn == 3:
        return lambda x, y: (top - y, x - left), right - left
    if left or bottom:
        return lambda x, y: (x - left, y - bottom), top - bottom
    return None, top - bottom


def _finder(grids: list[Grid]) -> Callable[[float, float], Place | None] | None:
    """Which cell of which table a point stands in."""
    if not grids:
        return None

    def find(x: float, y: float) -> Place | None:
        for place, grid in enumerate(grids):
            home = grid.home(x, y)
            if home is not None:
                return (place, *home)
        return None

    return find


def _blocks(pages: list[_Page]) -> tuple[list[Row | Line], list[Line]]:
    """All pages' lines and rows in order, and what was set aside: page numbers, running heads and feet, ruby."""
    blocks: list[Row | Line] = []
    aside: list[Line] = []
    top: Row | None = None  # the first row of the table before
    known = 0
    running: tuple[int, Box] | None = None  # the box at the very foot of the page before
    for page, gone in zip(pages, furniture([(page.number, page.height, page.lines) for page in pages]), strict=True):
        aside += [_line(page.number, page.lines[place], None) for place in sorted(gone)]
        aside += [_line(page.number, piece, None) for piece in page.ruby]
        there = [line for place, line in enumerate(page.lines) if place not in gone]
        inside = _framed(there, page)
        names: dict[Box, int] = {}
        for box in sorted({box for box in inside if box}, key=lambda box: -box[3]):
            if running and _goes_on(running[1], box) and all(line.y1 <= box[3] for line in there):
                names[box] = running[0]
            else:
                known += 1
                names[box] = known
        lowest = min(names, key=lambda box: box[1], default=None)
        running = None
        if lowest and all(line.y0 >= lowest[1] for line in there):
            running = names[lowest], lowest
        done: set[int] = set()
        for line, frame in zip(there, inside, strict=True):
            if line.cell is None:
                blocks.append(_line(page.number, line, names[frame] if frame else None))
            elif line.cell[0] not in done:
                done.add(line.cell[0])
                first, *others = _rows(page, there, line.cell[0])
                parts = _parted(first, top)
                blocks += [*parts, *others]
                top = parts[0]
    return blocks, aside


def _framed(lines: list[Piece], page: _Page) -> list[Box | None]:
    """For each line the smallest box around it. A border around the page is none."""
    found: list[Box | None] = []
    boxes = [box for box in page.frames if box[3] - box[1] < 0.85 * page.height]
    boxes.sort(key=lambda box: (box[2] - box[0]) * (box[3] - box[1]))
    for line in lines:
        x, y = (line.x0 + line.x1) / 2, (line.y0 + line.y1) / 2
        around = (box for box in boxes if box[0] <= x <= box[2] and box[1] <= y <= box[3])
        found.append(None if line.cell else next(around, None))
    return found


def _goes_on(above: Box, below: Box) -> bool:
    """Whether a box at the foot of a page and one at the head of the next are one."""
    return abs(above[0] - below[0]) < 3 and abs(above[2] - below[2]) < 3


def _line(page: int, piece: Piece, frame: int | None) -> Line:
    return Line(_fragment(page, piece), page, frame)


def _fragment(page: int, piece: Piece) -> Fragment:
    return Fragment(piece.text, (page, round(piece.x0, 1), round(piece.y0, 1), round(piece.x1, 1), round(piece.y1, 1)))


def _rows(page: _Page, lines: list[Piece], table: int) -> Iterator[Row]:
    """The rows of one table on a page; a merged cell's text stands in its first row and column."""
    cells: dict[tuple[int, int], list[Fragment]] = {}
    for line in lines:
        if line.cell and line.cell[0] == table:
            cells.setdefault(line.cell[1:], []).append(_fragment(page.number, line))
    for row in sorted({row for row, _ in cells}):
        yield Row(tuple(tuple(cells.get((row, column), ())) for column in range(page.widths[table])), page.number)


def _parted(row: Row, heading: Row | None) -> list[Row]:
    """A row in two if it begins with the heading of the table before: a table that runs over a page may draw no rule
    between the heading that stands there again and the row that goes on.
    """
    if heading is None or len(row.cells) != len(heading.cells):
        return [row]
    tops = [cell[: len(above)] for cell, above in zip(row.cells, heading.cells, strict=True)]
    rest = tuple(cell[len(top) :] for cell, top in zip(row.cells, tops, strict=True))
    same = all(
        [fragment.text for fragment in top] == [fragment.text for fragment in above]
        for top, above in zip(tops, heading.cells, strict=True)
    )
    return [Row(tuple(tops), row.page), Row(rest, row.page)] if same and any(rest) else [row]
