"""The rota of a window: a week of it, and where the window is open but nobody is on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from tsunagi.directory.rules.hours import Span, are_known, closes, is_open, opens_next
from tsunagi.directory.rules.hours.opening import TOKYO

Stretch = tuple[datetime, datetime]

A_DAY: Final = timedelta(days=1)
A_WEEK: Final = timedelta(days=7)


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def week(first: date) -> Stretch:
    """From when to when a week lasts that begins on a day."""
    begins = datetime.combine(first, time(0), TOKYO)
    return begins, begins + A_WEEK


def read_week(text: str, today: date) -> date:
    """The Monday of a week that is named by one of its days as 2026-11-23; this week's where that names none."""
    try:
        return monday(date.fromisoformat(text))
    except (ValueError, OverflowError):
        return monday(today)


def opened(spans: Sequence[Span], within: Stretch) -> list[Stretch]:
    """When a window is open within a stretch of time."""
    found: list[Stretch] = []
    at, end = within
    if not are_known(spans):
        return found
    while at < end:
        begins = at if is_open(spans, at) else opens_next(spans, at)
        if begins is None or begins >= end:
            break
        ends = min(closes(spans, begins) or end, end)
        found.append((begins, ends))
        at = ends
    return found


def gaps(spans: Sequence[Span], shifts: Iterable[Stretch], within: Stretch) -> list[Stretch]:
    """When a window is open within a stretch of time, and nobody is on."""
    return without(opened(spans, within), shifts)


def without(stretches: Sequence[Stretch], taken: Iterable[Stretch]) -> list[Stretch]:
    """What is left of some stretches of time where others are taken away."""
    left = list(stretches)
    for begins, ends in taken:
        left = [
            (first, last)
            for start, end in left
            for first, last in ((start, min(end, begins)), (max(start, ends), end))
            if first < last
        ]
    return left


def overlaps(one: Stretch, other: Stretch) -> bool:
    """Whether two stretches have a moment in common."""
    return one[0] < other[1] and other[0] < one[1]
