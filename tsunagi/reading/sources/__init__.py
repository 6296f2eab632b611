"""One module a kind of document; each gives a `Source` of rows and lines with their places.

What a file is, its first bytes say; its name is asked only where they do not. Every library is loaded when its kind of
document is met, so that plain text is read at once.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tsunagi.reading.model import Source, Unreadable

Progress = Callable[[int, int], None]

#: The largest file that is read, in bytes: a plan has a few megabytes.
LARGEST = {"text": 50_000_000, "pdf": 500_000_000, "zip": 100_000_000}

_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"RIFF")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ARCHIVES = (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")


def open_source(path: Path, progress: Progress | None = None) -> Source:
    """The document's rows and lines. Raises Unreadable with one sentence where it is none that can be read."""
    head = _head(path)
    kind = _kind(path, head)
    _within(path, kind)
    if kind == "pdf":
        from tsunagi.reading.sources.pdf import open_pdf

        return open_pdf(path, progress)
    if kind == "zip":
        from tsunagi.reading.sources.archive import kind_of

        if kind_of(path) == "docx":
            from tsunagi.reading.sources.docx import open_docx

            return open_docx(path)
        from tsunagi.reading.sources.xlsx import open_xlsx

        return open_xlsx(path)
    if kind == "html":
        from tsunagi.reading.sources.html import open_html

        return open_html(path)
    from tsunagi.reading.sources.text import decode, open_text

    if path.suffix.lower() == ".csv" or b"\t" not in head:
        from tsunagi.reading.sources import csv

        if path.suffix.lower() == ".csv" or csv.looks_like(decode(_whole_lines(head))):
            return csv.open_csv(path)
    return open_text(path)


def _head(path: Path) -> bytes:
    """The file's first bytes, or a sentence that says why there are none."""
    try:
        if path.is_dir():
            raise Unreadable(
                "フォルダーです。中の文書を指定してください。 / It is a folder: name a document in it."
            )
        with path.open("rb") as file:
            head = file.read(65536)
    except FileNotFoundError as error:
        raise Unreadable("ファイルがありません。名前と場所を確かめてください。 / There is no such file: check its name.") from error
    except PermissionError as error:
        raise Unreadable(
            "読む権限がありません。権限を持つ人に頼むか、写しを置いてください。 / No permission to read it: ask for it, or copy it."
        ) from error
    except OSError as error:
        raise Unreadable(f"開けません（{error.strerror}）。 / It cannot be opened: {error.strerror}.") from error
    if not head.strip():
        raise Unreadable("ファイルが空です。元のファイルを確かめてください。 / The file is empty: check the original.")
    return head


def _kind(path: Path, head: bytes) -> str:
    """What the file is by its content: "pdf", "zip" (XLSX or DOCX), "html" or "text"."""
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK"):
        return "zip"
    if head.startswith(_OLE):
        raise Unreadable(
            "古い形式（.xls・.doc）か、パスワード付きのファイルです。パスワードを外し .xlsx か .docx で保存し直してください。"
            " / An old .xls or .doc, or one with a password: save it as .xlsx or .docx without one."
        )
    if head.startswith(_PICTURES):
        raise Unreadable(
            "画像です。先にOCR（文字認識）をかけて文字にしてください。 / It is a picture: run OCR (character recognition) first."
        )
    if head.startswith(_ARCHIVES):
        raise Unreadable("圧縮されたファイルです。中の文書を取り出してください。 / A packed file: take the document out of it.")
    if not head.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\x00" in head:
        raise Unreadable(
            "文書ではないファイルです。PDF、XLSX、DOCX、HTML、CSV、テキストを指定してください。"
            " / It is no document: name a PDF, XLSX, DOCX, HTML, CSV or text."
        )
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    tagged = start.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<body"))
    named = path.suffix.lower() in (".html", ".htm", ".xhtml") and b"<" in start
    return "html" if tagged or named or (start.startswith(b"<?xml") and b"<html" in start) else "text"


def _within(path: Path, kind: str) -> None:
    largest = LARGEST.get(kind, LARGEST["text"])
    size = path.stat().st_size
    if size > largest:
        raise Unreadable(
            f"大きすぎます（{size // 1_000_000} MB。{largest // 1_000_000} MB まで）。計画の部分だけを取り出してください。"
            f" / Too large ({size // 1_000_000} MB, at most {largest // 1_000_000} MB): take out the part that is the plan."
        )


def _whole_lines(head: bytes) -> bytes:
    """The lines that the first bytes hold whole, so that no letter is cut in two."""
    return head if len(head) < 65536 else head[: head.rfind(b"\n") + 1]
