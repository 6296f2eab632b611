"""Services as people read them: in their language, with the ways in and whether each is open now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.functional import cached_property

from tsunagi.directory.models import Location, Service, ServiceAtLocation, Way
from tsunagi.directory.rules.hours import Now, Span, read_hours, say_hours
from tsunagi.directory.rules.hours import now as now_at
from tsunagi.directory.rules.reach import reach
from tsunagi.directory.rules.texts import Said, in_tongue, said, tongue


@dataclass(frozen=True, slots=True)
class WayLine:
    """One way in.

    shown, spoken: the number as people and screen readers read it, or the address; href: where it leads, empty where
    nothing can be pressed. hours: in the reader's language, empty if unknown; now: open or not at the card's moment.
    """

    way: Way
    name: str
    note: str
    shown: str
    spoken: str
    href: str
    hours: str
    now: Now

    @property
    def is_open(self) -> bool:
        """Whether somebody can be reached this way at the card's moment."""
        return self.now.state == "open"


@dataclass(frozen=True, slots=True)
class Place:
    """A place where a service is given; without its address where that is confidential."""

    location: Location
    name: str
    address: str
    hours: str
    now: Now
    ways: list[WayLine]


@dataclass(frozen=True)
class Card:
    """A service in somebody's language at one moment."""

    service: Service
    language: str
    at: datetime
    ways: list[WayLine]
    places: list[Place]

    @property
    def name(self) -> Said:
        """What it is called."""
        return self._said("name")

    @property
    def kana(self) -> str:
        """How the name is read, where it is the Japanese one; empty if unknown."""
        return self.service.name_kana if self.name == self.service.name else ""

    @property
    def summary(self) -> Said:
        """What one gets."""
        return self._said("summary")

    @property
    def happens(self) -> Said:
        """What happens when one turns to it; empty if unknown."""
        return self._said("happens")

    @property
    def for_whom(self) -> Said:
        """Who may use it."""
        return self._said("for_whom")

    @property
    def where(self) -> Said:
        """Where one applies."""
        return self._said("where")

    @property
    def cost_note(self) -> Said:
        """More about what it costs."""
        return self._said("cost_note")

    @property
    def page(self) -> str:
        """The address of its page, where none of its ways is that page already."""
        url = self.service.url
        return "" if any(line.href == url for line in self.ways) else url

    @property
    def hours(self) -> str:
        """The service's own hours, where none of its ways and places tells when somebody is there."""
        told = any(line.hours for line in self.ways) or any(place.hours for place in self.places)
        return "" if told else _hours(read_hours(self.service.hours), self.language)

    @cached_property
    def is_open(self) -> bool:
        """Whether somebody can be reached in any way at this moment."""
        return any(line.is_open for line in self.ways) or any(place.now.state == "open" for place in self.places)

    @cached_property
    def opens_next(self) -> datetime | None:
        """When somebody can be reached next, if not now; None if open or unknown."""
        lines: list[WayLine | Place] = [*self.ways, *(way for place in self.places for way in place.ways), *self.places]
        moments = [line.now.opens for line in lines if line.now.opens is not None]
        return None if self.is_open or not moments else min(moments)

    def _said(self, field: str) -> Said:
        return said(self.service, field, self.language)


def cards(services: Iterable[Service], *, language: str, at: datetime) -> list[Card]:
    """Cards of services, in their order. However many there are, the queries stay the same."""
    found = list(services)
    prefetch_related_objects(
        found,
        "provider",
        "areas",
        "languages",
        Prefetch("ways", Way.objects.prefetch_related("languages")),
        "attributes__term__taxonomy",
        "required_documents",
        "capacities",
        Prefetch(
            "at_locations",
            ServiceAtLocation.objects.select_related("location").prefetch_related(
                "ways__languages", "location__addresses", "location__accessibility", "location__ways__languages"
            ),
        ),
    )
    return [_card(service, language, at) for service in found]


def _card(service: Service, language: str, at: datetime) -> Card:
    ways = [_line(way, service.hours, language, at) for way in service.ways.all()]
    places = [_place(here, service, language, at) for here in service.at_locations.all()]
    return Card(service, language, at, ways, places)


def _line(way: Way, fallback: str, language: str, at: datetime) -> WayLine:
    spans = read_hours(way.hours or fallback)
    to = reach(way.kind, number=way.number, extension=way.extension, address=way.address, language=language)
    return WayLine(
        way=way,
        name=said(way, "name", language),
        note=said(way, "note", language),
        shown=to.shown,
        spoken=to.spoken,
        href=to.href,
        hours=_hours(spans, language),
        now=now_at(spans, at),
    )


def _place(here: ServiceAtLocation, service: Service, language: str, at: datetime) -> Place:
    location = here.location
    if location.is_confidential:
        # When people come and go there would help whoever looks for them: only the service's own hours tell.
        return Place(location, "", "", _hours([], language), now_at(read_hours(service.hours), at), [])
    text = here.hours or location.hours or service.hours
    spans = read_hours(text)
    ways = [*here.ways.all(), *location.ways.all()]
    return Place(
        location=location,
        name=said(location, "name", language),
        address=postal_address(location),
        hours=_hours(spans, language),
        now=now_at(spans, at),
        ways=[_line(way, text, language, at) for way in ways],
    )


def _hours(spans: list[Span], language: str) -> Said:
    return in_tongue(say_hours(spans, tongue(language)) if spans else "", language)


def postal_address(location: Location) -> str:
    """The address on one line, as Japan writes it; empty for a place that has none. Not for confidential places."""
    assert not location.is_confidential, "a confidential address never leaves"
    for one in location.addresses.all():
        code = f"〒{one.postal_code} " if one.postal_code else ""
        return f"{code}{one.prefecture}{one.city}{one.region}{one.address_1} {one.address_2}".strip()
    return ""
