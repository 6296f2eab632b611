"""Places drawn on a plain map: no streets, no tiles, only where they lie to each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Final

#: Kilometres of a degree of latitude; one of longitude is shorter by the cosine of the latitude.
DEGREE: Final = 111.2
#: Around few or near places so many kilometres are shown at least, or each would seem far from the next.
LEAST: Final = 1.0
MARGIN: Final = 40.0


@dataclass(frozen=True, slots=True)
class Drawn:
    """Where on the drawing each place lies, and what a line of `bar` units is in kilometres."""

    points: list[tuple[float, float]]
    bar: float
    bar_km: float


def drawn(places: Sequence[tuple[float, float]], width: float, height: float) -> Drawn:
    """Places (latitude, longitude) in a drawing of a size, north above, all of them inside its margin."""
    if not places:
        return Drawn([], 0, 0)
    middle = cos(radians(sum(north for north, _east in places) / len(places)))
    flat = [(east * DEGREE * middle, -north * DEGREE) for north, east in places]
    left, top = min(x for x, _y in flat), min(y for _x, y in flat)
    wide = max(LEAST, max(x for x, _y in flat) - left)
    high = max(LEAST, max(y for _x, y in flat) - top)
    scale = min((width - 2 * MARGIN) / wide, (height - 2 * MARGIN) / high)
    kilometres = _round(wide / 3)
    return Drawn(
        [(MARGIN + (x - left) * scale, MARGIN + (y - top) * scale) for x, y in flat], kilometres * scale, kilometres
    )


def _round(kilometres: float) -> float:
    """The largest of 0.1, 0.2, 0.5, 1, 2, 5 … that is no longer."""
    step = 0.1
    for factor in (2, 2.5, 2) * 6:
        if step * factor > kilometres:
            break
        step *= factor
    return round(step, 1)
