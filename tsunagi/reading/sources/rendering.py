"""A document without a text of its own written out as one: cells joined by tabs, rows by newlines.

Spans of XLSX, DOCX, HTML and CSV count the characters of this text.
"""

from __future__ import annotations

from collections.abc import Iterable

from tsunagi.reading.model import Fragment, Line, Row


class Rendering:
    """Rows and lines in order, each run with its place in the text that they make together."""

    def __init__(self) -> None:
        self.blocks: list[Row | Line] = []
        self._at = 0
        self._table = 0

    def new_table(self) -> None:
        """The rows that follow stand in another table than those before."""
        self._table += 1

    def row(self, cells: Iterable[str]) -> None:
        """Add a row; a row without any text counts for nothing."""
        made: list[tuple[Fragment, ...]] = []
        start = self._at
        for cell in cells:
            text = cell.strip()
            made.append((Fragment(text, (start, start + len(text))),) if text else ())
            start += len(text) + 1
        if any(made):
            self.blocks.append(Row(tuple(made), table=self._table))
            self._at = start

    def line(self, text: str) -> None:
        """Add a line of text outside of any table."""
        text = text.strip()
        if text:
            self.blocks.append(Line(Fragment(text, (self._at, self._at + len(text)))))
            self._at += len(text) + 1
