"""The lines for people in danger, apart from the database: they have to be there when nothing else is.

Only confirmed ways that are marked for it count. Kept as JSON in one file beside the data, which is written anew when a
record changes; before there is one, they come from the pack inside the program.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from tsunagi.directory.rules.pack import Pack
from tsunagi.directory.rules.phones import read_number


@dataclass(frozen=True, slots=True)
class Line:
    """One way: a number as rules/phones stores it, or an address; hours in the notation of rules/hours."""

    kind: str
    number: str
    address: str
    name: str
    name_en: str
    hours: str
    cost: str
    languages: tuple[str, ...]
    relay: str


@dataclass(frozen=True, slots=True)
class Crisis:
    """A service with its lines for people in danger. slug: empty for records that are not of the pack."""

    slug: str
    name: str
    name_easy: str
    name_en: str
    needs: tuple[str, ...]
    areas: tuple[str, ...]
    anonymous: str
    lines: tuple[Line, ...]


def of_pack(pack: Pack) -> list[Crisis]:
    """Those of the pack."""
    found = []
    for one in pack.services:
        lines = tuple(
            Line(
                way.kind,
                read_number(way.number).stored if way.number else "",
                way.address,
                way.name,
                way.name_en,
                "; ".join(way.hours),
                way.cost,
                way.languages,
                way.relay,
            )
            for way in one.ways
            if way.crisis and way.confirmed
        )
        if lines:
            found.append(
                Crisis(one.slug, one.name, one.name_easy, one.name_en, one.needs, one.areas, one.anonymous, lines)
            )
    return found


def to_json(services: Iterable[Crisis]) -> str:
    """As it is kept in the file."""
    return json.dumps([asdict(one) for one in services], ensure_ascii=False, indent=1)


def from_json(text: str) -> list[Crisis]:
    """What `to_json` wrote. Raises ValueError, KeyError or TypeError for anything else."""
    found = []
    for one in json.loads(text):
        lines = tuple(Line(**{**line, "languages": tuple(line["languages"])}) for line in one.pop("lines"))
        found.append(Crisis(**{**one, "needs": tuple(one["needs"]), "areas": tuple(one["areas"]), "lines": lines}))
    return found
