"""By when a window answers what was written to it: its time runs only while it is open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from tsunagi.consultations.rules.rota import A_DAY, A_WEEK
from tsunagi.directory.rules.hours import Span, are_known, closes, is_open, opens_next
from tsunagi.directory.rules.hours.opening import TOKYO


def answered_by(spans: Sequence[Span], at: datetime, minutes: int) -> datetime:
    """By when something that came in at a moment is answered, where a window does that within so many minutes.

    A week is a week, a day is one on which the window opens, and what is less than a day are minutes at which it is
    open. It begins with the moment, or with the next opening. Where the hours are unknown, or nothing opens any more in
    sight, the time runs through.
    """
    if not are_known(spans):
        return at + timedelta(minutes=minutes)
    weeks, left = divmod(timedelta(minutes=minutes), A_WEEK)
    days, left = divmod(left, A_DAY)
    at = _open_from(spans, at.astimezone(TOKYO)) + A_WEEK * weeks
    for _day in range(days):
        at = _next_day(spans, at)
    at = _open_from(spans, at)
    while (ends := closes(spans, at)) is not None and ends - at < left:
        left -= ends - at
        at = _open_from(spans, ends)
    return at + left


def _open_from(spans: Sequence[Span], at: datetime) -> datetime:
    """The moment where it is open then, else the next opening; the moment too where none is in sight."""
    return at if is_open(spans, at) else opens_next(spans, at) or at


def _next_day(spans: Sequence[Span], at: datetime) -> datetime:
    """The same time on the next day that has open hours."""
    midnight = datetime.combine(at.date() + A_DAY, time(0), TOKYO)
    return datetime.combine(_open_from(spans, midnight).date(), at.time(), TOKYO)
