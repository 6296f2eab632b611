"""A document that has no text of its own written out as one: cells joined by tabs, rows and lines by newlines.

Spans of XLSX, DOCX, HTML and CSV count the characters of this text.
"""

from __future__ import annotations

from collections.abc import Iterable

from tsunagi.reading.model import Doubt, Fragment, Kind, Line, Row, Source, Unreadable

#: More cells than any plan's tables have; a broken file may claim millions.
MOST_CELLS = 500_000

#: More columns than any plan's tables have: looking for the headings takes the square of them.
MOST_COLUMNS = 1_000

TOO_MANY_COLUMNS = (
    f"表の列が多すぎます({MOST_COLUMNS}まで)。計画の部分だけを取り出してください。"
    f" / It has too many columns (at most {MOST_COLUMNS}): take out the part that is the plan."
)
TOO_MANY_CELLS = (
    f"表の欄が多すぎます({MOST_CELLS}まで)。計画の部分だけを取り出してください。"
    f" / It has too many cells (at most {MOST_CELLS}): take out the part that is the plan."
)


class Rendering:
    """Rows and lines in order, each run with its place in the text that they make together."""

    def __init__(self) -> None:
        self._blocks: list[Row | Line] = []
        self._lines: list[str] = []
        self._at = 0
        self._cells = 0

    def row(self, cells: Iterable[str], table: int | None = None) -> None:
        """Add a row of the document's table number `table`; a row without any text counts for nothing.

        Raises Unreadable where there are too many columns or cells.
        """
        texts = [cell.strip() for cell in cells]
        self._cells += len(texts)
        if self._cells > MOST_CELLS:
            raise Unreadable(TOO_MANY_CELLS)
        if not any(texts):
            return
        if max(at for at, text in enumerate(texts, 1) if text) > MOST_COLUMNS:
            raise Unreadable(TOO_MANY_COLUMNS)
        made: list[tuple[Fragment, ...]] = []
        start = self._at
        for text in texts:
            made.append((Fragment(text, (start, start + len(text))),) if text else ())
            start += len(text) + 1
        self._blocks.append(Row(tuple(made), table=table))
        self._add("\t".join(texts))

    def line(self, text: str, frame: int | None = None) -> None:
        """Add a line of text outside of any table, in the box number `frame` where one is drawn around it."""
        text = text.strip()
        if text:
            self._blocks.append(Line(Fragment(text, (self._at, self._at + len(text))), frame=frame))
            self._add(text)

    def source(self, kind: Kind, name: str, sha256: str, doubts: Iterable[Doubt] = ()) -> Source:
        """What was added as a source."""
        return Source(kind, name, sha256, tuple(self._blocks), doubts=tuple(doubts), text="\n".join(self._lines))

    def _add(self, text: str) -> None:
        self._lines.append(text)
        self._at += len(text) + 1
