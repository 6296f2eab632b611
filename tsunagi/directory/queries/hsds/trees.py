"""Lists of records, short or with all that hangs on them. However many there are, the queries stay the same."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from tsunagi.directory.models import Location, Provider, Service, ServiceAtLocation, Taxonomy, TaxonomyTerm
from tsunagi.directory.queries.hsds import parts
from tsunagi.directory.queries.hsds.parts import Record
from tsunagi.directory.queries.hsds.scope import Scope
from tsunagi.directory.rules.hsds import say
from tsunagi.directory.rules.hsds.theirs import without_names


def full_services(found: Iterable[Service], scope: Scope) -> list[Record]:
    """Services with all that is known of them. Their providers come without places, of which there may be thousands."""
    wanted = list(found)
    hanging = [*parts.hanging_on_provider(scope, "provider__"), *parts.hanging_on_service(scope)]
    prefetch_related_objects(wanted, "provider", *hanging)
    said = [{**parts.service(one, scope), "organization": parts.provider(one.provider, scope)} for one in wanted]
    return given(said, scope)


def given(said: list[Record], scope: Scope) -> list[Record]:
    """The records as they may leave: to the public without who changed them."""
    return said if scope.inside else without_names(said)


def taxonomies(found: Iterable[Taxonomy], scope: Scope) -> list[Record]:
    """Classifications."""
    return given([say.taxonomy(one, scope.version) for one in found], scope)


def terms(found: Iterable[TaxonomyTerm], scope: Scope) -> list[Record]:
    """Terms, each with its classification."""
    return given([say.taxonomy_term(one, scope.version) for one in found], scope)


def services(found: Iterable[Service], scope: Scope) -> list[Record]:
    """Services without what hangs on them, but with their providers."""
    return [
        {
            **short_service(one, scope),
            "organization_id": str(one.provider_id),
            "organization": organization(one.provider, scope),
        }
        for one in found
    ]


def minimal_services(found: Iterable[Service], scope: Scope) -> list[Record]:
    """Services by their keys, with what HSDS wants of each and when it was changed."""
    fields = ("id", "name", "status", "last_modified")
    return [{name: record[name] for name in fields} for record in (short_service(one, scope) for one in found)]


def short_service(row: Service, scope: Scope) -> Record:
    """A service without what hangs on it."""
    return say.in_list(say.service(row, scope.version, inside=scope.inside))


def organization(row: Provider, scope: Scope) -> Record:
    """A provider without what hangs on it."""
    return say.in_list(say.organization(row, scope.version))


def full_organizations(found: Iterable[Provider], scope: Scope, *, full_service: bool = False) -> list[Record]:
    """Providers with all that is known of them; their services as lists have them, or with all that is known too."""
    wanted = list(found)
    run = scope.services().order_by("name", "pk")
    hanging = parts.hanging_on_service(scope) if full_service else []
    prefetch_related_objects(
        wanted,
        *parts.hanging_on_provider(scope),
        Prefetch("locations", Location.objects.order_by("pk")),
        *parts.hanging_on_location(scope, "locations__"),
        Prefetch("services", run.prefetch_related(*hanging), to_attr="given"),
    )
    return given([_organization(one, scope, full_service=full_service) for one in wanted], scope)


def _organization(row: Any, scope: Scope, *, full_service: bool) -> Record:
    say_service = parts.service if full_service else short_service
    record = parts.provider(row, scope)
    if places := [parts.location(one, scope) for one in row.locations.all()]:
        record["locations"] = places
    if given := [say_service(one, scope) for one in row.given]:
        record["services"] = given
    return record


def full_at_locations(found: Iterable[ServiceAtLocation], scope: Scope) -> list[Record]:
    """Services at their places with all that is known of both."""
    wanted = list(found)
    hanging = parts.hanging_on_service(scope, "service__", places=False)
    prefetch_related_objects(wanted, *parts.hanging_on_at_location(scope), *hanging)
    said = [
        {
            **parts.at_location(one, scope),
            "service_id": str(one.service_id),
            "location_id": str(one.location_id),
            "service": {
                **parts.service(one.service, scope, places=False),
                "organization": organization(one.service.provider, scope),
            },
        }
        for one in wanted
    ]
    return given(said, scope)


def at_locations(found: Iterable[ServiceAtLocation], scope: Scope) -> list[Record]:
    """Services at their places, with no more of both than lists have."""
    return [
        {
            **say.in_list(say.service_at_location(one, scope.version)),
            "service_id": str(one.service_id),
            "location_id": str(one.location_id),
            "location": say.in_list(say.location(one.location, scope.version)),
            "service": {
                **short_service(one.service, scope),
                "organization_id": str(one.service.provider_id),
                "organization": organization(one.service.provider, scope),
            },
        }
        for one in found
    ]
