"""Open or closed at an instant, until when, and when next.

A single date stands above a closed rule, a closed rule above an open one. What begins on a day belongs to that day,
however far it reaches into the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from tsunagi.directory.rules.hours.holidays import is_holiday
from tsunagi.directory.rules.hours.span import DAY, LENGTHS, WEEKDAYS, Span

TOKYO = ZoneInfo("Asia/Tokyo")
#: How many days ahead an opening or a closing is looked for.
HORIZON = 400

State = Literal["open", "reception_over", "closed", "unknown"]


@dataclass(frozen=True, slots=True)
class Now:
    """What a page says of an instant.

    "reception_over": open, but nobody new is taken. closes: when it next closes; None while it is closed, or where it
    does not close in sight. reception_closes: where that is earlier, and still to come. opens: when somebody can next
    be taken, where that is not now; None where no such time is in sight.
    """

    state: State
    closes: datetime | None = None
    reception_closes: datetime | None = None
    opens: datetime | None = None


def now(spans: Sequence[Span], at: datetime) -> Now:
    """What to say at an instant. Where no span says when it is open, the hours are unknown: neither open nor closed."""
    if not are_known(spans):
        return Now("unknown")
    if not is_open(spans, at):
        return Now("closed", opens=_next(spans, at, callers=True))
    closing = closes(spans, at)
    if not takes_callers(spans, at):
        return Now("reception_over", closes=closing, opens=_next(spans, at, callers=True))
    last = _end(spans, at, callers=True)
    return Now("open", closes=closing, reception_closes=last if last != closing else None)


def are_known(spans: Sequence[Span]) -> bool:
    """Whether the spans say at all when it is open. No span at all means unknown, and never always."""
    return any(span.effect == "open" for span in spans)


def is_open(spans: Sequence[Span], at: datetime) -> bool:
    """Whether it is open at an instant; False where the hours are unknown."""
    return _is_within(spans, at, callers=False)


def takes_callers(spans: Sequence[Span], at: datetime) -> bool:
    """Whether somebody who comes or calls at an instant is still taken: open, and the reception too."""
    return _is_within(spans, at, callers=True)


def opens_next(spans: Sequence[Span], at: datetime) -> datetime | None:
    """The first minute after an instant at which it turns from closed to open; None where none is in sight."""
    return _next(spans, at, callers=False)


def closes(spans: Sequence[Span], at: datetime) -> datetime | None:
    """The first minute at which what is open is closed; None where it is closed already, or no end is in sight."""
    return _end(spans, at, callers=False)


@dataclass(frozen=True, slots=True)
class _Day:
    """What rules ask of a day. nth: which of the month's such weekdays, and -1 where it is the last."""

    date: date
    weekday: str
    nth: tuple[int, ...]
    month_days: tuple[int, ...]
    month_day: str


@lru_cache(maxsize=4096)
def _day(day: date) -> _Day:
    length = LENGTHS[day.month - 1] if day.month != 2 else (date(day.year, 3, 1) - timedelta(days=1)).day
    nth = ((day.day + 6) // 7, -1) if day.day + 7 > length else ((day.day + 6) // 7,)
    month_days = (day.day, -1) if day.day == length else (day.day,)
    return _Day(day, WEEKDAYS[day.weekday()], nth, month_days, f"{day:%m-%d}")


def names(span: Span, day: date) -> bool:
    """Whether a day is one of the span's days."""
    return _names(span, _day(day))


def _names(span: Span, day: _Day) -> bool:
    if span.dates:
        return day.date in span.dates
    if span.weekdays and day.weekday not in span.weekdays:
        return False
    if span.nth and not any(number in day.nth for number in span.nth):
        return False
    if span.month_days and not any(number in day.month_days for number in span.month_days):
        return False
    if span.holidays != "as_usual" and is_holiday(day.date) != (span.holidays == "only"):
        return False
    if (span.valid_from and day.date < span.valid_from) or (span.valid_to and day.date > span.valid_to):
        return False
    if span.season is None:
        return True
    first, last = span.season
    if first <= last:
        return first <= day.month_day <= last
    return day.month_day >= first or day.month_day <= last


def _windows(spans: Sequence[Span], day: date, *, callers: bool) -> list[tuple[int, int]]:
    """From when to when it is open by what begins on a day, in minutes from that day's midnight."""
    today = _day(day)
    named = [span for span in spans if _names(span, today)]
    exact = [span for span in named if span.dates and (span.effect == "open" or span.opens is None)]
    valid = exact or [span for span in named if not span.dates]
    if any(span.effect == "closed" and span.opens is None for span in valid):
        return []
    found = []
    for span in valid:
        if span.effect == "open" and span.opens is not None and span.closes is not None:
            late = span.reception_closes if callers else None
            found.append((span.opens, span.closes if late is None else late))
    breaks = [span for span in spans if span.effect == "closed" and span.opens is not None]
    return _without(found, _breaks(breaks, day, only_dates=bool(exact))) if found and breaks else found


def _breaks(breaks: Sequence[Span], day: date, *, only_dates: bool) -> Iterator[tuple[int, int]]:
    """The closed times around a day, in minutes from its midnight. A date's own hours give way to dates only."""
    for days in (-1, 0, 1):
        there = _day(day + timedelta(days=days))
        for span in breaks:
            if (span.dates or not only_dates) and _names(span, there):
                assert span.opens is not None and span.closes is not None
                yield days * DAY + span.opens, days * DAY + span.closes


def _without(windows: list[tuple[int, int]], breaks: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    for first, last in breaks:
        parts = [part for begin, end in windows for part in ((begin, min(end, first)), (max(begin, last), end))]
        windows = [(begin, end) for begin, end in parts if begin < end]
    return windows


def _minute(at: datetime) -> tuple[date, int]:
    """The day in Tokyo, and the minute of it."""
    if at.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    local = at.astimezone(TOKYO)
    return local.date(), local.hour * 60 + local.minute


def _is_within(spans: Sequence[Span], at: datetime, *, callers: bool) -> bool:
    day, minute = _minute(at)
    if any(begin <= minute < end for begin, end in _windows(spans, day, callers=callers)):
        return True
    if not any(span.closes is not None and span.closes > DAY for span in spans):
        return False
    before, minute = day - timedelta(days=1), minute + DAY
    return any(begin <= minute < end for begin, end in _windows(spans, before, callers=callers))


def _stretches(spans: Sequence[Span], first: date, *, callers: bool) -> Iterator[tuple[int, int | None]]:
    """Whole stretches of being open, in order, in minutes from the first day's midnight; None = no end in sight."""
    waiting: list[tuple[int, int]] = []
    for days in range(HORIZON + 3):
        today = _windows(spans, first + timedelta(days=days), callers=callers)
        waiting = _joined(waiting + [(begin + days * DAY, end + days * DAY) for begin, end in today])
        while waiting and waiting[0][1] < (days + 1) * DAY:
            yield waiting.pop(0)
    for begin, _end in waiting:
        yield begin, None


def _joined(windows: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for begin, end in sorted(windows):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


def _next(spans: Sequence[Span], at: datetime, *, callers: bool) -> datetime | None:
    day, minute = _minute(at)
    first = day - timedelta(days=2)
    for begin, _last in _stretches(spans, first, callers=callers):
        if begin > minute + 2 * DAY:
            return _instant(first, begin)
    return None


def _end(spans: Sequence[Span], at: datetime, *, callers: bool) -> datetime | None:
    if len(spans) == 1 and spans[0] == _ALWAYS:
        return None
    day, minute = _minute(at)
    first = day - timedelta(days=2)
    minute += 2 * DAY
    for begin, end in _stretches(spans, first, callers=callers):
        if end is None or begin > minute:
            return None
        if minute < end:
            return _instant(first, end)
    return None


#: Never closes: what the look into the days ahead would only find out after all of them.
_ALWAYS = Span(opens=0, closes=DAY)


def _instant(first: date, minutes: int) -> datetime:
    return datetime.combine(first, time(0), TOKYO) + timedelta(minutes=minutes)
