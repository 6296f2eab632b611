"""Plain text with tabs: a line with tabs is a row of a table, one without is a line of text."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tsunagi.reading.model import Fragment, Line, Row, Source, Unreadable


def open_text(path: Path) -> Source:
    """The file's rows and lines; spans count characters of the decoded text. Raises Unreadable for other encodings."""
    data = path.read_bytes()
    text = decode(data)
    return Source("text", path.name, hashlib.sha256(data).hexdigest(), tuple(blocks(text)))


def decode(data: bytes) -> str:
    """The characters of a file in UTF-8, UTF-16 with its mark, or CP932."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp932")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(
        "文字コードが UTF-8 でも Shift_JIS (CP932) でもないため読めません。UTF-8 で保存し直してください。"
        " / The text is neither UTF-8 nor CP932: save it as UTF-8."
    )


def blocks(text: str) -> list[Row | Line]:
    """Rows and lines of a decoded text, blank ones left out."""
    found: list[Row | Line] = []
    start = 0
    for line in text.splitlines(keepends=True):
        body = line.rstrip("\r\n")
        if body.strip():
            found.append(_row(body, start) if "\t" in body else Line(Fragment(body, (start, start + len(body)))))
        start += len(line)
    return found


def _row(body: str, start: int) -> Row:
    cells: list[tuple[Fragment, ...]] = []
    for cell in body.split("\t"):
        cells.append((Fragment(cell, (start, start + len(cell))),) if cell.strip() else ())
        start += len(cell) + 1
    return Row(tuple(cells))
