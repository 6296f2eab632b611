"""Small PDFs for the tests, drawn page by page, and what was read from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from reportlab.lib import pdfencrypt
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from tsunagi.reading.mending import join
from tsunagi.reading.model import Line, Row, Source

#: A font that is not in the file, as in many a town's PDF.
FONT = "HeiseiKakuGo-W5"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
SIZE = 10
LEAD = 16

Draw = Callable[[Canvas], None]


def paper(
    path: Path, *pages: Draw, password: str = "", owner: str = "", size: tuple[float, float] = (595, 842)
) -> Path:
    """A PDF with one page for each drawing; with an owner's password alone everybody may read it, but it is locked."""
    lock = pdfencrypt.StandardEncryption(password, owner or None) if password or owner else None
    canvas = Canvas(str(path), pagesize=size, encrypt=lock, invariant=True)
    for draw in pages:
        canvas.setFont(FONT, SIZE)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return path


def text(*lines: str, x: float = 60, y: float = 780, size: float = SIZE, font: str = FONT) -> Draw:
    """Lines one under the other, the first one's foot at y."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(font, size)
        for place, line in enumerate(lines):
            canvas.drawString(x, y - place * LEAD, line)

    return draw


def box(x0: float, y0: float, x1: float, y1: float) -> Draw:
    """A rectangle, only its edges."""
    return lambda canvas: canvas.rect(x0, y0, x1 - x0, y1 - y0)


def all_of(*draws: Draw) -> Draw:
    """Several drawings on one page."""

    def draw(canvas: Canvas) -> None:
        for one in draws:
            one(canvas)

    return draw


def flow(path: Path, *parts: Any, size: tuple[float, float] = (842, 595)) -> Path:
    """A PDF that reportlab lays out by itself, tables over as many pages as they need."""
    margins = {f"{side}Margin": 40 for side in ("left", "right", "top", "bottom")}
    SimpleDocTemplate(str(path), pagesize=size, invariant=True, **margins).build(list(parts))
    return path


def table(rows: Sequence[Sequence[str]], widths: Sequence[float], *style: tuple[Any, ...], head: int = 1) -> Any:
    """A ruled table with wrapped Japanese text, its first rows repeated on each page."""
    wrapped = ParagraphStyle("cell", fontName=FONT, fontSize=8, leading=11, wordWrap="CJK")
    cells = [[Paragraph(cell, wrapped) if cell else "" for cell in row] for row in rows]
    ruled = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "TOP"), *style]
    return Table(cells, colWidths=list(widths), repeatRows=head, style=ruled, splitInRow=1)


def lines(source: Source) -> list[str]:
    """The text of what was read outside of tables."""
    return [block.fragment.text for block in source.blocks if isinstance(block, Line)]


def rows(source: Source) -> list[list[str]]:
    """The tables that were read, each cell as one text."""
    return [[join(cell) for cell in block.cells] for block in source.blocks if isinstance(block, Row)]
