"""PDFs that unpack to far more than they are: refused before pdfium unpacks them, and no honest PDF with them."""

from __future__ import annotations

import base64
import re
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reading.papers import paper, text
from tsunagi.reading.model import Unreadable
from tsunagi.reading.sources.pdf import bomb, open_pdf, packing


def packed(size: int, of: bytes = b"") -> bytes:
    """A stream of blanks with its dictionary, as it stands in a PDF."""
    content = zlib.compress(bytes(size), 9)
    return b"<<%b/Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream\nendobj\n" % (of, len(content), content)


def wrapped(content: bytes, filters: bytes) -> bytes:
    """A stream that is already packed as its filters say."""
    return b"<</Filter[%b]/Length %d>>\nstream\n%b\nendstream\nendobj\n" % (filters, len(content), content)


def lzw(content: bytes) -> bytes:
    """Packed as PDFs pack with LZW: clear at the beginning and when the table is full, widths one code early."""
    out: list[tuple[int, int]] = [(256, 9)]
    known, width, held = {bytes([one]): one for one in range(256)}, 9, b""
    for one in content:
        more = held + bytes([one])
        if more in known:
            held = more
            continue
        out.append((known[held], width))
        known[more] = len(known) + 2
        width = (len(known) + 2).bit_length()
        if len(known) + 2 >= 4095:
            out.append((256, width))
            known, width = {bytes([two]): two for two in range(256)}, 9
        held = bytes([one])
    out += [(known[held], width)] if held else []
    out.append((257, width))
    bits = "".join(f"{code:0{wide}b}" for code, wide in out)
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


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


BLANKS = bytes(bomb.LARGEST + 1)
TWICE = zlib.compress(zlib.compress(BLANKS, 9), 9)


@pytest.mark.parametrize(
    ("content", "filters"),
    [
        (TWICE, b"/FlateDecode/FlateDecode"),
        (zlib.compress(TWICE, 9), b"/FlateDecode/FlateDecode/FlateDecode"),
        (base64.a85encode(zlib.compress(BLANKS, 9)) + b"~>", b"/ASCII85Decode/FlateDecode"),
        (zlib.compress(BLANKS, 9).hex().encode() + b">", b"/ASCIIHexDecode /FlateDecode"),
        (lzw(zlib.compress(BLANKS, 9)), b"/LZWDecode/FlateDecode"),
    ],
    ids=["twice", "three times", "letters", "digits", "lzw"],
)
def test_a_bomb_is_found_inside_other_packings(tmp_path: Path, content: bytes, filters: bytes) -> None:
    path = with_streams(tmp_path / "a.pdf", wrapped(content, filters))
    assert path.stat().st_size < 150_000
    refused(path)


def test_a_bomb_packed_with_lzw_alone_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bomb, "LARGEST", 300_000)
    refused(with_streams(tmp_path / "a.pdf", wrapped(lzw(bytes(300_001)), b"/LZWDecode")))
    assert open_pdf(with_streams(tmp_path / "b.pdf", wrapped(lzw(bytes(300_000)), b"/LZWDecode"))).pages == 1


@given(st.binary(max_size=9_000) | st.integers(0, 200_000).map(bytes))
def test_what_lzw_packed_comes_out_again(content: bytes) -> None:
    assert b"".join(packing.unpacked([lzw(content)], b"/LZWDecode")) == content


@given(st.lists(st.binary(max_size=300), max_size=4), st.sampled_from([b"", b"/LZW", b"/A85", b"/ASCIIHexDecode"]))
def test_no_bytes_make_it_fail(pieces: list[bytes], dictionary: bytes) -> None:
    assert sum(map(len, packing.unpacked(pieces, dictionary))) >= 0
    assert sum(map(len, packing.unpacked([zlib.compress(b"a" * 50), *pieces], dictionary))) >= 0


def test_a_bomb_behind_a_lock_is_refused_and_an_honest_locked_file_is_read(tmp_path: Path) -> None:
    honest = paper(tmp_path / "a.pdf", text("相談の窓口をひらく。"), owner="鍵")
    assert b"/Encrypt" in honest.read_bytes()
    assert open_pdf(honest).pages == 1
    refused(paper(tmp_path / "b.pdf", lambda canvas: canvas.addLiteral(" " * bomb.LARGEST + " "), owner="鍵"))


def test_reading_the_same_bytes_over_and_over_comes_to_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bomb, "LARGEST_ALL", 100_000_000)
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4\n" + b"obj/A85 stream\n!!!!" * 200_000)
    refused(tmp_path / "a.pdf")
