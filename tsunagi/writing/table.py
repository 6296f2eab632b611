"""The official follow-up table in eight columns, as rows that every format writes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tsunagi.reading.model import Document, Measure

HEADINGS = (
    "施策No.",
    "施策名",
    "施策の概要",
    "目標及び達成の期間",
    "目標の達成状況",
    "達成状況を踏まえた施策の見直し方針",
    "関連URL",
    "担当府省庁",
)
#: How wide the columns are beside one another.
WIDTHS = (6, 22, 42, 42, 42, 42, 26, 14)
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's heading, which reaches over all columns."""

    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A measure's cells in the order of `HEADINGS`; addresses and ministries stand one a line."""

    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The table with its title, and the year under it where the title does not say it."""

    title: str
    year: str | None
    rows: tuple[Heading | Entry, ...]


def follow_up(document: Document) -> Table:
    """The document's measures as the table that officials know."""
    title = document.title or document.name
    return Table(title, _year(document, title), tuple(_rows(document)))


def _rows(document: Document) -> Iterator[Heading | Entry]:
    policy = part = ""
    for measure in document.measures:
        place = measure.sections[0].partition("-") if measure.sections else ("", "", "")
        if place[0] != policy:
            policy, part = place[0], ""
            if policy:
                yield Heading(f"({policy}) 第{policy}の基本方針")
        if place[2] != part:
            part = place[2]
            if part:
                yield Heading(f"{_circled(part)} 第{part}の区分")
        yield Entry(_cells(measure))


def _cells(measure: Measure) -> tuple[str, ...]:
    texts = [measure.cells[column].text if column in measure.cells else "" for column in _COLUMNS]
    number = "" if measure.number is None else str(measure.number)
    return (number, *texts, "\n".join(measure.urls), "\n".join(measure.ministries))


_COLUMNS = ("title", "overview", "goal", "status", "review")


def _circled(part: str) -> str:
    return _CIRCLED[int(part) - 1] if part.isdigit() and 0 < int(part) <= len(_CIRCLED) else part


def _year(document: Document, title: str) -> str | None:
    """「令和6年度」 for a document whose title does not tell its fiscal year."""
    if document.fiscal_year is None:
        return None
    year = f"令和{int(document.fiscal_year[2:]) - 2018}年度"
    return None if year in title else year
