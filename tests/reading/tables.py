"""Small tables for tests, as the sources give them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tsunagi.reading import mending
from tsunagi.reading.model import Fragment, Kind, Line, Record, Row, Source

HEADINGS = "施策No.\t施策名\t施策の概要\t目標及び達成の期間\t目標の達成状況\t今後の見直し方針\t関連URL\t担当府省庁"


def source(text: str, kind: Kind = "text", **more: Any) -> Source:
    """A source of lines and, where they have tabs, rows; `|` in a cell divides it into runs."""
    blocks: list[Row | Line] = []
    start = 0
    for line in text.split("\n"):
        if "\t" in line:
            cells: list[tuple[Fragment, ...]] = []
            at = start
            for cell in line.split("\t"):
                cells.append(_runs(cell, at))
                at += len(cell) + 1
            blocks.append(Row(tuple(cells)))
        elif line.strip():
            blocks.append(Line(Fragment(line, (start, start + len(line)))))
        start += len(line) + 1
    return Source(kind, "table", "0", tuple(blocks), **more)


def _runs(cell: str, at: int) -> tuple[Fragment, ...]:
    found: list[Fragment] = []
    for run in cell.split("|"):
        if run.strip():
            found.append(Fragment(run, (at, at + len(run))))
        at += len(run) + 1
    return tuple(found)


def texts(record: Record) -> dict[str, str]:
    """The mended text of each column that has any."""
    return {role: text for role, runs in record.columns.items() if (text := mending.join(runs))}


def table(*rows: Sequence[str], headings: str = HEADINGS) -> str:
    """A table's text: its heading row and the rows' cells."""
    return "\n".join([headings, *("\t".join(row) for row in rows)])
