"""Months, quarters and fiscal years, as codes that the register knows too: 2026-04, 2026-04/2026-06, FY2026."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

GRAINS: Final = ("month", "quarter", "year")
_LENGTH: Final = {"month": 1, "quarter": 3, "year": 12}
#: So long after its last day a period can be counted: whoever was handed on then has had a week to be met.
SETTLED: Final = timedelta(days=8)


def months_of(code: str) -> tuple[int, ...]:
    """The months of a period, as 202604. Raises ValueError where it is no period."""
    if found := re.fullmatch(r"FY(\d{4})", code):
        return _run(int(found[1]) * 12 + 3, 12)
    if found := re.fullmatch(r"(\d{4})-(\d{2})(?:/(\d{4})-(\d{2}))?", code):
        first = int(found[1]) * 12 + int(found[2]) - 1
        grain = "quarter" if found[3] else "month"
        held = _run(first, _LENGTH[grain])
        if period_of(held[0], grain) == code:
            return held
    raise ValueError(f"no period: {code}")


def period_of(month: int, grain: str) -> str:
    """The period of a grain that a month lies in; quarters and years are those of the fiscal year, from April on."""
    year, number = divmod(month, 100)
    if not 1 <= number <= 12:
        raise ValueError(f"no month: {month}")
    if grain == "month":
        return _said(month)
    fiscal = year - (number < 4)
    if grain == "year":
        return f"FY{fiscal}"
    first, _second, last = _run(fiscal * 12 + 3 + (number - 4) % 12 // 3 * 3, 3)
    return f"{_said(first)}/{_said(last)}"


def fiscal_year(month: int) -> int:
    """The fiscal year that a month lies in."""
    return month // 100 - (month % 100 < 4)


def is_settled(code: str, day: date) -> bool:
    """Whether a period can be counted on a day."""
    last = months_of(code)[-1]
    after = date(last // 100 + last % 100 // 12, last % 100 % 12 + 1, 1)
    return day >= after - timedelta(days=1) + SETTLED


def settled(grain: str, day: date, count: int) -> list[str]:
    """The last periods of a grain that can be counted on a day, newest first."""
    found: list[str] = []
    for month in _back(day):
        code = period_of(month, grain)
        if code not in found and is_settled(code, day):
            found.append(code)
        if len(found) == count:
            break
    return found


def bounds(months: tuple[int, ...]) -> tuple[date, date]:
    """The first day of some months, and the first day after them."""
    first, last = months[0], months[-1]
    return date(first // 100, first % 100, 1), date(last // 100 + last % 100 // 12, last % 100 % 12 + 1, 1)


def _run(first: int, count: int) -> tuple[int, ...]:
    return tuple(at // 12 * 100 + at % 12 + 1 for at in range(first, first + count))


def _back(day: date) -> Iterator[int]:
    at = day.year * 12 + day.month - 1
    for one in range(at, at - 12 * 12, -1):
        yield one // 12 * 100 + one % 12 + 1


def _said(month: int) -> str:
    return f"{month // 100}-{month % 100:02}"
