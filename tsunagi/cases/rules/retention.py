"""When what is known of somebody has been kept long enough."""

from __future__ import annotations

from datetime import date


def erasable_from(closed_on: date, years: int) -> date:
    """The first day on which a case may be erased: so many years after it was closed; 29 February counts as 1 March."""
    try:
        return closed_on.replace(year=closed_on.year + years)
    except ValueError:
        return date(closed_on.year + years, 3, 1)


def kind_of_case(had_plan: bool, had_assessment: bool) -> str:
    """Which rule holds for a case: it was supported, or ended at its reception."""
    return "helped" if had_plan or had_assessment else "brief"
