"""Spans as HSDS schedules (iCal rules), and schedules of any sender as spans.

What iCal cannot say stands under one key of our own, `tsunagi_hours`: effect, holidays, season, dates,
reception_closes and closes (minutes from midnight). A closed span's rule stands there as a whole, so that nobody who
does not know the key takes it for opening hours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from tsunagi.directory.rules.hours.normal_form import normal
from tsunagi.directory.rules.hours.opening import names
from tsunagi.directory.rules.hours.say import say_hours
from tsunagi.directory.rules.hours.span import DAY, WEEKDAYS, Impossible, Span

OWN_KEY: Final = "tsunagi_hours"
_OFFSET: Final = 9 * 60
#: How many days a rule with a count is followed.
_FOLLOWED: Final = 10 * 366


def to_hsds(spans: Iterable[Span]) -> list[dict[str, Any]]:
    """One schedule a span, without ids; a span of several dates makes one for each."""
    return [_schedule(one) for span in normal(spans) for one in _one_date_each(span)]


def _one_date_each(span: Span) -> list[Span]:
    return [replace(span, dates=(day,)) for day in span.dates] or [span]


def _schedule(span: Span) -> dict[str, Any]:
    rule, own = _rule(span), _own(span)
    if span.effect == "closed":
        return {"description": say_hours([span]), OWN_KEY: {**own, **rule}}
    made = {**rule, "timezone": _OFFSET // 60, "description": say_hours([span])}
    return {**made, OWN_KEY: own} if own else made


def _rule(span: Span) -> dict[str, Any]:
    """What iCal can say."""
    rule: dict[str, Any] = {}
    week = [day for day in WEEKDAYS if day in (span.weekdays or WEEKDAYS)]
    if span.dates:
        (day,) = span.dates
        rule = {"freq": "WEEKLY", "interval": 1, "wkst": "MO", "byday": WEEKDAYS[day.weekday()]}
        rule |= dict.fromkeys(("dtstart", "until", "valid_from", "valid_to"), day.isoformat())
    elif span.month_days:
        rule = {"freq": "MONTHLY", "interval": 1, "wkst": "MO", "bymonthday": ",".join(map(str, span.month_days))}
    elif span.nth:
        byday = ",".join(f"{number}{day}" for number in span.nth for day in week)
        rule = {"freq": "MONTHLY", "interval": 1, "wkst": "MO", "byday": byday}
    elif span.holidays != "only":
        rule = {"freq": "WEEKLY", "interval": 1, "wkst": "MO", "byday": ",".join(week)}
    if span.valid_from:
        rule["valid_from"] = span.valid_from.isoformat()
    if span.valid_to:
        rule["valid_to"] = span.valid_to.isoformat()
    if span.opens is not None and span.closes is not None:
        rule |= {"opens_at": _clock(span.opens), "closes_at": _clock(span.closes)}
    return rule


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}+09:00"


def _own(span: Span) -> dict[str, Any]:
    """What iCal cannot."""
    own: dict[str, Any] = {}
    if span.effect == "closed":
        own["effect"] = "closed"
    if span.holidays != "as_usual":
        own["holidays"] = span.holidays
    if span.season:
        own["season"] = list(span.season)
    if span.dates:
        own["dates"] = [day.isoformat() for day in span.dates]
    if span.opens is not None and span.closes is not None and span.closes != _after(span.opens, span.closes % DAY):
        own["closes"] = span.closes
    if span.reception_closes is not None:
        own["reception_closes"] = span.reception_closes
    return own


def _after(opens: int, closes: int) -> int:
    """The closing time as a reader of HSDS takes it: one that is not after the opening is of the next day."""
    return closes if closes > opens else closes + DAY


def from_hsds(schedules: Iterable[Mapping[str, Any]]) -> list[Span]:
    """The spans that schedules say, in their normal form. A schedule of free text alone says none.

    Raises Impossible where a schedule says what a span cannot: every second week, weeks or days of the year, times
    that are of another day in Japan.
    """
    return normal(span for schedule in schedules for span in _read(schedule))


def _read(schedule: Mapping[str, Any]) -> list[Span]:
    own = schedule.get(OWN_KEY) or {}
    if not isinstance(own, Mapping):
        raise Impossible(f"{OWN_KEY}は、名前と値の組で書いてください。")
    fields = {key: value for key, value in {**schedule, **own}.items() if value not in (None, "")}
    rules = ("freq", "byday", "bymonthday", "dates", "opens_at", "closes_at", "holidays", "season", "effect")
    if not any(name in fields for name in rules):
        return []
    common = {**_times(fields), **_frame(fields)}
    if "dates" in own:
        days = own["dates"]
        if not isinstance(days, list) or not days:
            raise Impossible("datesは日付の並びで書いてください。")
        return [Span(dates=tuple(map(_date, days)), **_without_frame(common))]
    return [_ended(replace(one, **common), fields) for one in _days(fields)]


def _without_frame(common: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in common.items() if name not in ("valid_from", "valid_to")}


def _frame(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Period, season, holidays and effect."""
    starts = [_date(fields[name]) for name in ("valid_from", "dtstart") if name in fields]
    ends = [_date(fields[name]) for name in ("valid_to", "until") if name in fields]
    frame: dict[str, Any] = {
        "valid_from": max(starts, default=None),
        "valid_to": min(ends, default=None),
        "effect": fields.get("effect", "open"),
        "holidays": fields.get("holidays", "as_usual"),
    }
    if frame["effect"] not in ("open", "closed") or frame["holidays"] not in ("as_usual", "closed", "only"):
        raise Impossible(f"{OWN_KEY}のeffectかholidaysの値が読み取れません。")
    if "season" in fields:
        season = fields["season"]
        if not (isinstance(season, list) and len(season) == 2 and all(isinstance(day, str) for day in season)):
            raise Impossible("seasonは始まりと終わりの月日を並べて書いてください。")
        frame["season"] = (season[0], season[1])
    return frame


def _times(fields: Mapping[str, Any]) -> dict[str, Any]:
    if "opens_at" not in fields and "closes_at" not in fields and fields.get("effect") == "closed":
        return {"opens": None, "closes": None}
    if "opens_at" not in fields or "closes_at" not in fields:
        raise Impossible("opens_atとcloses_atの両方が要ります。")
    opens, closes = (_minutes(fields[name], fields.get("timezone")) for name in ("opens_at", "closes_at"))
    if not 0 <= opens < DAY:
        raise Impossible(f"opens_at「{fields['opens_at']}」は、日本時間では別の日になるため読めません。")
    times = {"opens": opens, "closes": _after(opens, closes)}
    return times | {name: _integer(fields[name], name) for name in ("closes", "reception_closes") if name in fields}


_TIME: Final = re.compile(
    r"T?([0-9]{1,2}):([0-5][0-9])(?::[0-5][0-9](?:\.[0-9]+)?)?"
    r"\s?(Z|([+-])([0-9]{2}):?([0-9]{2}))?"
)


def _minutes(value: object, timezone: object) -> int:
    """Minutes from midnight in Japan. A time without its offset has that of `timezone`, else it is Japan's."""
    match = _TIME.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None or int(match[1]) > 24:
        raise Impossible(f"時刻「{value}」が読み取れません。「09:00+09:00」のように書いてください。")
    if match[4]:
        offset = (1 if match[4] == "+" else -1) * (int(match[5]) * 60 + int(match[6]))
    elif match[3]:
        offset = 0
    else:
        known = isinstance(timezone, int | float) and abs(timezone) <= 14
        offset = int(timezone * 60) if known and isinstance(timezone, int | float) else _OFFSET
    return int(match[1]) * 60 + int(match[2]) + _OFFSET - offset


def _integer(value: object, name: str) -> int:
    number = int(value) if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,6}", value) else value
    if isinstance(number, float) and number.is_integer():
        number = int(number)
    if not isinstance(number, int) or isinstance(number, bool):
        raise Impossible(f"{name}は整数で書いてください。「{value}」は読めません。")
    return number


def _date(value: object) -> date:
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else date.fromisoformat("")
    except ValueError:
        raise Impossible(f"日付「{value}」が読み取れません。「2026-04-01」のように書いてください。") from None


def _days(fields: Mapping[str, Any]) -> list[Span]:
    """The days as closed spans, to put the times and the frame into."""
    if _integer(fields.get("interval", 1), "interval") != 1:
        raise Impossible("一週おき・一月おきの予定(interval)は読めません。開く日を日付で書いてください。")
    named = _weekdays(fields.get("byday"))
    month_days = _month_days(fields.get("bymonthday"))
    numbered = any(numbers for numbers in named.values())
    freq = fields.get("freq") or ("MONTHLY" if numbered or (month_days and not named) else "WEEKLY")
    if "byweekno" in fields and freq == "WEEKLY":
        raise Impossible("年の何週目か(byweekno)で決まる予定は読めません。開く日を日付で書いてください。")
    match freq:
        case "WEEKLY" if numbered:
            raise Impossible("毎週の予定(WEEKLY)のbydayに、何番目かは付けられません。")
        case "WEEKLY" if fields.get("holidays") == "only" and not named:
            return [Span("closed")]
        case "WEEKLY" if named or "dtstart" in fields:
            return [Span("closed", weekdays=frozenset(named or [WEEKDAYS[_date(fields["dtstart"]).weekday()]]))]
        case "MONTHLY" if named and not month_days:
            return [Span("closed", weekdays=days, nth=nth) for nth, days in _together(named).items()]
        case "MONTHLY" if not named and (month_days or "dtstart" in fields):
            return [Span("closed", month_days=month_days or (_date(fields["dtstart"]).day,))]
        case "DAILY" if not named and not month_days:
            return [Span("closed")]
    raise Impossible("予定の曜日か日(freq、byday、bymonthday)が足りないか、重なっていて読めません。")


def _weekdays(value: object) -> dict[str, tuple[int, ...]]:
    """Weekdays, each with its numbers in the month: 2TU,4TU,FR."""
    found: dict[str, tuple[int, ...]] = {}
    for part in _parts(value, "byday"):
        match = re.fullmatch(r"([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)", part)
        if match is None:
            raise Impossible(f"byday「{part}」が読み取れません。「MO,TU」や「2TU」のように書いてください。")
        found[match[2]] = found.get(match[2], ()) + ((int(match[1]),) if match[1] else ())
    return found


def _together(named: Mapping[str, tuple[int, ...]]) -> dict[tuple[int, ...], frozenset[str]]:
    """Weekdays of equal numbers together."""
    found: dict[tuple[int, ...], frozenset[str]] = {}
    for day, numbers in named.items():
        found[numbers] = found.get(numbers, frozenset()) | {day}
    return found


def _month_days(value: object) -> tuple[int, ...]:
    return tuple(_integer(part, "bymonthday") for part in _parts(value, "bymonthday"))


def _parts(value: object, name: str) -> list[str]:
    if value is None:
        return []
    parts = value if isinstance(value, list) else value.split(",") if isinstance(value, str) else [value]
    if not all(isinstance(part, str | int) for part in parts):
        raise Impossible(f"{name}は文字で、コンマで区切って書いてください。")
    return [str(part).strip().upper() for part in parts]


def _ended(span: Span, fields: Mapping[str, Any]) -> Span:
    """A rule that happens `count` times ends on the last of them; where until is there as well, that holds."""
    if "count" not in fields or "until" in fields:
        return span
    if "dtstart" not in fields:
        raise Impossible("予定の回数(count)には、始まりの日(dtstart)が要ります。")
    left, day = _integer(fields["count"], "count"), _date(fields["dtstart"])
    for days in range(min(_FOLLOWED, (date.max - day).days)):
        left -= names(span, day + timedelta(days=days))
        if left <= 0:
            return replace(span, valid_to=day + timedelta(days=days))
    raise Impossible("予定の回数(count)が多すぎます。終わりの日(until)を書いてください。")
