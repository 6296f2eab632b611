"""A support as it is kept, in the form in which somebody writes it."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import asdict
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, prefetch_related_objects

from tsunagi.base.models import User
from tsunagi.directory import models
from tsunagi.directory.access import can_see_place
from tsunagi.directory.rules.records import Capacity, Place, Record, Way

#: The texts of a record that are columns of the service under the same name.
PLAIN = (
    "name name_kana name_easy name_en alternate_name summary summary_easy summary_en happens happens_easy happens_en "
    "for_whom for_whom_easy for_whom_en minimum_age maximum_age where where_easy where_en cost cost_note cost_note_en "
    "anonymous hours url email status alert source checked_on confirmed assured_by assurer_email"
).split()
WAY = (
    "kind number extension address name name_en note note_en hours cost relay sign_language is_crisis source "
    "checked_on confirmed"
).split()
TAXONOMIES = {"needs": "need", "audience": "audience", "groups": "group"}


def record_of(service: models.Service, user: User | None) -> Record:
    """The record as this person may see it; without the places that are kept secret from them. None sees all."""
    prefetch_related_objects(
        [service],
        "areas",
        "languages",
        "measures",
        "attributes__term__taxonomy",
        "required_documents",
        "capacities",
        Prefetch("ways", models.Way.objects.prefetch_related("languages")),
        Prefetch(
            "at_locations",
            models.ServiceAtLocation.objects.order_by("id")
            .select_related("location__provider__kept_by")
            .prefetch_related("location__addresses", "location__accessibility"),
        ),
    )
    terms = [one.term for one in service.attributes.all() if one.term and one.term.taxonomy]
    return Record(
        **{name: getattr(service, name) for name in PLAIN},
        provider=str(service.provider_id),
        aliases=tuple(service.aliases),
        says=tuple(service.says.get("ja", ())),
        says_en=tuple(service.says.get("en", ())),
        documents=tuple(one.document for one in service.required_documents.all()),
        areas=tuple(sorted(one.code for one in service.areas.all() if one.code)),
        languages=tuple(sorted(one.code for one in service.languages.all() if one.code)),
        measures=tuple((one.plan, one.fiscal_year, one.number) for one in service.measures.all()),
        ways=tuple(_way(one) for one in service.ways.all()),
        places=tuple(_place(here) for here in service.at_locations.all() if can_see_place(user, here)),
        capacities=tuple(
            Capacity(str(one.pk), one.unit, one.available, one.maximum, one.description)
            for one in sorted(service.capacities.all(), key=lambda one: one.unit)
        ),
        needs=_codes(terms, "need"),
        audience=_codes(terms, "audience"),
        groups=_codes(terms, "group"),
    )


def hidden_places(service: models.Service, user: User) -> int:
    """How many places of it are kept secret from this person."""
    return sum(not can_see_place(user, here) for here in service.at_locations.all())


def told(record: Record) -> dict[str, Any]:
    """The record as a mapping of plain values, to be compared."""
    return {name: _json(value) for name, value in asdict(record).items()}


def for_audit(record: Record) -> dict[str, Any]:
    """The same for the audit chain. Of a place it holds no address, for what stands there can never be taken away:
    only whether it is kept secret, and a seal by which a change shows."""
    said = told(record)
    said["places"] = [
        {"key": one["key"], "is_confidential": one["is_confidential"], "address_seal": _seal(one)}
        for one in said["places"]
    ]
    return said


def _codes(terms: list[models.TaxonomyTerm], taxonomy: str) -> tuple[str, ...]:
    return tuple(sorted(one.code for one in terms if one.taxonomy and one.taxonomy.code == taxonomy))


def _way(way: models.Way) -> Way:
    spoken = tuple(sorted(one.code for one in way.languages.all() if one.code))
    return Way(key=str(way.pk), languages=spoken, **{name: getattr(way, name) for name in WAY})


def _place(here: models.ServiceAtLocation) -> Place:
    location = here.location
    address = next(iter(sorted(location.addresses.all(), key=lambda one: str(one.pk))), models.Address())
    return Place(
        key=str(location.pk),
        name=location.name,
        name_kana=location.name_kana,
        name_en=location.name_en,
        postal_code=address.postal_code,
        prefecture=address.prefecture,
        city=address.city,
        address_1=address.address_1,
        address_2=address.address_2,
        latitude="" if location.latitude is None else f"{location.latitude:f}",
        longitude="" if location.longitude is None else f"{location.longitude:f}",
        transportation=location.transportation,
        accessibility=tuple(one.description for one in location.accessibility.all() if one.description),
        hours=here.hours or location.hours,
        is_confidential=location.is_confidential,
    )


def _json(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _json(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_json(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def _seal(place: dict[str, Any]) -> str:
    said = repr(sorted((name, value) for name, value in place.items() if name not in ("key", "is_confidential")))
    return hmac.new(settings.AUDIT_KEY.encode(), said.encode(), hashlib.sha256).hexdigest()[:16]
