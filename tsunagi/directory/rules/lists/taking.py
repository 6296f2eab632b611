"""A row of a list as a record, and what it changes of a record that is kept already.

A list fills in what it tells; of what it is silent about the record stays as it is.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import fields, replace
from typing import Final

from tsunagi.directory.rules.grams import fold
from tsunagi.directory.rules.lists.model import ServiceRow
from tsunagi.directory.rules.phones import Number
from tsunagi.directory.rules.records import Place, Record, Way

_FREE: Final = re.compile(r"無料|0円|ゼロ円|なし")
#: What a list never tells, so that it changes none of it.
_OWN: Final = ("provider", "ways", "places", "capacities", "cost", "source", "checked_on", "confirmed")


def record_of_row(row: ServiceRow, *, title: str, body: str, area: str) -> Record:
    """What a row tells. title: the list's name; body: who runs what the row names nobody for; area: and for whom."""
    return Record(
        name=row.name,
        name_kana=row.name_kana,
        name_en=row.name_en,
        new_provider=row.body or body,
        summary=_summary(row),
        for_whom=row.for_whom,
        cost="free" if _FREE.fullmatch(unicodedata.normalize("NFKC", row.cost_note)) else "unknown",
        cost_note=row.cost_note,
        areas=tuple(code for code in (row.area or area,) if code),
        url=row.page,
        source=title,
        ways=tuple(_ways(row)),
        places=tuple(_places(row)),
    )


def identity_of(row: ServiceRow) -> str:
    """What a row is known by from one year's list to the next: the list's own number, else name and municipality."""
    return row.identifier or f"{fold(row.name)} {row.area}".strip()


def told_by_list(kept: Record, row: Record) -> Record:
    """The kept record with what the row tells of it in its place."""
    values = {
        one.name: getattr(row, one.name) for one in fields(Record) if one.name not in _OWN and getattr(row, one.name)
    }
    if row.new_provider and kept.provider:
        values.pop("new_provider", None)
    if row.areas and kept.areas:
        values.pop("areas", None)
    if row.cost != "unknown":
        values["cost"] = row.cost
    return replace(kept, **values, ways=_with_ways(kept, row), places=_with_place(kept, row))


def _with_ways(kept: Record, row: Record) -> tuple[Way, ...]:
    """For each way that the row has, the kept one of that kind says the same; where there is none, it is added."""
    ways = list(kept.ways)
    for new in row.ways:
        same = [place for place, way in enumerate(ways) if way.kind == new.kind]
        if any(_reach(ways[place]) == _reach(new) for place in same):
            place = next(place for place in same if _reach(ways[place]) == _reach(new))
            ways[place] = replace(ways[place], hours=new.hours or ways[place].hours)
        elif same:
            old = ways[same[0]]
            # What was confirmed was the old number: the new one is not until somebody looks it up.
            ways[same[0]] = replace(
                old,
                number=new.number,
                extension=new.extension,
                address=new.address,
                hours=new.hours or old.hours,
                source=new.source,
                checked_on=None,
                confirmed=False,
                is_crisis=False,
            )
        else:
            ways.append(new)
    return tuple(ways)


def _reach(way: Way) -> tuple[str, str, str]:
    return way.number, way.extension, way.address


def _with_place(kept: Record, row: Record) -> tuple[Place, ...]:
    if not row.places or not kept.places:
        return kept.places or row.places
    [new], first = row.places, kept.places[0]
    told = {one.name: getattr(new, one.name) for one in fields(Place) if getattr(new, one.name)}
    return (replace(first, **told), *kept.places[1:])


def _summary(row: ServiceRow) -> str:
    parts = [
        row.summary or row.sort,
        row.hours_note and f"受付について: {row.hours_note}",
        row.capacity and f"定員: {row.capacity}",
        row.note,
    ]
    return "\n".join(part for part in parts if part)


def _ways(row: ServiceRow) -> list[Way]:
    found = []
    numbers: tuple[tuple[str, Number | None], ...] = (("telephone", row.phone), ("fax", row.fax))
    for kind, number in numbers:
        if number is not None:
            hours = row.hours if kind == "telephone" else ""
            cost = number.cost if kind == "telephone" else "unknown"
            found.append(Way(kind=kind, number=number.stored, extension=number.extension, hours=hours, cost=cost))
    addresses = (("mail", row.mailbox), ("form", row.form), ("web", row.page))
    return found + [Way(kind=kind, address=address) for kind, address in addresses if address]


def _places(row: ServiceRow) -> list[Place]:
    if not (row.address or row.latitude is not None):
        return []
    return [
        Place(
            name=row.name,
            postal_code=row.postal_code,
            address_1=row.address,
            address_2=row.building,
            latitude="" if row.latitude is None else f"{row.latitude:f}",
            longitude="" if row.longitude is None else f"{row.longitude:f}",
            transportation=row.access,
            hours=row.hours,
        )
    ]
