"""The lists of the API, narrowed down by what was asked. All that is asked must hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from math import cos, radians
from typing import Final, TypeVar
from uuid import UUID

from django.db.models import Avg, Exists, F, FloatField, Model, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Replace

from tsunagi.directory.models import Address, Attribute, Location, Provider, Service, ServiceAtLocation
from tsunagi.directory.queries.filters import EVERYTHING, Filters
from tsunagi.directory.queries.hsds.scope import Scope
from tsunagi.directory.queries.search import keys_found

Row = TypeVar("Row", bound=Model)

#: Metres of one degree of latitude.
DEGREE: Final = 111_320


@dataclass(frozen=True, slots=True)
class Wanted:
    """What services must have; empty says nothing."""

    search: str = ""
    taxonomy_term_id: UUID | None = None
    taxonomy_id: UUID | None = None
    organization_id: UUID | None = None
    modified_after: datetime | None = None
    filters: Filters = field(default_factory=Filters)


def services(scope: Scope, wanted: Wanted) -> QuerySet[Service]:
    """Public services in the order of the index, so that who takes page after page meets what is new at the end."""
    # Said to be in the index, so that it may be gone through in its order instead of sorted.
    found = _asked(scope, wanted).filter(search_entry__isnull=False)
    return found.order_by("search_entry").select_related("provider")


def _asked(scope: Scope, wanted: Wanted) -> QuerySet[Service]:
    """Public services that have all that was asked; the index tells of words and filters."""
    found = scope.services()
    if wanted.search or wanted.filters != EVERYTHING:
        found = found.filter(pk__in=keys_found(wanted.search, wanted.filters))
    if wanted.taxonomy_term_id:
        term = Attribute.objects.filter(service=OuterRef("pk"), term=wanted.taxonomy_term_id)
        found = found.filter(Exists(term))
    if wanted.taxonomy_id:
        any_term = Attribute.objects.filter(service=OuterRef("pk"), term__taxonomy=wanted.taxonomy_id)
        found = found.filter(Exists(any_term))
    if wanted.organization_id:
        found = found.filter(provider=wanted.organization_id)
    if wanted.modified_after:
        # Who runs it stands in every service, so a change there is one to look at too.
        since = wanted.modified_after
        found = found.filter(Q(modified_at__gte=since) | Q(provider__modified_at__gte=since))
    return found


def providers(scope: Scope, wanted: Wanted) -> QuerySet[Provider]:
    """Providers by their names; the terms are those of their services, the words stand in their own names."""
    found = scope.providers()
    for word in wanted.search.split():
        found = found.filter(
            Q(name__icontains=word)
            | Q(name_kana__icontains=word)
            | Q(name_en__icontains=word)
            | Q(alternate_name__icontains=word)
        )
    if wanted.taxonomy_term_id or wanted.taxonomy_id:
        found = found.filter(Exists(_asked(scope, _terms_of(wanted)).filter(provider=OuterRef("pk"))))
    return found.order_by("name", "pk")


def named(found: QuerySet[Row], words: str) -> QuerySet[Row]:
    """Taxonomies or terms in whose names every word stands."""
    for word in words.split():
        found = found.filter(Q(name__icontains=word) | Q(name_en__icontains=word))
    return found


def at_locations(scope: Scope, wanted: Wanted) -> QuerySet[ServiceAtLocation]:
    """Services at their places, by the services' names."""
    # Looked up for each place: SQLite would else make a list of all services for every question.
    found = ServiceAtLocation.objects.filter(Exists(_asked(scope, wanted).filter(pk=OuterRef("service"))))
    return found.select_related("service__provider", "location").order_by("service__name", "pk")


def with_postcode(found: QuerySet[ServiceAtLocation], postcode: str) -> QuerySet[ServiceAtLocation]:
    """Those at a place of this postal code. Confidential places are not found by where they are."""
    here = _addresses(postcode).filter(location=OuterRef("location"))
    return found.filter(Exists(here), location__is_confidential=False)


def centre(postcode: str) -> tuple[float, float] | None:
    """The middle of the places that are known to have a postal code; None if none is."""
    places = Location.objects.filter(is_confidential=False, latitude__isnull=False)
    middle = places.filter(Exists(_addresses(postcode).filter(location=OuterRef("pk")))).aggregate(
        latitude=Avg("latitude"), longitude=Avg("longitude")
    )
    return None if middle["latitude"] is None else (float(middle["latitude"]), float(middle["longitude"]))


def within(
    found: QuerySet[ServiceAtLocation], latitude: float, longitude: float, metres: float
) -> QuerySet[ServiceAtLocation]:
    """Those at a place no further than this, as on a flat map; never confidential ones, which distances could find."""
    shrunk = cos(radians(latitude))
    north = Cast("location__latitude", FloatField()) - latitude
    east = (Cast("location__longitude", FloatField()) - longitude) * shrunk
    known = found.filter(location__is_confidential=False).alias(squared=north * north + east * east)
    return known.filter(squared__lte=(metres / DEGREE) ** 2)


def _addresses(postcode: str) -> QuerySet[Address]:
    plain = Replace(F("postal_code"), Value("-"), Value(""))
    return Address.objects.alias(plain=plain).filter(plain=postcode.replace("-", ""))


def _terms_of(wanted: Wanted) -> Wanted:
    return Wanted(taxonomy_term_id=wanted.taxonomy_term_id, taxonomy_id=wanted.taxonomy_id)
