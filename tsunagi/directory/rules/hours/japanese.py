"""Opening hours in Japanese, for people to read; whoever writes hours sees the notation instead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tsunagi.directory.rules.hours.lines import Line, runs
from tsunagi.directory.rules.hours.span import DAY, WEEKDAYS, WORKDAYS, Span, clock


def say(line: Line) -> str:
    """土曜・日曜・祝日 10:00〜12:00、13:00〜16:00"""
    days = line.days
    when = " ".join([*_frame(days), *_days(line)])
    times = "、".join(_time(one) for one in line.times if one.opens is not None)
    if line.closed:
        but = "(祝日なら開く)" if days.holidays == "closed" else ""
        return f"{when} {times}は休み{but}" if times else f"{when}は休み{but}"
    return f"{when} {times}"


def _frame(days: Span) -> Iterator[str]:
    """The period and the season."""
    if days.valid_from or days.valid_to:
        first = f"{_date(days.valid_from)}から" if days.valid_from else ""
        yield first + (f"{_date(days.valid_to)}まで" if days.valid_to else "")
    if days.season:
        first, last = (f"{int(day[:2])}月{int(day[3:])}日" for day in days.season)
        yield first if first == last else f"{first}〜{last}"


def _days(line: Line) -> Iterator[str]:
    days = line.days
    week = "・".join(_run([*run]) for run in runs(days.weekdays)) + ("・祝日" if line.and_holidays else "")
    if days.dates:
        yield "・".join(map(_date, days.dates))
    elif days.holidays == "only":
        yield "祝日"
    elif days.weekdays == WORKDAYS and not days.nth and days.holidays == "closed" and not line.closed:
        yield "平日"
    elif days.month_days:
        yield "毎月" + "・".join("末日" if one == -1 else f"{one}日" for one in days.month_days) + _of_holidays(line)
    elif days.nth:
        nth = "・".join("最後の" if one == -1 else f"第{one}" for one in days.nth)
        yield f"毎月{nth}{week}" + _of_holidays(line)
    elif week:
        yield week + _of_holidays(line)
    elif not (line.closed and days.opens is None and (days.season or days.valid_from or days.valid_to)):
        yield "毎日" + _of_holidays(line)


def _of_holidays(line: Line) -> str:
    if line.closed:
        return ""  # it stands behind 休み
    return "(祝日を除く)" if line.days.holidays == "closed" else "(祝日も)" if line.holidays_too else ""


def _run(run: list[str]) -> str:
    first, last = (f"{'月火水木金土日'[WEEKDAYS.index(day)]}曜" for day in (run[0], run[-1]))
    return first if first == last else f"{first}〜{last}"


def _date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _time(span: Span) -> str:
    if span.opens == 0 and span.closes == DAY and span.reception_closes is None:
        return "24時間"
    reception = "" if span.reception_closes is None else f"(受付は{clock(span.reception_closes)}まで)"
    return f"{clock(span.opens or 0)}〜{clock(span.closes or 0)}{reception}"
