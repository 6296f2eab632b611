"""Writes the rows that a record of HSDS becomes, each with what its columns cannot hold in its `more`.

What hangs on a record is written anew each time, under keys made from its owner's, since HSDS may hang one record on
several.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from typing import Any, Final

from django.db import models

from tsunagi.base.models import Organisation
from tsunagi.directory.models import (
    Accessibility,
    Address,
    Attribute,
    Capacity,
    Contact,
    CostOption,
    Funding,
    Language,
    Location,
    Provider,
    RequiredDocument,
    Service,
    ServiceArea,
    ServiceAtLocation,
    ServiceMeasure,
    Taxonomy,
    TaxonomyTerm,
    Way,
)
from tsunagi.directory.rules.hsds import PREFIX, read, say, ways
from tsunagi.directory.rules.hsds.clean import Faults
from tsunagi.directory.rules.hsds.theirs import KEY, differences

Record = dict[str, Any]

#: What becomes rows of its own, or is another record's, and so is no difference of a record's.
_ROWS: Final = {
    "organization": ("contacts", "phones", "funding", "locations", "services"),
    "service": (
        *("phones", "service_areas", "service_at_locations", "languages", "organization", "organization_id", "funding"),
        *("cost_options", "required_documents", "contacts", "capacities", "attributes", "additional_urls"),
        "last_modified",
    ),
    "service_at_location": ("contacts", "phones", "location", "service", "service_id", "location_id"),
    "location": ("languages", "addresses", "contacts", "accessibility", "phones"),
    "phone": ("languages",),
    "contact": ("phones",),
    "attribute": ("taxonomy_term",),
}
_DETAILS: Final[dict[str, type[models.Model]]] = {
    "accessibility": Accessibility,
    "address": Address,
    "cost_option": CostOption,
    "funding": Funding,
    "language": Language,
    "required_document": RequiredDocument,
    "service_area": ServiceArea,
}
_SAY: Final[dict[str, Callable[[Any, Any], Record]]] = {"address": say.address, "service_area": say.service_area}
#: What somebody here confirmed of a way; it stays as long as the number or address does.
_CONFIRMED: Final = ("source", "checked_on", "confirmed", "is_crisis")


def keep_theirs(row: Any, ours: Record, theirs: Record) -> None:
    """Put into `more` what would be said otherwise than they did."""
    differing = differences(ours, theirs)
    row.more = {name: value for name, value in row.more.items() if name != KEY} | (
        {KEY: differing} if differing else {}
    )


class Rows:
    """The rows of one file, for the body that keeps them."""

    def __init__(self, keeper: Organisation, faults: Faults) -> None:
        self.keeper = keeper
        self.faults = faults

    def fill(self, row: models.Model, columns: dict[str, Any]) -> None:
        """Set the columns that the row has."""
        known = {field.name for field in row._meta.get_fields()}
        for name, value in columns.items():
            if name in known:
                setattr(row, name, value)
        if hasattr(row, "more"):
            row.more.pop(KEY, None)

    def left(self, table: str, record: Record) -> Record:
        """What of a record its own row has to say."""
        left = {name: value for name, value in record.items() if name not in _ROWS.get(table, ())}
        own = [one for one in record.get("schedules", []) if not one.get(f"{PREFIX}way_id")]
        left.pop("schedules", None)
        return {
            **{name: one for name, one in left.items() if not name.startswith(PREFIX)},
            **({"schedules": own} if own else {}),
        }

    def details(self, table: str, owner: models.Model, at: str, records: Iterable[Record]) -> None:
        """Write what hangs on an owner, in place of what hung there."""
        model = _DETAILS[table]
        model._default_manager.filter(**{at: owner}).delete()
        made = {}
        codes: set[str] = set()
        for record in records:
            row = model(pk=uuid.uuid5(owner.pk, f"{table}/{record.get('id')}"), **{at: owner})
            self.fill(row, read.columns(table, record, self.faults))
            code = read.area_code(record)
            if table == "address":
                self.fill(row, {"area": code})
            elif table == "service_area" and code not in codes:
                self.fill(row, {"code": code})
            codes.add(code)
            speak = _SAY.get(table)
            ours = speak(row, "3.1") if speak else say.record(table, row, "3.1")
            keep_theirs(row, ours, self.left(table, record))
            made[row.pk] = row
        model._default_manager.bulk_create(made.values())

    def ways(self, owner: models.Model, at: str, record: Record, left: Record) -> None:
        """Write the ways to reach an owner. Numbers that cannot be read stay in their words, and are not shown."""
        held = {one.pk: one for one in Way.objects.filter(**{at: owner})}
        Way.objects.filter(**{at: owner}).delete()
        unread = []
        for place, phone in enumerate(record.get("phones", [])):
            columns = read.phone(phone, self.faults)
            if columns is None:
                unread.append(phone)
                continue
            row = self._way(owner, at, f"phone/{phone.get('id')}", columns, place, held)
            keep_theirs(row, ways.phone(row, "3.1"), self.left("phone", phone))
            row.save()
            self.details("language", row, "way", phone.get("languages", []))
        if unread:
            left["phones"] = unread
        self._other_ways(owner, at, record, held)

    def _other_ways(self, owner: models.Model, at: str, record: Record, held: dict[Any, Way]) -> None:
        said = record.get(f"{PREFIX}ways")
        others = [one for one in said if isinstance(one, dict)] if isinstance(said, list) else []
        pages = {str(one.get("id")): one for one in record.get("additional_urls", [])}
        known = {str(one.get("id")) for one in others}
        others += [
            {"id": key, "kind": "web", "address": one["url"], "name": one.get("label", "")}
            for key, one in pages.items()
            if key not in known and "url" in one
        ]
        for place, other in enumerate(others, len(record.get("phones", []))):
            columns = read.other_way(other, self.faults)
            if columns is None:
                continue
            row = self._way(owner, at, f"way/{other.get('id')}", columns, place, held)
            page = pages.get(str(other.get("id")))
            if page is not None:
                keep_theirs(row, ways.url(row, "3.1"), self.left("url", page))
            row.save()
            spoken = other.get("languages")
            codes = (
                [one for one in spoken if isinstance(one, str) and len(one) <= 8] if isinstance(spoken, list) else []
            )
            self.details("language", row, "way", [{"id": code, "code": code} for code in dict.fromkeys(codes)])

    def _way(
        self, owner: models.Model, at: str, name: str, columns: dict[str, Any], place: int, held: dict[Any, Way]
    ) -> Way:
        row = Way(pk=uuid.uuid5(owner.pk, name), order=place, **{at: owner})
        self.fill(row, columns)
        before = held.get(row.pk)
        if before is not None and (before.number, before.address) == (row.number, row.address):
            self.fill(row, {column: getattr(before, column) for column in _CONFIRMED})
        return row

    def contacts(self, owner: models.Model, at: str, record: Record) -> None:
        """Write the people and sections to ask for. None is public until its keeper says so."""
        held = {one.pk: one.is_public for one in Contact.objects.filter(**{at: owner})}
        Contact.objects.filter(**{at: owner}).delete()
        for one in record.get("contacts", []):
            row = Contact(pk=uuid.uuid5(owner.pk, f"contact/{one.get('id')}"), **{at: owner})
            row.is_public = held.get(row.pk, False)
            self.fill(row, read.columns("contact", one, self.faults))
            row.save()
            left = self.left("contact", one)
            self.ways(row, "contact", one, left)
            keep_theirs(row, say.record("contact", row, "3.1"), left)
            row.save()

    def attributes(self, service: Service, record: Record) -> None:
        """Write the terms of a service. A term that is held stays as it is, for it is everybody's."""
        Attribute.objects.filter(service=service).delete()
        for one in record.get("attributes", []):
            row = Attribute(pk=uuid.uuid5(service.pk, f"attribute/{one.get('id')}"), service=service)
            self.fill(row, read.columns("attribute", one, self.faults))
            if one.get("taxonomy_term"):
                row.term = self._term(one["taxonomy_term"])
            keep_theirs(row, say.record("attribute", row, "3.1"), self.left("attribute", one))
            row.save()

    def _term(self, record: Record) -> TaxonomyTerm | None:
        if not record.get("name"):
            self.faults.add("taxonomy_termは取り込みません。nameが要ります。")
            return None
        key = uuid.UUID(record["id"])
        held = TaxonomyTerm.objects.select_related("taxonomy").filter(pk=key).first()
        if held is not None:
            return held
        detail = record.get("taxonomy_detail")
        taxonomy = self._taxonomy(detail) if detail and detail.get("name") else None
        row = TaxonomyTerm(pk=key, taxonomy=taxonomy)
        self.fill(row, read.classifying("taxonomy_term", record, self.faults))
        if row.code and TaxonomyTerm.objects.filter(taxonomy=taxonomy, code=row.code).exists():
            row.code = ""
        keep_theirs(row, say.taxonomy_term(row, "3.1"), self.left("taxonomy_term", record))
        row.save()
        return row

    def _taxonomy(self, record: Record) -> Taxonomy:
        key = uuid.UUID(record["id"])
        held = Taxonomy.objects.filter(pk=key).first()
        if held is not None:
            return held
        row = Taxonomy(pk=key)
        self.fill(row, read.classifying("taxonomy", record, self.faults))
        keep_theirs(row, say.taxonomy(row, "3.1"), self.left("taxonomy", record))
        row.save()
        return row

    def measures(self, service: Service, record: Record) -> None:
        """Write which measures it belongs to, where a file says so: one of plain HSDS knows nothing of them."""
        said = read.measures(record, self.faults)
        if said is not None:
            service.measures.all().delete()
            ServiceMeasure.objects.bulk_create(
                ServiceMeasure(service=service, plan=plan, fiscal_year=year, number=number, order=order)
                for order, (plan, year, number) in enumerate(said)
            )

    def capacities(self, service: Service, record: Record, left: Record) -> None:
        """Write how many can be taken; what does not add up stays in their words."""
        Capacity.objects.filter(service=service).delete()
        unread, units = [], set()
        for one in record.get("capacities", []):
            unit = (one.get("unit") or {}).get("name", "")
            columns = read.columns("service_capacity", one, Faults())
            at = read.moment(one.get("updated"))
            available, maximum = columns.get("available"), columns.get("maximum")
            if (
                not unit
                or len(unit) > 100
                or unit in units
                or at is None
                or available is None
                or available > (maximum or available)
            ):
                self.faults.add("capacitiesの数か単位か時点が合わないので、元のまま預かります。")
                unread.append(one)
                continue
            units.add(unit)
            row = Capacity(
                pk=uuid.uuid5(service.pk, f"capacity/{one.get('id')}"), service=service, unit=unit, updated_at=at
            )
            self.fill(row, columns)
            keep_theirs(row, say.capacity(row, "3.1"), self.left("service_capacity", one))
            row.save()
        if unread:
            left["capacities"] = unread

    def at_locations(self, service: Service, record: Record) -> None:
        """Write where a service is given. A place that is confidential here stays so, and is not written over."""
        kept = []
        for one in record.get("service_at_locations", []):
            place = self.location(one["location"], service.provider) if "location" in one else None
            if place is None:
                self.faults.add("service_at_locationは取り込みません。locationがありません。")
                continue
            row = ServiceAtLocation.objects.filter(service=service, location=place).first()
            row = row or ServiceAtLocation(pk=uuid.uuid5(service.pk, f"at/{place.pk}"), service=service, location=place)
            kept.append(row.pk)
            if place.is_confidential:
                row.save()
                continue
            self.fill(
                row, {**read.columns("service_at_location", one, self.faults), "hours": read.hours(one, self.faults)}
            )
            row.save()
            left = self.left("service_at_location", one)
            self.ways(row, "service_at_location", one, left)
            self.contacts(row, "service_at_location", one)
            keep_theirs(row, say.service_at_location(row, "3.1"), left)
            row.save()
        ServiceAtLocation.objects.filter(service=service, location__is_confidential=False).exclude(pk__in=kept).delete()

    def location(self, record: Record, provider: Provider) -> Location | None:
        """Write a place; None where it is another body's."""
        key = uuid.UUID(record["id"])
        held = Location.objects.select_related("provider").filter(pk=key).first()
        if held is not None and held.provider is not None and held.provider.kept_by_id != self.keeper.pk:
            self.faults.add("この場所は、別の組織の記録です。")
            return None
        row = held or Location(pk=key, provider=provider)
        if row.is_confidential:
            return row
        self.fill(row, read.location(record, self.faults))
        row.save()
        if row.is_confidential:
            return row
        left = self.left("location", record)
        self.ways(row, "location", record, left)
        self.contacts(row, "location", record)
        self.details("language", row, "location", record.get("languages", []))
        self.details("address", row, "location", record.get("addresses", []))
        self.details("accessibility", row, "location", record.get("accessibility", []))
        keep_theirs(row, say.location(row, "3.1"), left)
        row.save()
        return row
