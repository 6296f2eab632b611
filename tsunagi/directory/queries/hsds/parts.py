"""One record with what hangs on it, from rows whose relations were fetched beforehand; and what to fetch."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch

from tsunagi.directory.models import Attribute, Location, Provider, Service, ServiceAtLocation, Way
from tsunagi.directory.models.way import NUMBERED
from tsunagi.directory.queries.hsds.scope import Scope
from tsunagi.directory.rules.hsds import Version, say, ways

Record = dict[str, Any]


def hanging_on_provider(scope: Scope, at: str = "") -> list[Any]:
    """What to fetch for `provider`, reached by the lookup `at`."""
    return [f"{at}funding", *_reached(scope, at)]


def hanging_on_service(scope: Scope, at: str = "", *, places: bool = True) -> list[Any]:
    """What to fetch for `service`."""
    lists = ("areas", "languages", "funding", "cost_options", "required_documents", "capacities", "measures")
    attributes = Attribute.objects.select_related("term__taxonomy").order_by("pk")
    found = [*(f"{at}{one}" for one in lists), *_reached(scope, at), Prefetch(f"{at}attributes", attributes)]
    if places:
        here = ServiceAtLocation.objects.select_related("location").order_by("pk")
        found += [Prefetch(f"{at}at_locations", here), *hanging_on_at_location(scope, f"{at}at_locations__")]
    return found


def hanging_on_at_location(scope: Scope, at: str = "") -> list[Any]:
    """What to fetch for `at_location`, whose place is there already."""
    return [*_reached(scope, at), *hanging_on_location(scope, f"{at}location__")]


def hanging_on_location(scope: Scope, at: str = "") -> list[Any]:
    """What to fetch for `location`."""
    return [f"{at}addresses", f"{at}accessibility", f"{at}languages", *_reached(scope, at)]


def _reached(scope: Scope, at: str) -> list[Any]:
    return [
        Prefetch(f"{at}ways", Way.objects.prefetch_related("languages")),
        Prefetch(f"{at}contacts", scope.contacts()),
    ]


def provider(row: Provider, scope: Scope) -> Record:
    """A provider with how it is reached."""
    said = say.organization(row, scope.version)
    return _joined(
        said,
        funding=_records("funding", row.funding, scope.version),
        contacts=_contacts(row, scope.version),
        **_ways(row, scope.version),
    )


def service(row: Service, scope: Scope, *, places: bool = True) -> Record:
    """A service with all but its provider; without its places where it is told at one of them."""
    version = scope.version
    reached = list(row.ways.all())
    record = _joined(
        {**say.service(row, version, inside=scope.inside), "organization_id": str(row.provider_id)},
        schedules=[one for way in reached for one in ways.way_schedules(way)],
        service_areas=[say.service_area(one, version) for one in _sorted(row.areas)],
        service_at_locations=[at_location(one, scope) for one in row.at_locations.all()] if places else [],
        languages=_records("language", row.languages, version),
        funding=_records("funding", row.funding, version),
        cost_options=_records("cost_option", row.cost_options, version),
        required_documents=_records("required_document", row.required_documents, version),
        contacts=_contacts(row, version),
        attributes=[_attribute(one, version) for one in row.attributes.all()],
        tsunagi_measures=[
            {"plan": one.plan, "fiscal_year": one.fiscal_year, "number": one.number} for one in row.measures.all()
        ],
        **_ways(row, version),
    )
    if version == "3.0":
        return record
    return _joined(
        record,
        additional_urls=[ways.url(one, version) for one in reached if one.address.startswith("http")],
        capacities=[say.capacity(one, version) for one in _sorted(row.capacities)],
    )


def at_location(row: ServiceAtLocation, scope: Scope) -> Record:
    """A service at its place, with the place; of a confidential place no more than that there is one."""
    said = say.service_at_location(row, scope.version)
    if not row.location.is_confidential:
        said = _joined(said, contacts=_contacts(row, scope.version), **_ways(row, scope.version))
    return {**said, "location": location(row.location, scope)}


def location(row: Location, scope: Scope) -> Record:
    """A place; of a confidential one no more than that there is one."""
    said = say.location(row, scope.version)
    if row.is_confidential:
        return said
    return _joined(
        said,
        addresses=[say.address(one, scope.version) for one in _sorted(row.addresses)],
        accessibility=_records("accessibility", row.accessibility, scope.version),
        languages=_records("language", row.languages, scope.version),
        contacts=_contacts(row, scope.version),
        **_ways(row, scope.version),
    )


def _attribute(row: Attribute, version: Version) -> Record:
    said = say.record("attribute", row, version)
    return said if row.term is None else {**said, "taxonomy_term": say.taxonomy_term(row.term, version)}


def _contacts(row: Any, version: Version) -> list[Record]:
    return [_joined(say.record("contact", one, version), **_ways(one, version)) for one in row.contacts.all()]


def _ways(row: Any, version: Version) -> dict[str, list[Record]]:
    """Phones, and the ways that HSDS has no place for."""
    found = list(row.ways.all())
    return {
        "phones": [
            _joined(ways.phone(one, version), languages=_records("language", one.languages, version))
            for one in found
            if one.kind in NUMBERED
        ],
        "tsunagi_ways": [
            ways.other_way(one, sorted(each.code for each in one.languages.all()))
            for one in found
            if one.kind not in NUMBERED
        ],
    }


def _records(table: str, rows: Any, version: Version) -> list[Record]:
    return [say.record(table, one, version) for one in _sorted(rows)]


def _sorted(rows: Any) -> list[Any]:
    return sorted(rows.all(), key=lambda one: one.pk)


def _joined(said: Record, **lists: list[Record]) -> Record:
    """The record with lists added to those that it has, as far as anything is in them."""
    for name, found in lists.items():
        if found:
            said[name] = [*said.get(name, []), *found]
    return said
