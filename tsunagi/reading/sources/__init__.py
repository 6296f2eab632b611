"""One module a kind of document; each gives a `Source` of rows and lines with their places."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tsunagi.reading.model import Source

Progress = Callable[[int, int], None]


def open_source(path: Path, progress: Progress | None = None) -> Source:
    """The document's rows and lines. Raises Unreadable with one sentence where the file is none."""
    with path.open("rb") as file:
        head = file.read(1024)
    if b"%PDF-" in head:
        from tsunagi.reading.sources.pdf import open_pdf

        return open_pdf(path, progress)
    from tsunagi.reading.sources.text import open_text

    return open_text(path)
