"""What hangs on a support: ways, places, areas, languages, terms, measures, things to bring, capacities.

Rows that stay are changed in place, so that what other systems know them by, and what came with them, is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tsunagi.base.access import Refused
from tsunagi.base.models import User
from tsunagi.directory import models
from tsunagi.directory.access import can_see_place
from tsunagi.directory.actions.pack import load_terms
from tsunagi.directory.queries.records import TAXONOMIES, WAY
from tsunagi.directory.rules.areas import area
from tsunagi.directory.rules.records import Capacity, Place, Record, Way


def write_parts(service: models.Service, record: Record, by: User | None) -> set[UUID]:
    """Make the parts what the record says; the keys of other services at the same places are returned.

    Places that `by` may not see stay as they are.
    """
    _write_ways(service, record.ways)
    _write_capacities(service, record.capacities)
    _write_codes(service, record)
    _write_documents(service, record.documents)
    return _write_places(service, record.places, by)


def _write_ways(service: models.Service, ways: Iterable[Way]) -> None:
    held = {str(one.pk): one for one in service.ways.all()}
    for order, way in enumerate(ways):
        row = held.pop(way.key, None) or models.Way(service=service)
        for name in WAY:
            setattr(row, name, getattr(way, name))
        row.order = order
        row.save()
        _sync_languages(row.languages.all(), way.languages, way=row)
    models.Way.objects.filter(pk__in=[one.pk for one in held.values()]).delete()


def _write_capacities(service: models.Service, capacities: Iterable[Capacity]) -> None:
    held = {str(one.pk): one for one in service.capacities.all()}
    wanted = list(capacities)
    service.capacities.exclude(pk__in=[one.key for one in wanted if one.key]).delete()
    for one in wanted:
        row = held.get(one.key) or models.Capacity(service=service)
        assert one.available is not None, "the rules ask for a number"
        said = (one.unit, one.available, one.maximum, one.description)
        if said != (row.unit, row.available, row.maximum, row.description):
            row.unit, row.available = one.unit, one.available
            row.maximum, row.description = one.maximum, one.description
            row.updated_at = timezone.now()
            row.save()


def _write_codes(service: models.Service, record: Record) -> None:
    coded = service.areas.exclude(code="")
    coded.exclude(code__in=record.areas).delete()
    known = set(coded.values_list("code", flat=True))
    for code in record.areas:
        if code not in known:
            found = area(code)
            models.ServiceArea.objects.create(service=service, code=code, name=found.full_name if found else "")
    _sync_languages(service.languages.all(), record.languages, service=service)
    for name, taxonomy in TAXONOMIES.items():
        wanted = set(getattr(record, name))
        held = service.attributes.filter(term__taxonomy__code=taxonomy)
        held.exclude(term__code__in=wanted).delete()
        missing = wanted - set(held.values_list("term__code", flat=True))
        if missing:
            terms = load_terms()
            models.Attribute.objects.bulk_create(
                models.Attribute(service=service, term=terms[taxonomy, code]) for code in sorted(missing)
            )
    service.measures.all().delete()
    models.ServiceMeasure.objects.bulk_create(
        models.ServiceMeasure(service=service, plan=plan, fiscal_year=year, number=number, order=order)
        for order, (plan, year, number) in enumerate(record.measures)
    )


def _sync_languages(held: QuerySet[models.Language], codes: Iterable[str], **owner: object) -> None:
    held.exclude(code="").exclude(code__in=codes).delete()
    known = set(held.values_list("code", flat=True))
    models.Language.objects.bulk_create(models.Language(code=code, **owner) for code in codes if code not in known)


def _write_documents(service: models.Service, documents: Iterable[str]) -> None:
    wanted = list(documents)
    service.required_documents.exclude(document__in=wanted).delete()
    known = set(service.required_documents.values_list("document", flat=True))
    models.RequiredDocument.objects.bulk_create(
        models.RequiredDocument(service=service, document=one) for one in wanted if one not in known
    )


def _write_places(service: models.Service, places: Iterable[Place], by: User | None) -> set[UUID]:
    rows = service.at_locations.select_related("location__provider__kept_by", "service__kept_by")
    held = {str(one.location_id): one for one in rows if can_see_place(by, one)}
    touched: set[UUID] = set()
    for place in places:
        here = held.pop(place.key, None)
        if here is None and place.key:
            raise Refused(_("この場所は、もうこの支援のものではありません。開き直してください。"))
        location = here.location if here else models.Location(provider=service.provider)
        _write_place(location, place)
        if here is None:
            here = models.ServiceAtLocation(service=service, location=location)
        if place.hours != location.hours or here.hours:
            here.hours = place.hours
        here.save()
        touched.update(location.services_here.values_list("service", flat=True))
    for gone in held.values():
        location = gone.location
        gone.delete()
        if not location.services_here.exists():
            location.delete()
    return touched - {service.pk}


def _write_place(location: models.Location, place: Place) -> None:
    for name in ("name", "name_kana", "name_en", "transportation", "is_confidential"):
        setattr(location, name, getattr(place, name))
    location.latitude = Decimal(place.latitude) if place.latitude else None
    location.longitude = Decimal(place.longitude) if place.longitude else None
    if location._state.adding:
        location.hours = place.hours
    location.save()
    address = location.addresses.order_by("id").first() or models.Address(location=location)
    said = ("postal_code", "prefecture", "city", "address_1", "address_2")
    if not address._state.adding or any(getattr(place, name) for name in said):
        for name in said:
            setattr(address, name, getattr(place, name))
        address.save()
    wanted = list(place.accessibility)
    location.accessibility.exclude(description__in=wanted).delete()
    known = set(location.accessibility.values_list("description", flat=True))
    models.Accessibility.objects.bulk_create(
        models.Accessibility(location=location, description=one) for one in wanted if one not in known
    )
