"""The days that a line names, as they are gathered word by word, and the spans that come of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from tsunagi.directory.rules.hours.span import WEEKDAYS, WORKDAYS, Impossible, Span

Sort = Literal[
    "weekdays", "month_days", "every_day", "workdays", "holiday", "holidays_too", "season", "new_year", "valid", "dates"
]
#: "and": said together (・, と); "gap": a space, a comma, a bracket or nothing at all stands before it; "": written on.
Joint = Literal["and", "gap", ""]

#: More spans than this come of one line only by mistake.
MOST = 200


@dataclass(frozen=True, slots=True)
class Part:
    """One thing said of the days, as it was typed, and what joins it to the one before."""

    sort: Sort
    value: Any
    text: str
    joint: Joint
    nth: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Days:
    """The days that one or more times hold for: open spans whose times are still to be put in.

    apart: what was excepted and must be said in spans of its own (closed ones). holidays_too: said to be the same on
    public holidays, whatever other lines say of these.
    """

    templates: tuple[Span, ...]
    apart: tuple[Span, ...] = ()
    holidays_too: bool = False

    def open(self, opens: int, closes: int, reception_closes: int | None) -> list[Span]:
        """The spans of these days with a time, and what was excepted."""
        return [
            replace(one, opens=opens, closes=closes, reception_closes=reception_closes) for one in self.templates
        ] + list(self.apart)

    def closed(
        self, opens: int | None = None, closes: int | None = None, *, but_holidays: bool = False
    ) -> list[Span]:
        """The same closed. 平日 leaves holidays out when it opens; as closed days it is the weekdays alone.

        but_holidays: on public holidays it is not closed.
        """
        spans = [
            replace(
                one,
                effect="closed",
                holidays="as_usual" if one.holidays == "closed" else one.holidays,
                opens=opens,
                closes=closes,
            )
            for one in self.templates
        ]
        return [*(but_on_holidays(spans) if but_holidays else spans), *self.apart]


def but_on_holidays(closed: Sequence[Span]) -> list[Span]:
    """Closed spans of which the days that come again do not hold on public holidays; 年末年始 holds on all its days."""
    again = [one for one in closed if one.weekdays or one.month_days or not (one.season or one.dates)]
    if not again or any(one.holidays == "only" for one in closed):
        raise UNDECIDED
    return [replace(one, holidays="closed") if one in again else one for one in closed]


UNDECIDED = Impossible("祝日に開くのか休むのかが決まりません。どちらかだけを書いてください。")
EVERY_DAY = Days((Span("open", opens=0, closes=1),))


@dataclass(slots=True)
class _Gathered:
    """The parts by what they are; each of weeks is one rule."""

    weeks: list[Span] = field(default_factory=list)
    frames: list[dict[str, Any]] = field(default_factory=list)
    valid: dict[str, Any] = field(default_factory=dict)
    dates: list[date] = field(default_factory=list)


def _rule(**fields: Any) -> Span:
    """A template: an open span whose time is still to come."""
    return Span("open", opens=0, closes=1, **fields)


def days(parts: Sequence[Part], excepted: Sequence[Part], inherited: Days | None) -> Days:
    """What the parts name, without what is excepted; a season not named is that of the days before."""
    got = _Gathered()
    for part in parts:
        _gather(got, part)
    if got.dates:
        _check_weekdays(got)
        return without(Days((_rule(dates=tuple(got.dates)),)), excepted)
    frames = got.frames or ([{}] if got.valid else _frames(inherited))
    weeks = got.weeks or [_rule()]
    if len(frames) * len(weeks) > MOST:
        raise Impossible("一度に書かれた曜日や期間が多すぎます。分けて書いてください。")
    templates = [_framed(week, {**frame, **got.valid}) for week in weeks for frame in frames]
    too = any(part.sort == "holidays_too" for part in parts)
    return without(Days(tuple(dict.fromkeys(templates)), holidays_too=too), excepted)


def _framed(week: Span, frame: dict[str, Any]) -> Span:
    """A rule within a season or period; what has a season of its own (年末年始) keeps it."""
    return replace(week, **{**frame, "season": week.season or frame.get("season")})


def _frames(inherited: Days | None) -> list[dict[str, Any]]:
    """The seasons and periods of the days before, each once."""
    found = {(one.season, one.valid_from, one.valid_to) for one in inherited.templates} if inherited else set()
    names = ("season", "valid_from", "valid_to")
    return [dict(zip(names, frame, strict=True)) for frame in sorted(found, key=str)] or [{}]


def _gather(got: _Gathered, part: Part) -> None:
    match part.sort:
        case "weekdays":
            _widen(got.weeks, "weekdays", part.value, part.nth)
        case "month_days":
            _widen(got.weeks, "month_days", part.value, ())
        case "every_day":
            got.weeks.append(_rule())
        case "workdays":
            got.weeks.append(_rule(weekdays=WORKDAYS, holidays="closed"))
        case "holidays_too" if not got.weeks:
            raise Impossible(f"「{part.text}」の前に曜日が要ります。「月-金(祝日も同じ)」のように書いてください。")
        case "holiday":
            got.weeks.append(_rule(holidays="only"))
        case "new_year":
            got.weeks.append(_rule(season=part.value))
        case "season" if got.weeks:
            raise Impossible(f"期間「{part.text}」は曜日の前に書いてください。期間だけの休みは分けて書いてください。")
        case "season":
            got.frames.append({"season": part.value})
        case "valid":
            first, last = part.value
            got.valid |= {"valid_from": first} if first else {}
            got.valid |= {"valid_to": last} if last else {}
        case "dates":
            got.dates.append(part.value)


def _widen(weeks: list[Span], name: str, more: Any, nth: tuple[int, ...]) -> None:
    """Put weekdays or days of the month to those that already stand in a rule by themselves."""
    for at, one in enumerate(weeks):
        mine = getattr(one, name)
        if mine and one.nth == nth and one.holidays == "as_usual":
            weeks[at] = replace(one, **{name: mine | more if name == "weekdays" else mine + more})
            return
    weeks.append(_rule(nth=nth, **{name: more}))


def _check_weekdays(got: _Gathered) -> None:
    """A weekday beside a date must be that date's; nothing else can stand there."""
    said: set[str] = set()
    for week in got.weeks:
        if week.nth or not week.weekdays or week.holidays != "as_usual":
            raise Impossible("日付を示した行に、毎月や祝日の決まりは付けられません。分けて書いてください。")
        said |= week.weekdays
    if got.frames or got.valid:
        raise Impossible("日付を示した行に、期間は付けられません。分けて書いてください。")
    for one in got.dates:
        if said and WEEKDAYS[one.weekday()] not in said:
            raise Impossible(f"{one.year}年{one.month}月{one.day}日は{'月火水木金土日'[one.weekday()]}曜日です。")


def without(kept: Days, excepted: Iterable[Part]) -> Days:
    """The days without the excepted ones: weekdays and holidays taken out, all else said as closed beside them."""
    templates, apart = list(kept.templates), list(kept.apart)
    for part in excepted:
        match part.sort:
            case "holiday":
                templates = list(_no_holidays(templates))
            case "weekdays" if not part.nth:
                templates = list(_other_weekdays(templates, part))
            case "every_day" | "workdays":
                raise Impossible(f"「{part.text}」を除くと開く日がなくなるか、決まりません。開く日を書いてください。")
            case _:
                got = _Gathered()
                _gather(got, part)
                spans = got.weeks or [_rule(**frame, **got.valid) for frame in got.frames or [{}]]
                spans = [_rule(dates=tuple(got.dates))] if got.dates else spans
                apart += [replace(one, effect="closed", opens=None, closes=None) for one in spans]
    return replace(kept, templates=tuple(templates), apart=tuple(apart))


def _no_holidays(templates: Sequence[Span]) -> Iterator[Span]:
    if any(one.dates for one in templates):
        raise Impossible("日付を示した行から祝日は除けません。")
    if all(one.holidays == "only" for one in templates):
        raise UNDECIDED
    for one in templates:
        yield one if one.holidays == "only" else replace(one, holidays="closed")


def _other_weekdays(templates: Sequence[Span], part: Part) -> Iterator[Span]:
    for one in templates:
        if one.dates or one.month_days or one.holidays == "only":
            raise Impossible(f"「{part.text}」はここからは除けません。休みの行を分けて書いてください。")
        left = (one.weekdays or frozenset(WEEKDAYS)) - part.value
        if not left:
            raise Impossible(f"「{part.text}」を除くと、開く日がなくなります。")
        yield replace(one, weekdays=left)
