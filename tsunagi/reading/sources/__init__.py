"""One module a kind of document; each gives a `Source` of rows and lines with their places.

What a file is, its content says; its name is asked only where that leaves two ways. Every library is loaded when its
kind of document is met, so that plain text is read at once.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tsunagi.reading.model import Row, Source, Unreadable
from tsunagi.reading.sources.kinds import format_of

Progress = Callable[[int, int], None]

#: More rows than any plan's tables have; each costs the time of a measure.
MOST_ROWS = 20_000

_TOO_MANY_ROWS = (
    f"表の行が多すぎます({MOST_ROWS}まで)。計画の部分だけを取り出してください。"
    f" / Its tables have too many rows (at most {MOST_ROWS}): take out the part that is the plan."
)
_TOO_DEEP = (
    "要素が深く重なりすぎていて読めません。元のファイルから保存し直してください。"
    " / Its parts are nested too deep: save it again from the original."
)


def open_source(path: Path, progress: Progress | None = None) -> Source:
    """The document's rows and lines; `progress` is told (done, all) as it goes and at the end.

    Raises Unreadable with one sentence where the file cannot be opened, or is no document that can be read.
    """
    try:
        source = _opened(path, progress)
    except OSError as error:
        raise Unreadable(_unopened(error)) from error
    except RecursionError as error:
        raise Unreadable(_TOO_DEEP) from error
    if sum(isinstance(block, Row) for block in source.blocks) > MOST_ROWS:
        raise Unreadable(_TOO_MANY_ROWS)
    if progress is not None:
        progress(1, 1)
    return source


def _opened(path: Path, progress: Progress | None) -> Source:
    found = format_of(path)
    if found == "pdf":
        from tsunagi.reading.sources.pdf import open_pdf

        return open_pdf(path, progress)
    if found == "html":
        from tsunagi.reading.sources.html import open_html

        return open_html(path)
    if found == "zip":
        return _unpacked(path)
    from tsunagi.reading.sources import csv
    from tsunagi.reading.sources.text import of_text, read_text

    text, digest = read_text(path)
    delimiter = csv.delimiter(text, path.suffix.lower())
    return csv.of_csv(path.name, text, digest, delimiter) if delimiter else of_text(path.name, text, digest)


def _unpacked(path: Path) -> Source:
    from tsunagi.reading.sources.archive import Archive

    with Archive(path) as archive:
        if archive.kind == "docx":
            from tsunagi.reading.sources.docx import of_docx

            return of_docx(archive)
        from tsunagi.reading.sources.xlsx import of_xlsx

        return of_xlsx(archive)


def _unopened(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "ファイルがありません。名前と場所を確かめてください。 / There is no such file: check its name and place."
    if isinstance(error, PermissionError):
        return (
            "読む権限がありません。権限を持つ人に頼むか、写しを置いてください。"
            " / There is no permission to read it: ask for it, or put a copy here."
        )
    why = error.strerror or type(error).__name__
    return f"開けません({why})。場所を確かめてください。 / It cannot be opened ({why}): check where it is."
