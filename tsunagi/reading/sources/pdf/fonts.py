"""The font for Japanese letters whose font is not in the PDF: the packaged one, whatever the machine has.

Without a font pdfium gives such letters no box, loses a letter that stands alone, and leaves blanks in a picture of the
page; and a font that says it is Japanese need not have digits. So a file would be read differently on every machine.
"""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any

import pypdfium2.raw as pdfium
from noto_cjk_sans_jp_regular import FONT_PATH
from pypdfium2 import PdfSysfontBase

_JAPANESE = pdfium.FXFONT_SHIFTJIS_CHARSET
_NAME = b"Noto Sans CJK JP\0"
#: What pdfium knows the packaged font by: an address at which nothing else can lie.
_PACKAGED = id(_NAME)


@cache
def lend_font() -> None:
    """Have pdfium draw and measure Japanese letters by the packaged font from now on."""
    _Lender().setup()


class _Lender(PdfSysfontBase):  # type: ignore[misc]  # pypdfium2 has no types; the methods' names are pdfium's
    """The machine's fonts, and the packaged one before them."""

    def MapFont(self, _: Any, weight: int, italic: int, charset: int, *face: Any) -> int | None:
        """A font for letters of a charset."""
        if charset == _JAPANESE:
            return _PACKAGED
        found: int | None = self.default.MapFont(self.default, weight, italic, charset, *face)
        return found

    def GetFontData(self, _: Any, font: int, table: int, room: Any, size: int) -> int:
        """The bytes of a font, if there is room for them, and how many they are. pdfium asks for all, table 0."""
        if font != _PACKAGED:
            return int(self.default.GetFontData(self.default, font, table, room, size))
        return 0 if table else _given(_packaged(), room, size)

    def GetFaceName(self, _: Any, font: int, room: Any, size: int) -> int:
        """What a font is called, if there is room for it, and how long that is."""
        if font != _PACKAGED:
            return int(self.default.GetFaceName(self.default, font, room, size))
        return _given(_NAME, room, size)

    def GetFontCharset(self, _: Any, font: int) -> int:
        """The charset of a font."""
        return _JAPANESE if font == _PACKAGED else int(self.default.GetFontCharset(self.default, font))

    def DeleteFont(self, _: Any, font: int) -> None:
        """Let go of a font; the packaged one stays."""
        if font != _PACKAGED:
            self.default.DeleteFont(self.default, font)


def _given(content: bytes, room: Any, size: int) -> int:
    if room and size >= len(content):
        ctypes.memmove(room, content, len(content))
    return len(content)


@cache
def _packaged() -> bytes:
    return bytes(FONT_PATH.read_bytes())
