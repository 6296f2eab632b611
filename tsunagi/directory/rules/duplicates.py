"""Which records may be of one service: told by what they have in common. Whether they are, a person decides."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Final, NamedTuple
from uuid import UUID

from tsunagi.directory.rules.grams import fold

#: What more records have in common than this says nothing about any two of them, such as a town's main number.
MOST_ALIKE: Final = 8
REASONS: Final = ("number", "name", "address")

_SIGNS: Final = re.compile(r"[\s・,、。()「」『』<>【】/:;!?_-]")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a record. areas: codes, as far as one must lie in them; addresses: on one line."""

    name: str
    areas: Collection[str] = ()
    numbers: Collection[str] = ()
    addresses: Collection[str] = ()


class Mark(NamedTuple):
    """Something that another record of the same service would have too. reason: of REASONS. key: made of what it is."""

    reason: str
    key: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be the same. reasons: of REASONS, in that order."""

    one: UUID
    other: UUID
    reasons: tuple[str, ...]


def marks_of(known: Known) -> set[Mark]:
    """All marks of a record: its name in each of its areas, its numbers, its addresses."""
    name = _plain(known.name)
    return {
        *(_mark("name", f"{name} {area}") for area in known.areas or ("",)),
        *(_mark("number", number) for number in known.numbers),
        *(_mark("address", _plain(address)) for address in known.addresses),
    }


def pairs(marked: Iterable[tuple[UUID, Mark]], apart: Collection[frozenset[UUID]] = ()) -> list[Pair]:
    """The pairs, those with the most reasons first, then in the order of the records.

    marked: each record with each of its marks. apart: the keys of two that somebody has told apart already.
    """
    place: dict[UUID, int] = {}
    bearers: dict[Mark, list[UUID]] = {}
    for record, mark in marked:
        place.setdefault(record, len(place))
        bearers.setdefault(mark, []).append(record)
    found: dict[tuple[UUID, UUID], set[str]] = {}
    for mark, records in bearers.items():
        if len(records) <= MOST_ALIKE:
            for one, other in combinations(sorted(records, key=place.__getitem__), 2):
                found.setdefault((one, other), set()).add(mark.reason)
    made = [
        Pair(*pair, tuple(one for one in REASONS if one in reasons))
        for pair, reasons in found.items()
        if frozenset(pair) not in apart
    ]
    return sorted(made, key=lambda pair: (-len(pair.reasons), place[pair.one], place[pair.other]))


def _mark(reason: str, what: str) -> Mark:
    # Short, however long a name is; and an address is not written down a second time.
    return Mark(reason, hashlib.blake2b(f"{reason} {what}".encode(), digest_size=16).hexdigest())


def _plain(text: str) -> str:
    return _SIGNS.sub("", fold(text))
