"""Spans as schema.org's OpeningHoursSpecification, for search engines.

Closed all day is written from 00:00 to 00:00, and a whole day until the minute before it begins again, as search
engines ask for. Left out, because the vocabulary cannot say them: days of the month, a month's second Tuesday,
closed hours within a day, ends of reception.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final

from tsunagi.directory.rules.hours.normal_form import normal
from tsunagi.directory.rules.hours.span import DAY, WEEKDAYS, Span

_NAMES: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_HOLIDAYS: Final = "https://schema.org/PublicHolidays"
_CLOSED: Final = {"opens": "00:00", "closes": "00:00"}


def to_schema_org(spans: Iterable[Span], day: date) -> list[dict[str, Any]]:
    """The specifications as of a day: what is over is left out, a season is this or the next one."""
    known = normal(spans)
    made = [one for span in known if _can_be_said(span) for one in _specifications(span, day)]
    said = {name for one in made for name in one.get("dayOfWeek", [])}
    if made and any(span.holidays == "closed" and span.effect == "open" for span in known) and _HOLIDAYS not in said:
        made.append({"@type": "OpeningHoursSpecification", "dayOfWeek": [_HOLIDAYS], **_CLOSED})
    return made


def _can_be_said(span: Span) -> bool:
    if span.nth or span.month_days:
        return False
    if span.opens is None or span.closes is None:
        return True
    return span.effect == "open" and span.closes - span.opens <= DAY


def _specifications(span: Span, day: date) -> Iterator[dict[str, Any]]:
    for first, last in _periods(span, day):
        one: dict[str, Any] = {"@type": "OpeningHoursSpecification"}
        if not span.dates:
            one["dayOfWeek"] = _days(span)
        yield one | _times(span) | _period(first, last)


def _days(span: Span) -> list[str]:
    if span.holidays == "only":
        return [_HOLIDAYS]
    named = [f"https://schema.org/{name}" for name, day in zip(_NAMES, WEEKDAYS, strict=True) if _has(span, day)]
    return named if span.weekdays or span.holidays == "closed" else [*named, _HOLIDAYS]


def _has(span: Span, weekday: str) -> bool:
    return not span.weekdays or weekday in span.weekdays


def _times(span: Span) -> dict[str, str]:
    if span.opens is None or span.closes is None:
        return _CLOSED
    closes = span.closes - 1 if span.closes - span.opens == DAY else span.closes
    return {"opens": _clock(span.opens), "closes": _clock(closes)}


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def _periods(span: Span, day: date) -> Iterator[tuple[date | None, date | None]]:
    """The periods that are not over: each date, the season within the validity, or the validity."""
    if span.dates:
        yield from ((one, one) for one in span.dates if one >= day)
    elif span.season is None:
        if span.valid_to is None or span.valid_to >= day:
            yield span.valid_from, span.valid_to
    else:
        for year in (day.year - 1, day.year, day.year + 1):
            first, last = _season(span.season, year)
            first, last = max(first, span.valid_from or first), min(last, span.valid_to or last)
            if first <= last and last >= day:
                yield first, last
                return


def _season(season: tuple[str, str], year: int) -> tuple[date, date]:
    """The season that begins in a year; 29 February is the 28th where there is none."""
    first, last = season
    return _in_year(first, year), _in_year(last, year if first <= last else year + 1)


def _in_year(month_day: str, year: int) -> date:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    month, day = int(month_day[:2]), int(month_day[3:])
    return date(year, month, 28 if (month, day) == (2, 29) and not leap else day)


def _period(first: date | None, last: date | None) -> dict[str, str]:
    period = {"validFrom": first.isoformat()} if first else {}
    return period | ({"validThrough": last.isoformat()} if last else {})
