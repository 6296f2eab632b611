"""PDFs that unpack to far more than they are: refused before pdfium unpacks them, and no honest PDF with them."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import pytest

from tests.reading.papers import paper, text
from tsunagi.reading.model import Unreadable
from tsunagi.reading.sources.pdf import bomb, open_pdf


def packed(size: int, of: bytes = b"") -> bytes:
    """A stream of blanks with its dictionary, as it stands in a PDF."""
    content = zlib.compress(bytes(size), 9)
    return b"<<%b/Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream\nendobj\n" % (of, len(content), content)


def with_streams(path: Path, *streams: bytes) -> Path:
    """An honest page and, behind it, streams that nothing on it needs."""
    paper(path, text("相談の窓口をひらく。"))
    path.write_bytes(path.read_bytes() + b"".join(b"9 0 obj\n" + stream for stream in streams))
    return path


def refused(path: Path) -> None:
    with pytest.raises(Unreadable) as caught:
        open_pdf(path)
    assert re.fullmatch(r"展開すると[^\n]+ / [^\n]+", str(caught.value))


def test_a_stream_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = with_streams(tmp_path / "a.pdf", packed(bomb.LARGEST + 1))
    assert path.stat().st_size < 50_000
    refused(path)


def test_a_bomb_is_found_behind_other_streams_and_where_it_is_torn_off(tmp_path: Path) -> None:
    refused(with_streams(tmp_path / "a.pdf", packed(10), packed(bomb.LARGEST + 3_000_000)[:-2_500]))


def test_a_picture_may_be_larger_than_the_drawing_of_a_page(tmp_path: Path) -> None:
    path = with_streams(tmp_path / "a.pdf", packed(bomb.LARGEST + 1, b"/Subtype/Image"), packed(bomb.LARGEST))
    assert open_pdf(path).pages == 1


def test_streams_that_are_too_much_together_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bomb, "LARGEST_ALL", 1_000_000)
    assert open_pdf(with_streams(tmp_path / "a.pdf", packed(400_000), packed(400_000))).pages == 1
    refused(with_streams(tmp_path / "b.pdf", packed(400_000), packed(400_000), packed(400_000)))


def test_a_file_of_nothing_but_beginnings_comes_to_an_end(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4\n" + b"stream\n\x78\x9c" * 600_000)
    refused(tmp_path / "a.pdf")
