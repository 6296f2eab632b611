"""A figure over the years, with the levels that were aimed at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tsunagi.base.charts import svg

WIDTH, HEIGHT = 420.0, 250.0
LEFT, RIGHT, TOP, BOTTOM = 70.0, 20.0, 36.0, 34.0
#: A line joins two figures no further apart than this: what is missing between them stays a gap.
NEXT = timedelta(days=500)
MOST_YEARS = 7
#: How high the letters of a figure are (charts.css).
LETTER = 15.0
#: What large numbers are shortened by, the largest first: as Japanese counts, and as other languages do.
_BY_MYRIADS: Final = ((Decimal(10**8), "億"), (Decimal(10**4), "万"))
_BY_THOUSANDS: Final = ((Decimal(10**9), "bn"), (Decimal(10**6), "m"), (Decimal(10**3), "k"))


@dataclass(frozen=True, slots=True)
class Point:
    """A figure: the day it stands for, and how it is said."""

    when: date
    value: Decimal
    label: str


@dataclass(frozen=True, slots=True)
class Aim:
    """A level aimed at, from a day on; until its due day, where there is one."""

    since: date
    until: date | None
    value: Decimal
    label: str


@dataclass(frozen=True, slots=True)
class _Frame:
    """From days and values to places in the drawing."""

    first: date
    last: date
    low: Decimal
    high: Decimal

    def x(self, day: date) -> float:
        share = (day - self.first).days / max((self.last - self.first).days, 1)
        return LEFT + (WIDTH - LEFT - RIGHT) * min(max(share, 0.0), 1.0)

    def y(self, value: Decimal) -> float:
        share = float((value - self.low) / (self.high - self.low))
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share


def timeline(
    name: str, title: str, points: Sequence[Point], aims: Sequence[Aim], unit: str, *, lower_is_better: bool = False
) -> str:
    """The drawing as SVG; empty text where there is neither a figure nor a level with a day.

    lower_is_better: the side of a level that counts as reached is marked accordingly (class chart-target-down).
    """
    if not points and not aims:
        return ""
    points = sorted(points, key=lambda one: one.when)
    frame = _frame(points, aims)
    drawn = [_grid(frame, unit), *(_aim(frame, one, lower_is_better) for one in aims), _line(frame, points)]
    said = _("、").join([*(f"{one.when.year}: {one.label}" for one in points), *(f"→ {one.label}" for one in aims)])
    return svg.figure(name, title, said, WIDTH, HEIGHT, "".join(drawn))


def short(value: Decimal) -> str:
    """A number for an axis, as the language in force shortens it: 40万, 1.2億, 500; 400k, 120m, 500."""
    sizes = _BY_MYRIADS if (get_language() or "ja").startswith("ja") else _BY_THOUSANDS
    for size, word in sizes:
        if abs(value) >= size:
            return f"{(value / size).normalize():,f}{word}"
    return f"{value.normalize():,f}"


def _frame(points: Sequence[Point], aims: Sequence[Aim]) -> _Frame:
    days = [one.when for one in points] + [one.since for one in aims] + [one.until for one in aims if one.until]
    values = [one.value for one in points] + [one.value for one in aims]
    first, last = min(days), max(days)
    if first == last:
        first, last = first - timedelta(days=183), last + timedelta(days=183)
    low, high = min([*values, Decimal(0)]), max([*values, Decimal(0)])
    step = _step((high - low) or Decimal(1))
    return _Frame(first, last, (low / step).to_integral_value("ROUND_FLOOR") * step, _above(high, step, low))


def _above(high: Decimal, step: Decimal, low: Decimal) -> Decimal:
    top = (high / step).to_integral_value("ROUND_CEILING") * step
    return top if top > low else top + step


def _step(reach: Decimal) -> Decimal:
    """The distance between lines: 1, 2 or 5 of some power of ten, about five lines."""
    rough = reach / 5
    power = Decimal(10) ** rough.adjusted()
    return next(power * times for times in (1, 2, 5, 10) if power * times >= rough)


def _grid(frame: _Frame, unit: str) -> str:
    step = _step(frame.high - frame.low)
    drawn, value = [], frame.low
    while value <= frame.high:
        y = frame.y(value)
        drawn.append(f'<path d="M{LEFT:.0f} {y:.1f}H{WIDTH - RIGHT:.0f}" class="chart-grid"/>')
        drawn.append(svg.text(short(value), LEFT - 8, y + 5, "chart-axis", "end"))
        value += step
    drawn.append(svg.text(unit, LEFT - 8, 15, "chart-axis", "end"))
    years = range(frame.first.year, frame.last.year + 1)
    shown = [year for year in years if frame.first <= date(year, 7, 1) <= frame.last] or [frame.first.year]
    for year in shown[:: max(1, -(-len(shown) // MOST_YEARS))]:
        x = min(max(frame.x(date(year, 7, 1)), LEFT + 20), WIDTH - RIGHT - 20)
        drawn.append(svg.text(str(year), x, HEIGHT - 10, "chart-axis", "middle"))
    return "".join(drawn)


def _aim(frame: _Frame, one: Aim, lower_is_better: bool) -> str:
    y = frame.y(one.value)
    kind = "chart-target chart-target-down" if lower_is_better else "chart-target"
    until = one.until if one.until and one.until > one.since else frame.last
    return f'<path d="M{frame.x(one.since):.1f} {y:.1f}H{frame.x(until):.1f}m0 -6v12" class="{kind}"/>'


def _line(frame: _Frame, points: Sequence[Point]) -> str:
    places = [(frame.x(one.when), frame.y(one.value)) for one in points]
    is_next = [False, *(after.when - before.when <= NEXT for before, after in pairwise(points))]
    way = "".join(f"{'L' if is_next[at] else 'M'}{x:.1f} {y:.1f}" for at, (x, y) in enumerate(places))
    drawn = [f'<path d="{way}" class="chart-line"/>'] if any(is_next) else []
    said: list[tuple[float, float, float]] = []
    for one, (x, y) in zip(reversed(points), reversed(places), strict=True):
        drawn.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" class="chart-point"/>')
        anchor, at, wide = "end" if x > WIDTH * 0.7 else "start", max(y - 10, 14), svg.wide(one.label, LETTER)
        left = x - 9 - wide if anchor == "end" else x + 9
        # The newest figure is said first; one that would stand on another's words is said in the text alone.
        if any(left < right and start < left + wide and abs(at - line) < LETTER for start, right, line in said):
            continue
        said.append((left, left + wide, at))
        drawn.append(svg.text(one.label, x + (-9 if anchor == "end" else 9), at, "chart-value", anchor))
    return "".join(drawn)
