"""One list for every way of writing the same hours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from tsunagi.directory.rules.hours.span import WEEKDAYS, Span


def normal(spans: Iterable[Span]) -> list[Span]:
    """The same hours in their one form: sorted, without repeats, dates of equal times in one span."""
    plain = [_plain(span) for span in spans]
    dated: dict[Span, set[date]] = {}
    for span in plain:
        if span.dates:
            dated.setdefault(replace(span, dates=()), set()).update(span.dates)
    rules = {span for span in plain if not span.dates}
    exceptions = {replace(span, dates=tuple(sorted(days))) for span, days in dated.items()}
    return sorted(rules | exceptions, key=order)


def order(span: Span) -> tuple[Any, ...]:
    """Where a span stands: rules before dates, open before closed, the week before single days, then by time."""
    return (
        bool(span.dates),
        span.effect == "closed",
        span.dates,
        span.valid_from or date.min,
        span.valid_to or date.max,
        span.season or (),
        span.holidays == "only",
        bool(span.month_days),
        span.month_days,
        span.nth,
        sorted(WEEKDAYS.index(day) for day in span.weekdays),
        span.holidays,
        -1 if span.opens is None else span.opens,
        span.closes or 0,
        span.reception_closes or 0,
    )


def _plain(span: Span) -> Span:
    whole_week = len(span.weekdays) == len(WEEKDAYS) and not span.nth
    nth = dict.fromkeys(sorted(span.nth, key=_last_goes_last))
    return replace(
        span,
        weekdays=frozenset() if whole_week else span.weekdays,
        nth=tuple(nth),
        month_days=tuple(sorted(set(span.month_days), key=_last_goes_last)),
        reception_closes=None if span.reception_closes == span.closes else span.reception_closes,
    )


def _last_goes_last(number: int) -> int:
    return number if number > 0 else 100
