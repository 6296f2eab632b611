"""Letters whose font is not in the PDF: whatever fonts the machine has, they are measured and drawn alike."""

from __future__ import annotations

import ctypes
from pathlib import Path

import pypdfium2.raw as pdfium
from noto_cjk_sans_jp_regular import FONT_PATH
from pypdfium2 import PdfDocument, PdfSysfontBase

from tests.reading.papers import lines, paper, text
from tsunagi.reading.sources.pdf import open_pdf


def test_letter_that_stands_alone_is_read(tmp_path: Path) -> None:
    source = open_pdf(paper(tmp_path / "a.pdf", text("3", "件", "合計")))
    assert lines(source) == ["3", "件", "合計"] and not source.doubts


def test_japanese_letters_come_from_the_packaged_font_and_others_from_the_machine(tmp_path: Path) -> None:
    open_pdf(paper(tmp_path / "a.pdf", text("孤独と孤立")))
    fonts = PdfSysfontBase.SINGLETON
    assert fonts is not None
    face = ctypes.create_string_buffer(b"HeiseiMin-W3")
    font = fonts.MapFont(None, 400, 0, pdfium.FXFONT_SHIFTJIS_CHARSET, 0, face, None)
    room = ctypes.create_string_buffer(FONT_PATH.stat().st_size)
    assert fonts.GetFontData(None, font, 0, None, 0) == len(room) == fonts.GetFontData(None, font, 0, room, len(room))
    assert room.raw == FONT_PATH.read_bytes()
    other = fonts.MapFont(None, 400, 0, pdfium.FXFONT_THAI_CHARSET, 0, face, None)
    assert other != font


def test_no_letter_is_blank_in_a_picture(tmp_path: Path) -> None:
    page = PdfDocument(paper(tmp_path / "a.pdf", *[text(letter, size=40) for letter in "1あ亜"]))
    for number in range(len(page)):
        darkest, _lightest = page[number].render().to_pil().convert("L").getextrema()
        assert darkest < 128
