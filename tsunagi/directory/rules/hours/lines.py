"""Spans put together as people say them: several times of the same days, weekdays and holidays with the same times."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tsunagi.directory.rules.hours.normal_form import normal
from tsunagi.directory.rules.hours.span import WEEKDAYS, Span


@dataclass(slots=True)
class Line:
    """Days (those of `days`, and public holidays where `and_holidays`), and the spans of their times, in order.

    holidays_too: other lines have hours of their own for public holidays, and these hold beside them all the same.
    """

    days: Span
    times: list[Span]
    and_holidays: bool = False
    holidays_too: bool = False

    @property
    def closed(self) -> bool:
        """Whether it says when it is closed."""
        return self.days.effect == "closed"


def lines(spans: Iterable[Span]) -> list[Line]:
    """What is said together, in the order of the normal form."""
    found: dict[Span, Line] = {}
    for span in normal(spans):
        days = replace(span, opens=0, closes=1, reception_closes=None) if span.effect == "open" else span
        found.setdefault(days, Line(days, [])).times.append(span)
    said = list(found.values())
    for holidays in [line for line in said if line.days.holidays == "only"]:
        for line in said:
            if _same_but_holidays(line, holidays):
                line.and_holidays = True
                said.remove(holidays)
                break
    own = {_frame(span) for span in found if span.holidays == "only" and span.effect == "open"}
    for line in said:
        line.holidays_too = _holds_on_holidays(line) and _frame(line.days) in own
    return said


def _frame(days: Span) -> tuple[object, ...]:
    return days.season, days.valid_from, days.valid_to


def _holds_on_holidays(line: Line) -> bool:
    days = line.days
    rule_of_weeks = not (days.nth or days.month_days or days.dates)
    return rule_of_weeks and not line.closed and not line.and_holidays and days.holidays == "as_usual"


def _same_but_holidays(line: Line, holidays: Line) -> bool:
    if line.and_holidays or not line.days.weekdays or line.days.nth or line.days.holidays != "as_usual":
        return False
    as_holidays = [replace(one, weekdays=frozenset(), holidays="only") for one in line.times]
    return as_holidays == holidays.times


def runs(weekdays: frozenset[str]) -> list[Sequence[str]]:
    """Weekdays in order, three and more in a row together: [MO TU WE], [FR]."""
    found: list[list[str]] = []
    for at, day in enumerate(WEEKDAYS):
        if day in weekdays:
            if found and found[-1][-1] == WEEKDAYS[at - 1]:
                found[-1].append(day)
            else:
                found.append([day])
    return [part for run in found for part in ([run] if len(run) > 2 else [[day] for day in run])]
