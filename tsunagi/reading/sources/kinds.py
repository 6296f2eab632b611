"""What a file is, told by its first bytes. Whatever is no document ends in a sentence that says what to do instead."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Literal

from tsunagi.reading.model import Unreadable

Format = Literal["pdf", "zip", "html", "text"]

#: The largest file that is read, in bytes; docs/reference/limits.md says so. A plan has a few megabytes.
LARGEST: dict[Format, int] = {"text": 10_000_000, "html": 10_000_000, "zip": 100_000_000, "pdf": 150_000_000}

_HEAD = 65536
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"\x00\x00\x01\x00")
_ARCHIVES = (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TAGS = (b"<!doctype html", b"<html", b"<table", b"<head", b"<body")

_FOLDER = "フォルダーです。中の文書を指定してください。 / It is a folder: name a document in it."
_NO_FILE = (
    "ファイルではありません。保存した文書を指定してください。 / It is no regular file: name a document that is saved."
)
_EMPTY = "ファイルが空です。元のファイルを確かめてください。 / The file is empty: check the original."
_PICTURE = (
    "画像です。先にOCR(文字認識)をかけて文字にしてください。"
    " / It is a picture: run OCR (character recognition) on it first."
)
_PACKED = "圧縮されたファイルです。中の文書を取り出してください。 / It is a packed file: take the document out of it."
_RICH = (
    "リッチテキスト(RTF)です。.docx で保存し直してください。 / It is rich text (RTF): save it as .docx."
)
_NO_DOCUMENT = (
    "文書ではないファイルです。PDF、XLSX、DOCX、HTML、CSV、テキストを指定してください。"
    " / It is no document: name a PDF, XLSX, DOCX, HTML, CSV or text."
)
_LOCKED = (
    "パスワードがかかっています。パスワードを外して保存し直してください。"
    " / It is locked with a password: save it again without one."
)
_OLD_BOOK = "古い形式(.xls)です。.xlsx で保存し直してください。 / It is an old workbook (.xls): save it as .xlsx."
_OLD_TEXT = "古い形式(.doc)です。.docx で保存し直してください。 / It is an old document (.doc): save it as .docx."
_OLD = (
    "古い形式のファイルです。.xlsx か .docx で保存し直してください。"
    " / It is a file of an old kind: save it as .xlsx or .docx."
)


def format_of(path: Path) -> Format:
    """What the file is by its content. Raises Unreadable where it is no document or too large a one, and OSError."""
    status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        raise Unreadable(_FOLDER)
    if not stat.S_ISREG(status.st_mode):
        raise Unreadable(_NO_FILE)
    with path.open("rb") as file:
        head = file.read(_HEAD)
        if head.startswith(_OLE):
            file.seek(_directory(head))
            raise Unreadable(_old(file.read(4096)))
    found = _format(head, path.suffix.lower())
    if status.st_size > LARGEST[found]:
        size, largest = status.st_size // 1_000_000, LARGEST[found] // 1_000_000
        raise Unreadable(
            f"大きすぎます({size} MB。{largest} MB まで)。計画の部分だけを取り出してください。"
            f" / It is too large ({size} MB, at most {largest} MB): take out the part that is the plan."
        )
    return found


def _format(head: bytes, suffix: str) -> Format:
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    for signs, sentence in ((_PICTURES, _PICTURE), (_ARCHIVES, _PACKED), ((b"PK",), _PACKED), ((b"{\\rtf",), _RICH)):
        if head.startswith(signs):
            raise Unreadable(sentence)
    if (head.startswith(b"RIFF") and head[8:12] == b"WEBP") or head[4:12] in (b"ftypheic", b"ftypavif", b"ftypmif1"):
        raise Unreadable(_PICTURE)
    if not head.startswith(_UTF16) and b"\x00" in head:
        raise Unreadable(_NO_DOCUMENT)
    plain = head.replace(b"\x00", b"").removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe \r\n\t\f").lower()
    if not plain:
        raise Unreadable(_EMPTY)
    tagged = plain.startswith(_TAGS) or (plain.startswith((b"<?xml", b"<!--")) and b"<html" in plain)
    named = suffix in (".html", ".htm", ".xhtml") and b"<" in plain
    return "html" if tagged or named else "text"


def _directory(head: bytes) -> int:
    """Where an OLE file lists its parts, in bytes from its start."""
    return (int.from_bytes(head[48:52], "little") + 1) << min(int.from_bytes(head[30:32], "little"), 12)


def _old(directory: bytes) -> str:
    """The sentence on an OLE file, by the names of its parts; Office keeps a locked XLSX or DOCX in one too."""
    names = directory.decode("utf-16-le", "replace")
    if "EncryptedPackage" in names:
        return _LOCKED
    if "WordDocument" in names:
        return _OLD_TEXT
    return _OLD_BOOK if "Workbook" in names or "Book" in names else _OLD
