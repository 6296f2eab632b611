"""What there is to write about a support.

Texts are empty where nothing is known. A part's key is that of the row it is kept in; empty for a new part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tsunagi.base.rules.sentences import Wrong


@dataclass(frozen=True, slots=True)
class Way:
    """One way to reach it. number: as typed, its extension in it or apart; hours: in the notation of rules.hours."""

    key: str = ""
    kind: str = "telephone"
    number: str = ""
    extension: str = ""
    address: str = ""
    name: str = ""
    name_en: str = ""
    note: str = ""
    note_en: str = ""
    hours: str = ""
    cost: str = "unknown"
    relay: str = "unknown"
    sign_language: str = "unknown"
    languages: tuple[str, ...] = ()
    is_crisis: bool = False
    source: str = ""
    checked_on: date | None = None
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where it is given. latitude, longitude: in degrees, as text; accessibility: one text a thing."""

    key: str = ""
    name: str = ""
    name_kana: str = ""
    name_en: str = ""
    postal_code: str = ""
    prefecture: str = ""
    city: str = ""
    address_1: str = ""
    address_2: str = ""
    latitude: str = ""
    longitude: str = ""
    transportation: str = ""
    accessibility: tuple[str, ...] = ()
    hours: str = ""
    is_confidential: bool = False


@dataclass(frozen=True, slots=True)
class Capacity:
    """How many it can take now, of how many."""

    key: str = ""
    unit: str = "人"
    available: int | None = None
    maximum: int | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """All of it. The names are those of the columns.

    provider: the key of who runs it; new_provider: the name of somebody who is not known here yet.
    areas: "00", two digits of a prefecture or six of a municipality. measures: (plan, fiscal year, number).
    """

    name: str = ""
    provider: str = ""
    new_provider: str = ""
    name_kana: str = ""
    name_easy: str = ""
    name_en: str = ""
    alternate_name: str = ""
    summary: str = ""
    summary_easy: str = ""
    summary_en: str = ""
    happens: str = ""
    happens_easy: str = ""
    happens_en: str = ""
    for_whom: str = ""
    for_whom_easy: str = ""
    for_whom_en: str = ""
    minimum_age: int | None = None
    maximum_age: int | None = None
    where: str = ""
    where_easy: str = ""
    where_en: str = ""
    cost: str = "unknown"
    cost_note: str = ""
    cost_note_en: str = ""
    anonymous: str = "unknown"
    hours: str = ""
    url: str = ""
    email: str = ""
    aliases: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    says_en: tuple[str, ...] = ()
    status: str = "active"
    alert: str = ""
    documents: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    measures: tuple[tuple[str, int, int], ...] = ()
    source: str = ""
    checked_on: date | None = None
    confirmed: bool = False
    assured_by: str = ""
    assurer_email: str = ""
    ways: tuple[Way, ...] = ()
    places: tuple[Place, ...] = ()
    capacities: tuple[Capacity, ...] = ()


def record_from(told: Mapping[str, Any]) -> Record:
    """The record that was told as plain values: lists for tuples, texts for days, mappings for parts."""
    values = {name: _value(name, value) for name, value in told.items()}
    for part, kind in (("ways", Way), ("places", Place), ("capacities", Capacity)):
        values[part] = tuple(
            kind(**{name: _value(name, value) for name, value in one.items()}) for one in told.get(part, ())
        )
    return Record(**values)


def _value(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_value(name, one) for one in value)
    return date.fromisoformat(value) if name == "checked_on" and value else value


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one value. part: "" for the record itself, else "ways" and the like, with the part's place."""

    field: str
    wrong: Wrong
    part: str = ""
    place: int = 0


class Faulty(Exception):
    """A record that cannot be kept, with everything that is wrong with it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(" ".join(str(one.wrong) for one in faults))
        self.faults = faults
