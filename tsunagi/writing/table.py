"""The official follow-up table in eight columns, as rows that every format writes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tsunagi.reading import sections
from tsunagi.reading.model import COLUMNS, Document, Measure

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
#: A longer heading would be taken for text where it is read back.
_LONGEST_HEADING = 80
#: What no XML can hold, and no reader can see; a damaged text may have it.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


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
    title = clean(document.title or document.name)
    return Table(title, _year(document, title), tuple(_rows(document)))


def clean(text: str) -> str:
    """A text without the signs that no document can hold, and with a space for a tab, which few can hold in a cell."""
    return _CONTROL.sub("", text).replace("\t", " ")


def _rows(document: Document) -> Iterator[Heading | Entry]:
    """Each measure under the headings of its section, in the document's words where it has any."""
    said = dict(reversed(document.headings))  # of two the first counts
    policy = part = ""
    for measure in document.measures:
        own_policy, _, own_part = (measure.sections[0] if measure.sections else "").partition("-")
        # A part whose number falls would be read as one of the next policy, were its own not named again.
        if own_policy != policy or (part and own_part and int(own_part) < int(part)):
            policy, part = own_policy, ""
            if policy:
                yield _heading(said.get(policy, f"第{policy}の基本方針"), f"({policy})")
        if own_part != part:
            part = own_part
            if part:
                yield _heading(said.get(f"{policy}-{part}", f"第{part}の区分"), _circled(part))
        yield Entry(_cells(measure))


def _heading(words: str, number: str) -> Heading:
    """A heading that begins with its number, put before the document's words where they lost it or number otherwise."""
    words = " ".join(clean(words).split())[:_LONGEST_HEADING]
    own, wanted = sections.mark(words), sections.mark(number)
    return Heading(words if (own.kind, own.number) == (wanted.kind, wanted.number) else f"{number} {words}")


def _cells(measure: Measure) -> tuple[str, ...]:
    texts = [clean(measure.cells[column].text) if column in measure.cells else "" for column in COLUMNS]
    number = "" if measure.number is None else str(measure.number)
    return (number, *texts, "\n".join(measure.urls), "\n".join(measure.ministries))


def _circled(part: str) -> str:
    return _CIRCLED[int(part) - 1] if part.isdigit() and 0 < int(part) <= len(_CIRCLED) else part


def _year(document: Document, title: str) -> str | None:
    """「令和6年度」 for a document whose title does not tell its fiscal year."""
    if document.fiscal_year is None:
        return None
    western = int(document.fiscal_year[2:])
    year = f"令和{western - 2018}年度" if western > 2019 else f"{western}年度"
    return None if year in title else year
