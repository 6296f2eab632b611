"""When a record was last looked at, and when that is too long ago."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Final

#: A record not checked for so many months may lead somebody to a number that is no longer there.
MONTHS: Final = 6


def stale_before(day: date) -> date:
    """Records checked before this day are to be checked again: MONTHS earlier, or that month's last day."""
    months = day.year * 12 + day.month - 1 - MONTHS
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
