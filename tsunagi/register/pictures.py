"""A page of a PDF as a picture, with boxes around what is quoted."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

import pypdfium2
from PIL import ImageDraw, ImageFont

#: Height of the number at a box, in pixels.
NUMBER = 28
#: Pixels a point: an A4 page becomes 1190 pixels wide, enough to read on a wide screen.
SCALE = 2
MARK = (0, 23, 193)

Mark = tuple[float, float, float, float, int]


def page_png(content: bytes, page: int, marks: Iterable[Mark]) -> bytes | None:
    """The picture of a page, counted from 1; None where there is no such page.

    marks: (x0, y0, x1, y1) in points from the page's lower left corner, and the number that stands at the box, if any.
    """
    document = pypdfium2.PdfDocument(content)
    try:
        if not 1 <= page <= len(document):
            return None
        sheet = document[page - 1]
        height = sheet.get_height()
        picture = sheet.render(scale=SCALE).to_pil().convert("RGB")
        drawing = ImageDraw.Draw(picture)
        size = ImageFont.load_default(NUMBER - 6)
        for x0, y0, x1, y1, number in marks:
            left, right = sorted((x0 * SCALE, x1 * SCALE))
            top, bottom = sorted(((height - y1) * SCALE, (height - y0) * SCALE))
            drawing.rectangle((left - 4, top - 4, right + 4, bottom + 4), outline=MARK, width=4)
            if number:
                at = (left - 4, max(top - 4 - NUMBER, 0))
                drawing.rectangle((*at, at[0] + NUMBER, at[1] + NUMBER), fill=MARK)
                drawing.text((at[0] + NUMBER / 2, at[1] + NUMBER / 2), str(number), "white", size, anchor="mm")
    finally:
        document.close()
    out = BytesIO()
    picture.quantize(64).save(out, "PNG", optimize=False)
    return out.getvalue()
