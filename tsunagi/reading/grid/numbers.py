"""Which rows begin a measure and what number it has, where numbers are lost, misread or said again."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest

from tsunagi.reading import ministries
from tsunagi.reading.grid.rows import Placed

#: So many rows in a row may be gone without a number looking misread.
_LOST_ROWS = 6
#: So much a row looks like a measure's first one, surely and perhaps.
_NEW, _PERHAPS = 4.0, 1.0
_SEAM = re.compile(r"。\s+\S")


@dataclass(slots=True)
class Group:
    """The rows of one measure; of several, where their rows melted together (`numbers` then has them all)."""

    numbers: list[int]
    read: bool
    rows: list[Placed] = field(default_factory=list)
    at: int = 0
    """The place of its first row."""


def group(rows: Sequence[Placed]) -> tuple[list[Group], list[Placed]]:
    """The rows as measures in order, and the rows that belong to none."""
    if _begins_anew(rows):
        return _counted(rows, {at for at, row in enumerate(rows) if row.number}), []
    anchors = _anchors(rows)
    if not anchors:
        return _counted(rows, _titled(rows)), []
    groups: list[Group] = []
    left: list[Placed] = []
    for place, at in enumerate([-1, *anchors]):
        number = 0 if at < 0 else _number(rows[at])
        end = anchors[place] if place < len(anchors) else len(rows)
        following = _number(rows[end]) if end < len(rows) else None
        if at >= 0:
            groups.append(Group([number], True, [rows[at]], at))
        _between(rows, at + 1, end, number, following, groups, left)
    return groups, left


def _between(
    rows: Sequence[Placed],
    start: int,
    end: int,
    number: int,
    following: int | None,
    groups: list[Group],
    left: list[Placed],
) -> None:
    """The rows after one number and before the next: new measures, as many as numbers are missing, or more of this."""
    own = [at for at in range(start, end) if rows[at].number != number]
    missing = following - number - 1 if following is not None else len(own)
    newness = {at: _newness(rows[at], rows[at - 1] if at else None) for at in own}
    ranked = sorted(own, key=lambda at: -newness[at])
    # A row of two measures in one has taken a number that no row is to be found for.
    surely_missing = missing - any(_is_double(rows[at]) for at in range(max(0, start - 1), end))
    # Behind the last number, or before a first one that is not the table's, any number of rows may be missing or none.
    is_counted = following is not None and (number > 0 or missing <= len(own))
    new = sorted(
        at
        for place, at in enumerate(ranked[:missing])
        if newness[at] >= _NEW or (is_counted and newness[at] >= _PERHAPS and place < surely_missing)
    )
    count = 0
    for at in range(start, end):
        if at in new:
            count += 1
            groups.append(Group([number + count], False, [rows[at]], at))
        elif groups:
            groups[-1].rows.append(rows[at])
        else:
            left.append(rows[at])
    if following is None or count == missing or not groups:
        return
    stretch = groups[len(groups) - count - (number > 0) :]
    if number == 0:
        _shift(stretch, missing - count)
        return
    place = next((place for place, one in enumerate(stretch) if any(map(_is_double, one.rows))), len(stretch) - 1)
    _shift(stretch[place + 1 :], missing - count)
    stretch[place].numbers += range(stretch[place].numbers[0] + 1, stretch[place].numbers[0] + 1 + missing - count)


def _shift(groups: Sequence[Group], by: int) -> None:
    for one in groups:
        one.numbers = [number + by for number in one.numbers]


def _is_double(row: Placed) -> bool:
    """Whether a row has the cells of two measures: two bodies or addresses, and texts that begin anew."""
    texts = sum(bool(_SEAM.search(row.text(role))) for role in ("overview", "goal", "status", "review"))
    return texts > 1 and (len(ministries.names([row.text("ministries")])) > 1 or row.text("urls").count("http") > 1)


def _newness(one: Placed, before: Placed | None) -> float:
    """How much a row without a number of its own looks like a measure's first row."""
    if before is not None and one.text("title") and one.text("title") == before.text("title"):
        return 0.0  # the row above, read again
    score = 0.0
    if one.number is not None:
        score += 2.0
    if ministries.looks_like(one.text("ministries")):
        score += 3.0
    if 4 <= len(one.text("title")) <= 70:
        score += 1.5
    score += sum(0.75 for role in ("overview", "goal", "status", "review") if len(one.text(role)) >= 12)
    score += 0.5 if "http" in one.text("urls") else 0.0
    return score


def _anchors(rows: Sequence[Placed]) -> list[int]:
    """The places of the rows whose numbers rise through the document, as many as can be; a number said again is one."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int | None] = [None] * len(rows)
    for at, row in enumerate(rows):
        if row.number is None or row.number == 0:
            continue
        place = bisect_left(tails, row.number)
        if place < len(tails) and tails[place] == row.number and rows[ends[place]].number == row.number:
            continue
        before[at] = ends[place - 1] if place else None
        if place == len(tails):
            tails.append(row.number)
            ends.append(at)
        else:
            tails[place], ends[place] = row.number, at
    found: list[int] = []
    here: int | None = ends[-1] if ends else None
    while here is not None:
        found.append(here)
        here = before[here]
    return _dense(rows, found[::-1])


def _dense(rows: Sequence[Placed], anchors: list[int]) -> list[int]:
    """Anchors without those that would leap far ahead of the rows there are: a number misread as a larger one.

    A part of a table may begin with any number, if the next one goes on from it.
    """
    kept: list[int] = []
    for at, after in zip_longest(anchors, anchors[1:]):
        begins = not kept and (after is None or not _leaps(rows, at, after))
        if begins or not _leaps(rows, kept[-1] if kept else None, at):
            kept.append(at)
    return kept


def _leaps(rows: Sequence[Placed], before: int | None, at: int) -> bool:
    """Whether the number at a place is far more than the rows since the one before (since the beginning) can be."""
    since, counted = (-1, 0) if before is None else (before, _number(rows[before]))
    return _number(rows[at]) - counted > at - since + _LOST_ROWS


def _number(row: Placed) -> int:
    return row.number if row.number is not None else 0


def _begins_anew(rows: Sequence[Placed]) -> bool:
    """Whether numbers count on from 1 in every section, so that they number no measure of the whole."""
    numbers = [row.number for row in rows if row.number]
    steps = list(pairwise([0, *numbers]))
    starts = sum(here == 1 and after == 2 for here, after in pairwise(numbers))
    return starts > 1 and sum(here in (1, before + 1) for before, here in steps) >= 0.9 * len(steps)


def _titled(rows: Sequence[Placed]) -> set[int]:
    """The places of the rows that begin a measure in a table without numbers: those with a title of their own."""
    found: set[int] = set()
    title = ""
    for at, row in enumerate(rows):
        own = row.text("title")
        opens = own and own != title
        if opens or (not found and any(row.text(role) for role in ("goal", "overview", "status"))):
            found.add(at)
        title = own or title
    return found


def _counted(rows: Sequence[Placed], first: Collection[int]) -> list[Group]:
    """Measures numbered in their order; `first` are the places of the rows that begin one."""
    groups: list[Group] = []
    for at, row in enumerate(rows):
        if at in first:
            groups.append(Group([len(groups) + 1], False, [row], at))
        elif groups:
            groups[-1].rows.append(row)
    return groups
