"""Which records may be of one service: told by what they have in common. Whether they are, a person decides."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from tsunagi.directory.rules.grams import fold

#: What more records have in common than this says nothing about any two of them, such as a town's main number.
MOST_ALIKE: Final = 8
REASONS: Final = ("number", "name", "address")

_SIGNS: Final = re.compile(r"[\s・,、。()「」『』<>【】/:;!?_-]")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a record. areas: codes, as far as one must lie in them; addresses: on one line."""

    key: str
    name: str
    areas: frozenset[str]
    numbers: frozenset[str]
    addresses: frozenset[str]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be the same. reasons: of REASONS, in that order."""

    one: str
    other: str
    reasons: tuple[str, ...]


def pairs(known: Iterable[Known], apart: Collection[frozenset[str]] = ()) -> list[Pair]:
    """The pairs, those with the most reasons first, then in the order of the records.

    apart: the keys of two that somebody has told apart already.
    """
    place: dict[str, int] = {}
    marks: dict[tuple[str, str], list[str]] = {}
    for at, one in enumerate(known):
        place[one.key] = at
        for mark in _marks(one):
            marks.setdefault(mark, []).append(one.key)
    found: dict[tuple[str, str], set[str]] = {}
    for (reason, _what), keys in marks.items():
        if len(keys) <= MOST_ALIKE:
            for pair in combinations(keys, 2):
                found.setdefault(pair, set()).add(reason)
    made = [
        Pair(*pair, tuple(one for one in REASONS if one in reasons))
        for pair, reasons in found.items()
        if frozenset(pair) not in apart
    ]
    return sorted(made, key=lambda pair: (-len(pair.reasons), place[pair.one], place[pair.other]))


def _marks(one: Known) -> set[tuple[str, str]]:
    name = _SIGNS.sub("", fold(one.name))
    marks = {("number", number) for number in one.numbers}
    marks |= {("name", f"{name} {area}") for area in one.areas or {""}}
    return marks | {("address", _SIGNS.sub("", fold(address))) for address in one.addresses}
