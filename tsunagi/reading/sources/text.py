"""Plain text with tabs: a line with tabs is a row of a table, one without is a line of text."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from tsunagi.reading.model import Fragment, Line, Row, Source, Unreadable
from tsunagi.reading.sources.rendering import MOST_CELLS, TOO_MANY_CELLS

_LINE = re.compile(r"[^\r\n]+")
_HALF_KANA = re.compile("[｡-ﾟ]")

_UNKNOWN = (
    "文字コードが UTF-8 でも Shift_JIS (CP932) でもないため読めません。UTF-8 で保存し直してください。"
    " / The text is neither UTF-8 nor CP932: save it as UTF-8."
)
_NO_TEXT = (
    "文字ではないものが入っています。文書を指定してください。 / It holds what is no text: name a document."
)


def read_text(path: Path) -> tuple[str, str]:
    """The file's characters and the SHA-256 of its bytes. Raises Unreadable for an unknown encoding."""
    data = path.read_bytes()
    return decode(data), hashlib.sha256(data).hexdigest()


def of_text(name: str, text: str, sha256: str) -> Source:
    """A text's rows and lines, blank ones left out; spans count its characters.

    Raises Unreadable where there are too many cells.
    """
    blocks: list[Row | Line] = []
    cells = 0
    for match in _LINE.finditer(text):
        if match[0].strip():
            tabs = match[0].count("\t")
            blocks.append(_row(match[0], match.start()) if tabs else Line(Fragment(match[0], match.span())))
            cells += tabs
            if cells > MOST_CELLS:
                raise Unreadable(TOO_MANY_CELLS)
    return Source("text", name, sha256, tuple(blocks), text=text)


def decode(data: bytes, declared: str | None = None) -> str:
    """The characters of a file: in UTF-16 with its mark, UTF-8, CP932 or older codes.

    declared: the encoding that the file says it has; it is asked only where EUC-JP and CP932 are in doubt.
    Raises Unreadable where it is none of them, or where it holds NUL, which no text does.
    """
    text = _decoded(data, declared)
    if "\x00" in text:
        raise Unreadable(_NO_TEXT)
    return text


def _decoded(data: bytes, declared: str | None) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\x1b$" in data[:65536]:
        encodings = ["iso2022_jp_ext"]
    else:
        is_euc = declared is not None and declared.lower().endswith("euc-jp")
        encodings = ["utf-8-sig", *(["euc_jis_2004"] if is_euc else []), "cp932", "euc_jis_2004"]
    read: list[str] = []
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "cp932" or len(_HALF_KANA.findall(text)) < 0.2 * len(text):
            return text
        read.append(text)  # EUC-JP read as CP932 is mostly half-width katakana
    if read:
        return read[0]
    raise Unreadable(_UNKNOWN)


def _row(body: str, start: int) -> Row:
    cells: list[tuple[Fragment, ...]] = []
    for cell in body.split("\t"):
        cells.append((Fragment(cell, (start, start + len(cell))),) if cell.strip() else ())
        start += len(cell) + 1
    return Row(tuple(cells))
