"""The notation that read_hours reads."""

from __future__ import annotations

from collections.abc import Iterator

from tsunagi.directory.rules.hours.lines import Line, runs
from tsunagi.directory.rules.hours.span import DAY, WEEKDAYS, WORKDAYS, Span, clock


def say(line: Line) -> str:
    """土・日・祝 10:00-12:00, 13:00-16:00"""
    return " ".join([*_frame(line.days), *_days(line), _times(line)])


def _frame(days: Span) -> Iterator[str]:
    """The period and the season."""
    if days.valid_from or days.valid_to:
        first = f"{days.valid_from}から" if days.valid_from else ""
        yield first + (f"{days.valid_to}まで" if days.valid_to else "")
    if days.season:
        first, last = (f"{int(day[:2])}/{int(day[3:])}" for day in days.season)
        yield first if first == last else f"{first}-{last}"


def _days(line: Line) -> Iterator[str]:
    days = line.days
    framed = days.season or days.valid_from or days.valid_to
    if days.dates:
        yield "・".join(map(str, days.dates))
    elif days.holidays == "only":
        yield "祝日"
    elif days.weekdays == WORKDAYS and not days.nth and days.holidays == "closed" and not line.closed:
        yield "平日"
    elif days.weekdays or days.month_days or not (line.closed and framed and days.opens is None):
        nth = "・".join("最終" if one == -1 else f"第{one}" for one in days.nth)
        week = "・".join(_run([*run]) for run in runs(days.weekdays)) + ("・祝" if line.and_holidays else "")
        month = "毎月" + "・".join("末日" if one == -1 else f"{one}日" for one in days.month_days)
        named = month if days.month_days else nth + week
        yield (named or "毎日") + _of_holidays(line)


def _of_holidays(line: Line) -> str:
    if line.closed:
        return ""  # it stands behind 休み
    return "(祝日除く)" if line.days.holidays == "closed" else "(祝日も同じ)" if line.holidays_too else ""


def _run(run: list[str]) -> str:
    first, last = (("月火水木金土日")[WEEKDAYS.index(day)] for day in (run[0], run[-1]))
    return first if first == last else f"{first}-{last}"


def _times(line: Line) -> str:
    if line.closed:
        closed = "休み(祝日は開く)" if line.days.holidays == "closed" else "休み"
        return " ".join([*(_time(one) for one in line.times if one.opens is not None), closed])
    return ", ".join("24時間" if _whole_day(one) else _time(one) for one in line.times)


def _whole_day(span: Span) -> bool:
    return span.opens == 0 and span.closes == DAY and span.reception_closes is None


def _time(span: Span) -> str:
    reception = "" if span.reception_closes is None else f"(受付{clock(span.reception_closes)}まで)"
    return f"{clock(span.opens or 0)}-{clock(span.closes or 0)}{reception}"
