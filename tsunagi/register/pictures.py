"""A page of a PDF as a picture, with boxes around what is quoted."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from math import sqrt

import pypdfium2
from PIL import Image, ImageDraw, ImageFont

from tsunagi.reading.sources.pdf.engine import pdfium_taken

#: Height of the number at a box, in pixels.
NUMBER = 28
#: More pixels than any sheet of a plan needs; a page may claim to be kilometres wide.
MOST_PIXELS = 12_000_000
#: Pixels a point: an A4 page becomes 1190 pixels wide, enough to read on a wide screen.
SCALE = 2
MARK = (0, 23, 193)
#: Paper without writing is at least as light.
LIGHT = 200

Mark = tuple[float, float, float, float, int]


def page_png(content: bytes, page: int, marks: Iterable[Mark]) -> bytes | None:
    """The picture of a page, counted from 1; None where there is no such page.

    marks: (x0, y0, x1, y1) in points from the page's lower left corner, and the number that stands at the box, if any.
    """
    with pdfium_taken():
        drawn = _drawn(content, page)
    if drawn is None:
        return None
    clean, height, scale = drawn
    picture = clean.copy()
    drawing = ImageDraw.Draw(picture)
    size = ImageFont.load_default(NUMBER - 6)
    numbered = {0}
    for x0, y0, x1, y1, number in marks:
        left, right = sorted((x0 * scale, x1 * scale))
        top, bottom = sorted(((height - y1) * scale, (height - y0) * scale))
        drawing.rectangle((left - 4, top - 4, right + 4, bottom + 4), outline=MARK, width=4)
        if number not in numbered:  # a column's first line has the number for all its lines
            numbered.add(number)
            x, y = _beside(clean, int(left) - 4, int(top) - 4)
            drawing.rectangle((x, y, x + NUMBER, y + NUMBER), fill=MARK)
            drawing.text((x + NUMBER / 2, y + NUMBER / 2), str(number), "white", size, anchor="mm")
    out = BytesIO()
    picture.quantize(64).save(out, "PNG", optimize=False)
    return out.getvalue()


def _drawn(content: bytes, page: int) -> tuple[Image.Image, float, float] | None:
    """A page as it is, its height in points, and how many pixels a point has."""
    document = pypdfium2.PdfDocument(content)
    try:
        if not 1 <= page <= len(document):
            return None
        sheet = document[page - 1]
        width, height = sheet.get_size()
        scale = min(SCALE, sqrt(MOST_PIXELS / max(width * height, 1)))
        return sheet.render(scale=scale).to_pil().convert("RGB"), height, scale
    finally:
        document.close()


def _beside(picture: Image.Image, left: int, top: int) -> tuple[int, int]:
    """Where a box's number stands: left of it if nothing is written there, else above."""
    x = left - NUMBER
    if x >= 0 and top >= 0:
        darkest, _lightest = picture.crop((x, top, left, top + NUMBER)).convert("L").getextrema()
        if isinstance(darkest, int) and darkest > LIGHT:
            return x, top
    return left, max(top - NUMBER, 0)
