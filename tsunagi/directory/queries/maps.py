"""The places of supports, to be drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tsunagi.directory.queries.cards import Card, Place


@dataclass(frozen=True, slots=True)
class Mark:
    """A numbered place on a map, with the supports that are given there."""

    number: int
    latitude: float
    longitude: float
    places: list[tuple[Card, Place]]


def marks(cards: Iterable[Card]) -> list[Mark]:
    """The places of supports that have coordinates and are no secret; those at one point share a number."""
    found: dict[tuple[float, float], list[tuple[Card, Place]]] = {}
    for card in cards:
        for place in card.places:
            location = place.location
            if not location.is_confidential and location.latitude is not None and location.longitude is not None:
                point = float(location.latitude), float(location.longitude)
                found.setdefault(point, []).append((card, place))
    return [Mark(number, *point, places) for number, (point, places) in enumerate(found.items(), 1)]
