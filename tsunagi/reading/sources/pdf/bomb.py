"""A PDF of a few kilobytes may unpack to gigabytes: that is found out here, before pdfium unpacks it whole.

Looked at is whatever stands behind the word "stream" and is packed by zlib (FlateDecode), which nearly all PDFs use.
What is encrypted or packed twice over is not seen through.
"""

from __future__ import annotations

import re
import zlib
from mmap import ACCESS_READ, mmap
from pathlib import Path

from tsunagi.reading.model import Unreadable

#: What one stream may unpack to, in bytes, a picture, and all streams together. The largest font for
#: Japanese and the drawing of a page full of maps have some twenty million; a picture of an A3 page has 200 million.
LARGEST, LARGEST_PICTURE, LARGEST_ALL = 30_000_000, 300_000_000, 1_000_000_000
#: So much of pictures is looked at. They may be many, and pdfium unpacks none of them for a page's text.
_PICTURES = 2_000_000_000
#: What each stream counts for at least, so that a file of nothing but their beginnings comes to an end, too.
_LEAST = 2_000

_BOMB = (
    "展開すると異常に大きくなるPDFです。元の文書からPDFを作り直してください。"
    " / The PDF unpacks to an abnormal size: make it again from the original document."
)
_STREAM = re.compile(rb"(?<!end)stream\r?\n?(?=[\x08-\x78])")
_PICTURE = re.compile(rb"/Subtype\s*/Image\b")
_REACH = 2_000
_IN, _OUT = 1 << 14, 1 << 20


def refuse_bomb(file: Path) -> None:
    """Raise Unreadable if what is packed in the file unpacks to more than any plan has."""
    if not file.stat().st_size:
        return
    with file.open("rb") as stream, mmap(stream.fileno(), 0, access=ACCESS_READ) as data:
        everything = pictures = 0
        for match in _STREAM.finditer(data):
            is_picture = _PICTURE.search(_dictionary(data, match.start())) is not None
            if is_picture and pictures > _PICTURES:
                continue
            most = LARGEST_PICTURE if is_picture else LARGEST
            size = _unpacked(data, match.end(), most)
            pictures += max(size, _LEAST) if is_picture else 0
            everything += 0 if is_picture else max(size, _LEAST)
            if size > most or everything > LARGEST_ALL:
                raise Unreadable(_BOMB)


def _dictionary(data: mmap, end: int) -> bytes:
    """What stands before a stream and says what it is."""
    start = max(0, end - _REACH)
    return data[max(start, data.rfind(b"obj", start, end)) : end]


def _unpacked(data: mmap, start: int, most: int) -> int:
    """To how many bytes a stream unpacks, no further than a little over the most; 0 where zlib did not pack it."""
    unpacker, size = zlib.decompressobj(), 0
    try:
        for at in range(start, len(data), _IN):
            packed = data[at : at + _IN]
            while packed and not unpacker.eof and size <= most:
                size += len(unpacker.decompress(packed, _OUT))
                packed = unpacker.unconsumed_tail
            if unpacker.eof or size > most:
                break
    except zlib.error:
        pass  # broken from here on: what came before is all that there is
    return size
