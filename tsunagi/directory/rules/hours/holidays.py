"""Public holidays in Japan: 国民の祝日に関する法律, with the days that replace a Sunday or lie between two holidays.

The years that the cabinet office has announced are right. Later ones are worked out by the law as it is today.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import jpholiday


def is_holiday(day: date) -> bool:
    """Whether the law makes this day a holiday, 振替休日 and 国民の休日 included."""
    return day in _holidays(day.year)


@lru_cache(maxsize=64)
def _holidays(year: int) -> frozenset[date]:
    return frozenset(day for day, _name in jpholiday.year_holidays(year))
