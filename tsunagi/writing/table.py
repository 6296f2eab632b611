"""The official follow-up table in eight columns, as rows that every format writes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tsunagi.reading import sections, titles
from tsunagi.reading.model import COLUMNS, Cell, Column, Measure
from tsunagi.reading.periods import said

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
#: How wide the columns are beside one another, and one that is added to them.
_WIDTHS = (6, 22, 42, 42, 42, 42, 26, 14)
_WIDTH_ADDED = 22
#: What stands before the title of a measure that has its row under another section.
_AGAIN = "(再掲)"
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
    """A measure's cells in the order of the headings; addresses and ministries stand one a line."""

    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The table with its title, and the year under it where the title does not say it."""

    title: str
    year: str | None
    headings: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[Heading | Entry, ...]


def follow_up(
    title: str,
    fiscal_year: str | None,
    measures: Sequence[Measure],
    headings: Sequence[tuple[str, str]],
    added: Mapping[str, Sequence[str]],
) -> Table:
    """The measures as the table that officials know.

    headings: the sections' own words, as a `Document` has them. added: more columns, a text for each measure.
    Raises ValueError where an added column has not as many texts as there are measures.
    """
    title = clean(title)
    texts = list(zip(*added.values(), strict=True)) if added else [()] * len(measures)
    entries = [(one, tuple(map(clean, more))) for one, more in zip(measures, texts, strict=True)]
    names = (*HEADINGS, *map(clean, added))
    widths = (*_WIDTHS, *[_WIDTH_ADDED] * len(added))
    return Table(title, _year(fiscal_year, title), names, widths, tuple(_rows(entries, headings)))


def clean(text: str) -> str:
    """A text without the signs that no document can hold, and with a space for a tab, which few can hold in a cell."""
    return _CONTROL.sub("", text).replace("\t", " ")


@dataclass(slots=True)
class _Section:
    """A stretch of measures of one section, and those of other sections that it has again."""

    name: str
    entries: list[Entry] = field(default_factory=list)
    again: list[Entry] = field(default_factory=list)

    @property
    def place(self) -> list[int]:
        """What sections are ordered by."""
        return [int(one) for one in self.name.split("-") if one.isdecimal()]


def _rows(
    measures: Sequence[tuple[Measure, tuple[str, ...]]], headings: Sequence[tuple[str, str]]
) -> Iterator[Heading | Entry]:
    """Each measure under the headings of its sections, in the document's words where it has any."""
    said = dict(reversed(headings))  # of two the first counts
    policy = part = ""
    for section in _sections(measures):
        own_policy, _, own_part = section.name.partition("-")
        # A part whose number falls would be read as one of the next policy, were its own not named again.
        if own_policy != policy or (part and own_part and int(own_part) < int(part)):
            policy, part = own_policy, ""
            if policy:
                yield _heading(said.get(policy, f"第{policy}の基本方針"), f"({policy})")
        if own_part != part:
            part = own_part
            if part:
                yield _heading(said.get(f"{policy}-{part}", f"第{part}の区分"), _circled(part))
        yield from section.entries
        yield from section.again


def _sections(measures: Sequence[tuple[Measure, tuple[str, ...]]]) -> list[_Section]:
    """The measures in order under the first of their sections, and again at the end of each other one.

    A section that has only measures of others stands where its number puts it.
    """
    found: list[_Section] = []
    for measure, more in measures:
        name = measure.sections[0] if measure.sections else ""
        if not found or found[-1].name != name:
            found.append(_Section(name))
        found[-1].entries.append(Entry((*_cells(measure), *more)))
    for measure, more in measures:
        number, title, *others = _cells(measure)
        again = Entry((number, f"{_AGAIN}{title}", *[""] * (len(others) + len(more))))
        for name in measure.sections[1:] if number else ():  # the number is what it is known again by
            there = next((one for one in reversed(found) if one.name == name), None)
            if there is None:
                there = _Section(name)
                behind = next((at for at, one in enumerate(found) if one.place > there.place), len(found))
                found.insert(behind, there)
            there.again.append(again)
    return found


def _heading(words: str, number: str) -> Heading:
    """A heading that begins with its number, put before the document's words where they lost it or number otherwise."""
    words = " ".join(clean(words).split())[:_LONGEST_HEADING]
    own, wanted = sections.mark(words), sections.mark(number)
    return Heading(words if (own.kind, own.number) == (wanted.kind, wanted.number) else f"{number} {words}")


def _cells(measure: Measure) -> tuple[str, ...]:
    texts = [clean(_text(column, measure.cells[column])) if column in measure.cells else "" for column in COLUMNS]
    number = "" if measure.number is None else str(measure.number)
    return (number, *texts, "\n".join(measure.urls), "\n".join(measure.ministries))


def _text(column: Column, cell: Cell) -> str:
    """What is written of a cell; part of a title would be taken for the whole name."""
    return titles.signed(cell) if column == "title" else cell.text


def _circled(part: str) -> str:
    return _CIRCLED[int(part) - 1] if part.isdigit() and 0 < int(part) <= len(_CIRCLED) else part


def _year(fiscal_year: str | None, title: str) -> str | None:
    """「令和6年度」 for a table whose title does not tell its fiscal year."""
    if fiscal_year is None:
        return None
    year = said(fiscal_year, "ja")
    return None if year in title else year
