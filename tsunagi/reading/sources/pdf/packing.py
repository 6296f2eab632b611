"""What stands in a PDF's streams, piece by piece, so that nothing is ever unpacked whole.

Seen through are zlib (FlateDecode), LZW, and the two ways of writing bytes as letters (ASCII85Decode, ASCIIHexDecode),
also one inside another. RunLengthDecode makes no bomb: pdfium itself stops it at twenty million bytes.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Iterable, Iterator
from itertools import chain

#: How often one packing may stand in another; no honest file has more than two.
DEEPEST = 8
_OUT = 1 << 20
_AS_LETTERS = re.compile(rb"/(ASCII85Decode|A85|ASCIIHexDecode|AHx)\b")
_LZW = re.compile(rb"/(LZWDecode|LZW)\b")
_NOT_HEX = re.compile(rb"[^0-9A-Fa-f]+")
_CLEAR, _END, _MOST_CODES = 256, 257, 4096


def unpacked(pieces: Iterable[bytes], dictionary: bytes) -> Iterator[bytes]:
    """The pieces of a stream as they come out of all packings around them; those that are not packed give nothing.

    dictionary: what stands before the stream. Whether zlib packed something shows in its first two bytes, at any depth,
    whatever the dictionary says.
    """
    depth = 0
    letters = _AS_LETTERS.search(dictionary)
    if letters:
        pieces, depth = _from_letters(pieces, are_85=b"85" in letters[1]), depth + 1
    if _LZW.search(dictionary):
        pieces, depth = _from_lzw(pieces), depth + 1
    while depth < DEEPEST:
        pieces = iter(pieces)
        first = b""
        while len(first) < 2 and (piece := next(pieces, None)) is not None:
            first += piece
        pieces = chain([first], pieces)
        if not _is_zlib(first):
            break
        pieces, depth = _inflated(pieces), depth + 1
    return iter(pieces) if depth else iter(())


def _is_zlib(start: bytes) -> bool:
    """Two bytes begin what zlib packed: its method is 8, and together they are a multiple of 31 (RFC 1950)."""
    return len(start) >= 2 and start[0] & 15 == 8 and start[0] >> 4 < 8 and (start[0] * 256 + start[1]) % 31 == 0


def _inflated(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Broken data ends where it breaks: what came before is all that there is."""
    unpacker = zlib.decompressobj()
    for piece in pieces:
        packed = piece
        while packed and not unpacker.eof:
            try:
                yield unpacker.decompress(packed, _OUT)
            except zlib.error:
                return
            packed = unpacker.unconsumed_tail
        if unpacker.eof:
            return


def _from_letters(pieces: Iterable[bytes], are_85: bool) -> Iterator[bytes]:
    """Letters give no more bytes than four times their number, so they may be taken together."""
    letters = b"".join(_until(pieces, b"~" if are_85 else b">"))
    try:
        if are_85:
            yield base64.a85decode(letters.removeprefix(b"<"))
        else:
            digits = _NOT_HEX.sub(b"", letters)
            yield binascii.unhexlify(digits + b"0" * (len(digits) % 2))
    except ValueError:
        return


def _until(pieces: Iterable[bytes], end: bytes) -> Iterator[bytes]:
    for piece in pieces:
        found = piece.find(end)
        yield piece if found < 0 else piece[:found]
        if found >= 0:
            return


def _from_lzw(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """LZW as PDFs have it: codes of 9 to 12 bits, the width growing one code early."""
    known: list[bytes] = []
    before, width, held, bits = b"", 9, 0, 0
    for byte in chain.from_iterable(pieces):
        held, bits = (held << 8 | byte) & 0xFFFFFF, bits + 8
        if bits < width:
            continue
        bits -= width
        code = held >> bits & (1 << width) - 1
        if code == _END:
            return
        if code == _CLEAR:
            known, before, width = [bytes([one]) for one in range(256)] + [b"", b""], b"", 9
            continue
        if code < len(known):
            entry = known[code]
        elif before and code == len(known):
            entry = before + before[:1]
        else:
            return  # broken, or not begun with a clearing code
        yield entry
        if before and len(known) < _MOST_CODES:
            known.append(before + entry[:1])
        width = min(12, max(9, (len(known) + 1).bit_length()))
        before = entry
