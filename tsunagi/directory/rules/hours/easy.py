"""Opening hours in やさしい日本語: short sentences with spaces between the words, no signs to puzzle out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tsunagi.directory.rules.hours.lines import Line, runs
from tsunagi.directory.rules.hours.span import DAY, WEEKDAYS, Span


def say(line: Line) -> str:
    """月曜日から 金曜日まで 午前9時から 午後5時まで 開いています。祝日は 休みです。"""
    days = " ".join([*_frame(line.days), *_days(line)])
    times = " と ".join(_time(one) for one in line.times if one.opens is not None)
    if line.closed:
        said = f"{days} {times}は 休みです。" if times else f"{days} 休みです。" if days == "毎日" else f"{days}は 休みです。"
        return said + ("祝日の ときは 休みません。" if line.days.holidays == "closed" else "")
    said = f"{days} {times} 開いています。"
    for one in line.times:
        if one.reception_closes is not None:
            first = f"{_clock(one.opens or 0)}から 始まる 時間の " if len(line.times) > 1 else ""
            said += f"{first}受付は {_clock(one.reception_closes)}までです。"
    if line.holidays_too:
        return said + "祝日も 同じです。"
    return said + ("祝日は 休みです。" if line.days.holidays == "closed" else "")


def _frame(days: Span) -> Iterator[str]:
    if days.valid_from:
        yield f"{_date(days.valid_from)}から"
    if days.valid_to:
        yield f"{_date(days.valid_to)}まで"
    if days.season:
        first, last = (f"{int(day[:2])}月{int(day[3:])}日" for day in days.season)
        yield f"毎年 {first}" if first == last else f"毎年 {first}から {last}まで"


def _days(line: Line) -> Iterator[str]:
    days = line.days
    week = [_run([*run]) for run in runs(days.weekdays)] + ["祝日"] * line.and_holidays
    if days.dates:
        yield "と ".join(map(_date, days.dates))
    elif days.holidays == "only":
        yield "祝日"
    elif days.month_days:
        yield "毎月 " + "と ".join("最後の 日" if one == -1 else f"{one}日" for one in days.month_days)
    elif days.nth:
        nth = "と ".join("最後" if one == -1 else f"{one}回目" for one in days.nth)
        yield f"毎月 {nth}の {'と '.join(week)}"
    elif week:
        yield "と ".join(week)
    elif not (line.closed and days.opens is None and (days.season or days.valid_from or days.valid_to)):
        yield "毎日"


def _run(run: list[str]) -> str:
    first, last = (f"{'月火水木金土日'[WEEKDAYS.index(day)]}曜日" for day in (run[0], run[-1]))
    return first if first == last else f"{first}から {last}まで"


def _date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _time(span: Span) -> str:
    assert span.opens is not None and span.closes is not None
    if span.opens == 0 and span.closes == DAY:
        return "24時間"
    return f"{_clock(span.opens)}から {_clock(span.closes)}まで"


def _clock(minutes: int) -> str:
    if minutes > DAY:
        return f"次の日の {_clock(minutes - DAY)}"
    if minutes == DAY:
        return "夜の 12時"
    if minutes == DAY // 2:
        return "昼の 12時"
    hour, minute = divmod(minutes, 60)
    half = f"午前{hour}時" if hour < 12 else f"午後{hour - 12}時"
    return half + (f"{minute}分" if minute else "")
