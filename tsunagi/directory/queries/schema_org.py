"""A support as search engines read it, in the words of schema.org."""

from __future__ import annotations

import json
from typing import Any

from django.utils import timezone

from tsunagi.directory.models import ServiceArea
from tsunagi.directory.queries.cards import Card, Place, WayLine
from tsunagi.directory.rules.areas import area
from tsunagi.directory.rules.hours import read_hours, to_schema_org

NUMBERED = ("telephone", "sms")


def schema_org(card: Card, address: str) -> str:
    """The support as JSON-LD. address: of its page. Nothing of a place that is kept secret is in it.

    Signs that could end a page's element are written as escapes, so that it can stand inside of one.
    """
    service = card.service
    made: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Service",
        "@id": address,
        "url": address,
        "name": card.name,
        "description": card.summary,
        "provider": {"@type": "Organization", "name": str(service.provider), "url": service.provider.website},
        "areaServed": [_area(one) for one in service.areas.all() if one.code or one.name],
        "availableChannel": [_channel(line, card) for line in card.ways] + [_place(one, card) for one in _open(card)],
        "isAccessibleForFree": True if service.cost == "free" else None,
    }
    text = json.dumps(_filled(made), ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _channel(line: WayLine, card: Card) -> dict[str, Any]:
    way = line.way
    day = timezone.localdate(card.at)
    hours = to_schema_org(read_hours(way.hours or card.service.hours), day)
    spoken = [one.code for one in way.languages.all() if one.code]
    if way.kind in NUMBERED:
        phone = {"@type": "ContactPoint", "telephone": line.shown, "hoursAvailable": hours, "name": line.name}
        return {"@type": "ServiceChannel", "servicePhone": phone, "availableLanguage": spoken}
    return {
        "@type": "ServiceChannel",
        "name": line.name or str(way.get_kind_display()),
        "serviceUrl": line.href,
        "availableLanguage": spoken,
    }


def _open(card: Card) -> list[Place]:
    return [one for one in card.places if not one.location.is_confidential]


def _place(place: Place, card: Card) -> dict[str, Any]:
    location = place.location
    spans = read_hours(location.hours or card.service.hours)
    point = None
    if location.latitude is not None:
        point = {
            "@type": "GeoCoordinates",
            "latitude": float(location.latitude),
            "longitude": float(location.longitude or 0),
        }
    return {
        "@type": "ServiceChannel",
        "serviceLocation": {
            "@type": "Place",
            "name": place.name,
            "address": place.address,
            "geo": point,
            "openingHoursSpecification": to_schema_org(spans, timezone.localdate(card.at)),
        },
    }


def _area(one: ServiceArea) -> dict[str, str]:
    if one.code == "00":
        return {"@type": "Country", "name": "日本"}
    known = area(one.code)
    return {"@type": "AdministrativeArea", "name": known.full_name if known else one.name or one.code}


def _filled(value: Any) -> Any:
    """Without what says nothing."""
    if isinstance(value, dict):
        return {name: _filled(one) for name, one in value.items() if one not in (None, "", [], {})}
    return [_filled(one) for one in value] if isinstance(value, list) else value
