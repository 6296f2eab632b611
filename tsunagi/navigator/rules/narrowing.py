"""One question at a time, where somebody's words leave much open. Each is answered by a button, or left out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

Name = Literal["who", "age", "place", "way"]

#: In this order: what tells supports apart the most, first.
QUESTIONS: Final[tuple[Name, ...]] = ("who", "age", "place", "way")

#: Ages as people are asked for them, from and to, both included; None where there is no end.
AGES: Final[dict[str, tuple[int, int | None]]] = {
    "child": (0, 17),
    "young": (18, 39),
    "middle": (40, 64),
    "old": (65, None),
}

#: Words with fewer characters than this say too little to leave it at that.
THIN: Final = 12


@dataclass(frozen=True, slots=True)
class Shown:
    """A support that fits, as far as a question turns on it."""

    audience: tuple[str, ...]
    minimum_age: int | None
    maximum_age: int | None
    areas: tuple[str, ...]
    applies_in_town: bool
    ways: tuple[str, ...]


def next_question(
    words: str, shown: Collection[Shown], *, known: Collection[str], skipped: Collection[str]
) -> Name | None:
    """The question that would tell the shown supports apart; None where none would, or the words say enough.

    known: the names of what was said already. skipped: what somebody would rather not say.
    """
    if len(shown) < 2 or (len(words.strip()) >= THIN and known):
        return None
    for name in QUESTIONS:
        if name not in known and name not in skipped and _tells_apart(name, shown):
            return name
    return None


def _tells_apart(name: Name, shown: Collection[Shown]) -> bool:
    if name == "who":
        return len({one.audience for one in shown}) > 1
    if name == "age":
        return any(one.minimum_age is not None or one.maximum_age is not None for one in shown)
    if name == "place":
        return any(one.applies_in_town or one.areas != ("00",) for one in shown)
    return len({way for one in shown for way in one.ways} - {"web"}) > 1


def fits_age(minimum: int | None, maximum: int | None, band: str) -> bool:
    """Whether a support for these ages is for somebody of an age band; it is where no age was said."""
    if band not in AGES:
        return True
    youngest, oldest = AGES[band]
    return (minimum is None or oldest is None or minimum <= oldest) and (maximum is None or maximum >= youngest)
