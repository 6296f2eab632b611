"""CSV in UTF-8 (with its mark or without) or CP932; cells between commas, semicolons or tabs."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path

from tsunagi.reading.model import Source, Unreadable
from tsunagi.reading.sources.rendering import Rendering
from tsunagi.reading.sources.text import decode

_DELIMITERS = ",;\t"
_LONGEST_CELL = 1_000_000


def open_csv(path: Path) -> Source:
    """The file's rows. Raises Unreadable where the encoding is unknown or a quote never ends."""
    data = path.read_bytes()
    text = decode(data)
    csv.field_size_limit(_LONGEST_CELL)
    made = Rendering()
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=False):
            filled = [cell for cell in row if cell.strip()]
            if len(filled) == 1 and row[0].strip():
                made.line(row[0])
            else:
                made.row(row)
    except csv.Error as error:
        raise Unreadable(
            f"CSV として読めません（{error}）。引用符を確かめてください。 / It cannot be read as CSV ({error}): check its quotes."
        ) from error
    return Source("csv", path.name, hashlib.sha256(data).hexdigest(), tuple(made.blocks))


def looks_like(text: str) -> bool:
    """Whether a text is CSV: most of its first lines have several commas outside of sentences."""
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    return bool(lines) and sum(line.count(_delimiter(text)) >= 2 for line in lines) >= max(1, len(lines) // 2)


def _delimiter(text: str) -> str:
    head = text[:20000]
    return max(_DELIMITERS, key=lambda sign: (head.count(sign), sign == ","))
