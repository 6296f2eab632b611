"""Which figures, in different years, are of the same indicator."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

#: How much of two names' letters must agree, pair by pair, for them to name the same thing.
LIKENESS = 0.75

DIRECTIONS: Mapping[str, str] = {">=": "up", "increase": "up", "<=": "down", "decrease": "down", "=": "level"}


def direction(op: str) -> str:
    """Which way is better, from how a target is put."""
    return DIRECTIONS[op]


def find(name: str, unit: str, known: Iterable[tuple[int, str, str]]) -> int | None:
    """The known indicator that a figure belongs to, or None where it begins a new one.

    known: key, name and unit of the measure's indicators. Units must be equal; of several the most alike is taken.
    """
    best: int | None = None
    likest = LIKENESS
    for key, other, other_unit in known:
        alike = likeness(name, other) if unit == other_unit else 0.0
        if alike > likest or (alike == likest and best is None):
            best, likest = key, alike
    return best


def likeness(one: str, other: str) -> float:
    """How many of their pairs of letters two names share, 0 to 1."""
    mine, theirs = _pairs(one), _pairs(other)
    if not mine or not theirs:
        return float(mine == theirs)
    return 2 * len(mine & theirs) / (len(mine) + len(theirs))


def _pairs(name: str) -> set[str]:
    plain = re.sub(r"[\s、。・「」()]", "", unicodedata.normalize("NFKC", name))
    return {plain[at : at + 2] for at in range(len(plain) - 1)} or ({plain} if plain else set())
