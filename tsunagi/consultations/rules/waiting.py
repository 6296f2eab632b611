"""How long somebody will wait, told as far as it is known and no further."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

import numpy as np

#: Somebody who gave no sign for so long is taken to have left their window.
GONE_AFTER: Final = timedelta(minutes=2)
#: Fewer contacts than this tell nothing of how long one lasts.
FEWEST: Final = 8
#: Of so many imagined queues the shortest and the longest waits are left out, so much on each side.
TRIES: Final = 400
LEFT_OUT: Final = 0.08
#: Longer than this is told as "longer than", in minutes: what is so far off is no forecast any more.
LONGEST: Final = 120
#: Where the last ones waited no longer than this, in minutes, it was at once.
AT_ONCE: Final = 2


@dataclass(frozen=True, slots=True)
class Queue:
    """How a queue stands. All times in minutes.

    ahead: who wait before. sitting: people who take somebody new. slots: how many contacts they can hold at once, all
    together. live: for how long those that are talked with have been. lengths: of the last ones, from being met to the
    end. waits: of the last ones who were met, how long they had waited.
    """

    ahead: int
    sitting: int
    slots: int
    live: Sequence[float] = ()
    lengths: Sequence[float] = ()
    waits: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class Wait:
    """What is told. "about" has from how many minutes to how many, of which the second is 0 for "longer than"."""

    kind: Literal["now", "about", "unknown"]
    low: int = 0
    high: int = 0


UNKNOWN: Final = Wait("unknown")


def wait(queue: Queue) -> Wait:
    """How long somebody who comes now will wait.

    "now" only where somebody is free and nobody waits before. A range only where enough contacts ended to tell how
    long one lasts; it is the middle of what becomes of the queue in many tries, each length drawn from those that were
    measured. Where the last ones waited longer than that, the range reaches as far as they did.
    """
    if queue.sitting < 1:
        return UNKNOWN
    leaving = queue.ahead + 1 - max(0, queue.slots - len(queue.live))
    waited = _usual(queue.waits)
    if leaving <= 0:
        return Wait("now") if waited <= AT_ONCE else _told(0.0, waited)
    if len(queue.lengths) < FEWEST or not queue.live:
        return UNKNOWN
    low, high = _imagined(queue, leaving)
    if not math.isfinite(low):
        return UNKNOWN
    return _told(min(low, waited) if queue.waits else low, max(high, waited))


def _imagined(queue: Queue, leaving: int) -> tuple[float, float]:
    """From when to when so many contacts will have ended. The same queue always gives the same answer."""
    dice = np.random.default_rng(0)
    lengths = np.sort(np.asarray(queue.lengths, dtype=float))
    ends = np.full((TRIES, len(queue.live)), np.inf)
    for place, age in enumerate(queue.live):
        # Longer than any that was measured: nothing says when it ends, so the others have to end first.
        longer = lengths[lengths > age]
        if len(longer):
            ends[:, place] = dice.choice(longer, TRIES) - age
    rows = np.arange(TRIES)
    now = np.zeros(TRIES)
    for _one in range(leaving):
        first = ends.argmin(axis=1)
        now = ends[rows, first]
        ends[rows, first] = now + dice.choice(lengths, TRIES)
    found = np.sort(now)
    cut = round(TRIES * LEFT_OUT)
    return float(found[cut]), float(found[-1 - cut])


def _usual(waits: Sequence[float]) -> float:
    """How long the last ones waited, all but the longest waits; 0 where there are too few to tell."""
    if len(waits) < FEWEST:
        return 0.0
    return sorted(waits)[math.ceil(len(waits) * 0.8) - 1]


def _told(low: float, high: float) -> Wait:
    """As people say it: in steps that grow with the time, outwards."""
    if high > LONGEST:
        return Wait("about", min(_down(low), LONGEST), 0)
    return Wait("about", _down(low), max(_up(high), 5))


def _step(minutes: float) -> int:
    return 5 if minutes <= 30 else 10 if minutes <= 60 else 30


def _down(minutes: float) -> int:
    step = _step(minutes)
    return math.floor(minutes / step) * step


def _up(minutes: float) -> int:
    step = _step(minutes)
    return math.ceil(minutes / step) * step
