"""What is counted of a need that was not met: its category, its municipality, its month. Nothing finer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from tsunagi.directory.rules.areas import area as area_named
from tsunagi.directory.rules.areas import containing
from tsunagi.directory.rules.codes import NEEDS

#: A need that could not be told, and a place that was not said.
UNKNOWN: Final = "unknown"
NOWHERE: Final = ""


def counted_need(codes: Iterable[str]) -> str:
    """The first of some needs, main one first; a press counts once."""
    return next((code for code in codes if code in NEEDS), UNKNOWN)


def counted_area(code: str) -> str:
    """The municipality or prefecture of an area's code, six digits; a ward counts for its city."""
    found = area_named(code)
    if found is None:
        return NOWHERE
    return found.code if found.kind != "ward" else containing(found.code)[-2]


def month_of(day: date) -> int:
    """A day's month, as 202611."""
    return day.year * 100 + day.month


def said_month(month: int) -> str:
    """A month as files say it: 2026-11."""
    return f"{month // 100}-{month % 100:02}"


def finished_months(day: date, count: int) -> list[int]:
    """The last months that are over, oldest first.

    A month that still runs is not shown: who looked twice would see from the difference what came in between. What a
    process still held in memory at midnight is written by the next day, so a month is over on the second of the next.
    """
    running = month_of(day - timedelta(days=1))
    months = running // 100 * 12 + running % 100 - 1
    return [at // 12 * 100 + at % 12 + 1 for at in range(months - count, months)]
