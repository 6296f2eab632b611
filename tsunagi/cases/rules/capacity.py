"""Whether a service has room, as it last said, and whether that was said too long ago to be relied on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

#: A number older than this is said to be old. Places are taken and given up within weeks; a month is what a body that
#: looks after its numbers keeps up with.
GOOD_FOR: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Count:
    """How many of something (unit) were free on a day."""

    unit: str
    available: int
    on: date


@dataclass(frozen=True, slots=True)
class Room:
    """What is said of a service's room. counts: each with whether it is old."""

    state: Literal["free", "full", "unknown"]
    counts: tuple[tuple[Count, bool], ...]


def room(counts: Iterable[Count], day: date) -> Room:
    """The room by what was counted. Full is only what says of itself that nothing is free; unknown is not full."""
    held = tuple((one, day - one.on > GOOD_FOR) for one in counts)
    if not held:
        return Room("unknown", ())
    return Room("free" if any(one.available for one, _old in held) else "full", held)
