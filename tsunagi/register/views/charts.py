"""The register's numbers drawn; the same numbers stand in a table or list beside each drawing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.safestring import SafeString, mark_safe

from tsunagi.base.charts import Aim, Bar, Point, bars, timeline
from tsunagi.reading.dates import last_day
from tsunagi.register.models import Observation
from tsunagi.register.queries.measures import Course
from tsunagi.register.templatetags.register import VERDICT_WORDS, figure, level
from tsunagi.register.views.common import Row


def verdict_bars(name: str, title: str, rows: Sequence[Row]) -> SafeString:
    """A bar a section or ministry, its targets by verdict; those without targets have none."""
    drawn = [Bar(row.label, row.counts.parts()) for row in rows if row.counts.total]
    return _safe(bars(name, title, drawn, _legend()))


def course_chart(course: Course) -> SafeString:
    """An indicator over the years: its figures, and the levels that were aimed at."""
    points = [Point(day, one.value, figure(one)) for one in course.observations if (day := _day(one)) is not None]
    aims = []
    for step in course.steps:
        target = step.target
        if target.value is None or target.op in ("increase", "decrease"):
            continue
        since = date(target.entry.edition.fiscal_year, 4, 1)
        aims.append(Aim(since, last_day(target.due) if target.due else None, target.value, level(target)))
    if len(points) + len(aims) < 2:
        return SafeString("")  # one number says as much without a drawing
    indicator = course.indicator
    lower = indicator.direction == indicator.Direction.DOWN
    return _safe(
        timeline(f"course-{indicator.pk}", indicator.name, points, aims, indicator.unit, lower_is_better=lower)
    )


def _legend() -> dict[str, str]:
    return {verdict: str(word) for verdict, (_sign, word) in VERDICT_WORDS.items()}


def _day(one: Observation) -> date | None:
    return last_day(one.as_of) if one.as_of else None


def _safe(svg: str) -> SafeString:
    """The drawing for a template: every text in it was escaped when it was drawn."""
    return mark_safe(svg)  # noqa: S308
