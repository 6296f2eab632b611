"""Opening hours in plain English."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tsunagi.directory.rules.hours.lines import Line, runs
from tsunagi.directory.rules.hours.span import DAY, WEEKDAYS, Span

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ORDINALS = {1: "1st", 2: "2nd", 3: "3rd", 21: "21st", 22: "22nd", 23: "23rd", 31: "31st", -1: "last"}


def say(line: Line) -> str:
    """Mon-Fri 9:00-17:00, closed on public holidays"""
    frame = " ".join(_frame(line.days))
    if line.closed and line.days.opens is None:
        days = _days(line) if _names_days(line.days) or not frame else ""
        on = "on " if days and days != "every day" else ""
        return " ".join(part for part in (f"closed {on}{days}".strip(), frame) if part) + _but_holidays(line)
    times = ", ".join(_time(one) for one in line.times)
    said = " ".join(part for part in (frame, _days(line), times) if part)
    if line.closed:
        return f"closed {said}{_but_holidays(line)}"
    if line.holidays_too:
        return said + ", public holidays too"
    return said + (", closed on public holidays" if line.days.holidays == "closed" else "")


def _but_holidays(line: Line) -> str:
    return ", but not on public holidays" if line.days.holidays == "closed" else ""


def _names_days(days: Span) -> bool:
    return bool(days.weekdays or days.month_days or days.dates or days.holidays == "only")


def _frame(days: Span) -> Iterator[str]:
    if days.valid_from:
        yield f"from {_date(days.valid_from)}"
    if days.valid_to:
        yield f"until {_date(days.valid_to)}"
    if days.season:
        first, last = (f"{_MONTHS[int(day[:2]) - 1]} {int(day[3:])}" for day in days.season)
        yield first if first == last else f"{first}-{last}"


def _days(line: Line) -> str:
    days = line.days
    if days.dates:
        return ", ".join(map(_date, days.dates))
    if days.holidays == "only":
        return "public holidays"
    if days.month_days:
        last = " day" if days.month_days[-1] == -1 else ""
        return f"the {_and([*map(_ordinal, days.month_days)])}{last} of every month"
    week = [_run([*run]) for run in runs(days.weekdays)]
    if days.nth:
        return f"the {_and([*map(_ordinal, days.nth)])} {_and(week)} of the month"
    return _and(week + ["public holidays"] * line.and_holidays) or "every day"


def _and(parts: list[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def _run(run: list[str]) -> str:
    first, last = (_WEEKDAYS[WEEKDAYS.index(day)] for day in (run[0], run[-1]))
    return first if first == last else f"{first}-{last}"


def _ordinal(number: int) -> str:
    return _ORDINALS.get(number, f"{number}th")


def _date(day: date) -> str:
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def _time(span: Span) -> str:
    assert span.opens is not None and span.closes is not None
    if span.opens == 0 and span.closes == DAY and span.reception_closes is None:
        return "24 hours"
    reception = "" if span.reception_closes is None else f" (reception until {_clock(span.reception_closes)})"
    return f"{_clock(span.opens)}-{_clock(span.closes)}{reception}"


def _clock(minutes: int) -> str:
    if minutes > DAY:
        return f"{_clock(minutes - DAY)} the next day"
    return f"{minutes // 60}:{minutes % 60:02}"
