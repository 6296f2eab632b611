"""Japanese letters in a PDF: the font that goes into the file, and where a line may end."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from unicodedata import category

from fpdf import FPDF
from fpdf.fonts import TTFFont
from noto_cjk_sans_jp_regular import FONT_PATH

#: No line begins with these: the first by custom, the others because a list is told by them when it is read back.
_NEVER_FIRST = "、。，．」』）)】］〕〉》ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々" "・○●◯▪■□◆◇※①②③④⑤⑥⑦⑧⑨⑩"
_MISSING = "〓"
_NEVER_LAST = "「『（(【［〔〈《"


class Lettering:
    """The packaged font in one PDF, whose current size it goes by."""

    def __init__(self, pdf: FPDF) -> None:
        logging.getLogger("fontTools").setLevel(logging.ERROR)  # it tells of every table that a subset leaves out
        pdf.add_font("ja", fname=str(FONT_PATH))
        pdf.set_font("ja")
        font = pdf.fonts["ja"]
        assert isinstance(font, TTFFont)
        self._pdf = pdf
        self._letters = frozenset(font.cmap)
        self._measured: dict[tuple[str, float], float] = {}

    def wrap(self, text: str, room: float) -> Iterator[str]:
        """Lines no wider than the room, in mm, broken so that joining them gives the text again.

        A space is set between two Latin letters that meet at a break and nowhere else: so a break stands at such a
        space, or beside a Japanese letter without one.
        """
        text = self._drawable(text)
        start = 0
        while start < len(text):
            end, best, used = start, start, 0.0
            while end < len(text):
                used += self._width(text[end])
                if used > room and end > start:
                    break
                end += 1
                if _may_break(text, end):
                    best = end
            if end >= len(text):
                yield text[start:].strip()
                return
            best = best if best > start else end
            yield text[start:best].strip()
            start = best

    def _width(self, sign: str) -> float:
        """How wide a sign is drawn; measured once for each size, for a plan is long and has few signs."""
        key = sign, self._pdf.font_size
        if key not in self._measured:
            self._measured[key] = self._pdf.get_string_width(sign)
        return self._measured[key]

    def _drawable(self, text: str) -> str:
        """The text with 〓, as printers have it, for what the font cannot draw; marks that only vary a letter go."""
        return "".join(
            sign if ord(sign) in self._letters or sign.isspace() else _MISSING
            for sign in text
            if ord(sign) in self._letters or category(sign) not in ("Mn", "Cf")
        )


def _may_break(text: str, at: int) -> bool:
    """Whether a line may end before the letter at `at`."""
    if at >= len(text):
        return True
    left, right = text[at - 1], text[at]
    if right in _NEVER_FIRST or left in _NEVER_LAST or right.isspace():
        return False
    if left.isspace():
        return left == " " and at >= 2 and text[at - 2].isascii() and right.isascii() and not text[at - 2].isspace()
    return not (left.isascii() and right.isascii())
