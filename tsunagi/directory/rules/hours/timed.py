"""The times of a text, each with the days it holds for, and the spans that come of all of them together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tsunagi.directory.rules.hours.days import EVERY_DAY, MOST, Days
from tsunagi.directory.rules.hours.span import Impossible, Span


@dataclass(slots=True)
class Timed:
    """One time as it was read, the days it holds for (None where none were named yet) and how it was typed."""

    days: Days | None
    opens: int
    closes: int
    text: str
    reception: int | None = None
    closed: bool = False
    but_holidays: bool = False
    excepted: bool = False

    def spans(self) -> list[Span]:
        """The time on each of its days."""
        found = self.days or EVERY_DAY
        if self.closed:
            return found.closed(self.opens, self.closes, but_holidays=self.but_holidays)
        return found.open(self.opens, self.closes, self.reception)


def whose_days(text: str) -> Impossible:
    """The sentence for a time that may be of any day."""
    return Impossible(f"「{text}」がどの曜日の時間か分かりません。「毎日 {text}」のように書いてください。")


def together(times: Sequence[Timed]) -> list[Span]:
    """The spans of a whole text."""
    bare = [one for one in times if one.days is None]
    if bare and any(one.days is not None and not one.closed for one in times):
        raise whose_days(bare[0].text)
    spans = [span for one in _holidays_apart(times) for span in one.spans()]
    if len(spans) > MOST:
        raise Impossible(f"一つの欄に書けるのは{MOST}行までです。分けて書いてください。")
    return spans


def _holidays_apart(times: Sequence[Timed]) -> list[Timed]:
    """月-金 9:00-20:00、土日祝 10:00-17:00: on a holiday that is a Monday it is 10:00-17:00."""
    own = {_frame(one) for time in times if time.days and not time.closed for one in time.days.templates if _only(one)}
    return [
        time if time.closed or not own else replace(time, days=_apart(time.days or EVERY_DAY, own)) for time in times
    ]


def _only(template: Span) -> bool:
    return template.holidays == "only"


def _frame(template: Span) -> tuple[object, ...]:
    return template.season, template.valid_from, template.valid_to


def _apart(days: Days, own: set[tuple[object, ...]]) -> Days:
    """Days that do not say anything of holidays leave them to the times that do."""
    if days.holidays_too or any(map(_only, days.templates)):
        return days
    templates = (
        replace(one, holidays="closed") if _is_weekly(one) and _frame(one) in own else one for one in days.templates
    )
    return replace(days, templates=tuple(templates))


def _is_weekly(template: Span) -> bool:
    return not (template.nth or template.month_days or template.dates)


def without_breaks(line: Sequence[Timed]) -> list[Timed]:
    """月-金 9:00-17:00(12:00-13:00 休み) is 9:00-12:00 and 13:00-17:00."""
    kept = list(line)
    for pause in line:
        for one in kept if pause.closed else ():
            if _breaks(pause, one):
                at = kept.index(one)
                kept[at : at + 1] = [replace(one, closes=pause.opens, reception=None), replace(one, opens=pause.closes)]
                kept.remove(pause)
                break
    return kept


def _breaks(pause: Timed, one: Timed) -> bool:
    """Whether a closed time lies within an open one of the same days, and some reception is left after it."""
    same = not one.closed and not pause.but_holidays and pause.days == one.days
    return same and one.opens < pause.opens and pause.closes < (one.reception or one.closes)
