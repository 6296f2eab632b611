"""A PDF of a few kilobytes may unpack to gigabytes: that is found out here, before pdfium unpacks it whole.

Looked at is whatever stands behind the word "stream" and is packed (packing.py says how). In an encrypted file nothing
can be seen: it is looked at again once pdfium has written it without its lock, which unpacks no page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path

from tsunagi.reading.model import Unreadable

from .packing import unpacked

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
_STREAM = re.compile(rb"(?<!end)stream\r?\n?")
_PICTURE = re.compile(rb"/Subtype\s*/Image\b")
_REACH = 2_000
_IN = 1 << 14


def refuse_bomb(file: Path) -> None:
    """Raise Unreadable if what is packed in the file unpacks to more than any plan has."""
    if not file.stat().st_size:
        return
    with file.open("rb") as stream, mmap(stream.fileno(), 0, access=ACCESS_READ) as data:
        everything = pictures = 0
        for match in _STREAM.finditer(data):
            dictionary = _dictionary(data, match.start())
            is_picture = _PICTURE.search(dictionary) is not None
            if is_picture and pictures > _PICTURES:
                continue
            most = LARGEST_PICTURE if is_picture else LARGEST
            size = _size(data, match.end(), dictionary, most)
            pictures += max(size, _LEAST) if is_picture else 0
            everything += 0 if is_picture else max(size, _LEAST)
            if size > most or everything > LARGEST_ALL:
                raise Unreadable(_BOMB)


def _dictionary(data: mmap, end: int) -> bytes:
    """What stands before a stream and says what it is."""
    start = max(0, end - _REACH)
    return data[max(start, data.rfind(b"obj", start, end)) : end]


@dataclass(slots=True)
class _Pieces:
    """The file from a place on, and how far it was read."""

    data: mmap
    start: int
    read: int = 0

    def __iter__(self) -> Iterator[bytes]:
        for at in range(self.start, len(self.data), _IN):
            self.read = at - self.start
            yield self.data[at : at + _IN]


def _size(data: mmap, start: int, dictionary: bytes, most: int) -> int:
    """To how many bytes a stream unpacks, no further than a little over the most; at least what was read for it."""
    size, pieces = 0, _Pieces(data, start)
    for piece in unpacked(pieces, dictionary):
        size += len(piece)
        if size > most:
            break
    return max(size, pieces.read)
