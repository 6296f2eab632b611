"""Services narrowed down by what they are about, for whom, where, and how they are reached."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from tsunagi.directory.models import (
    Attribute,
    Language,
    Location,
    Opening,
    Service,
    ServiceArea,
    ServiceAtLocation,
    ServiceMeasure,
    Way,
)
from tsunagi.directory.rules.hours import is_open, read_hours
from tsunagi.directory.rules.marks import mark, serving


@dataclass(frozen=True, slots=True)
class Filters:
    """What services must have, all of it; empty says nothing.

    need, audience, group: codes of terms. area: "13" or "131016". way: a kind of way. language: ISO 639 code.
    measure: of a plan, as "national-2024-7". open_at: the moment at which some way must be open.
    """

    need: str = ""
    audience: str = ""
    group: str = ""
    area: str = ""
    way: str = ""
    language: str = ""
    measure: str = ""
    open_at: datetime | None = None


#: Asks nothing.
EVERYTHING: Final = Filters()


def narrowed(services: QuerySet[Service], filters: Filters) -> QuerySet[Service]:
    """The services that have all that the filters ask for. Each filter is a subquery, so no row comes out twice."""
    for taxonomy in ("need", "audience", "group"):
        code = getattr(filters, taxonomy)
        if code:
            services = services.filter(
                Exists(Attribute.objects.filter(service=OuterRef("pk"), term__taxonomy__code=taxonomy, term__code=code))
            )
    if filters.area:
        services = services.filter(Exists(ServiceArea.objects.filter(_serves(filters.area), service=OuterRef("pk"))))
    if filters.way:
        services = services.filter(Exists(Way.objects.filter(service=OuterRef("pk"), kind=filters.way)))
    if filters.language:
        spoken = Language.objects.filter(
            Q(service=OuterRef("pk")) | Q(way__service=OuterRef("pk")), code=filters.language
        )
        services = services.filter(Exists(spoken))
    if filters.measure:
        services = services.filter(Exists(_of_measure(filters.measure).filter(service=OuterRef("pk"))))
    if filters.open_at is not None:
        services = services.filter(_open(filters.open_at))
    return services


def marks(filters: Filters) -> list[list[str]]:
    """The same, but for the moment, as marks of the index: of each group an entry has one."""
    codes = {name: getattr(filters, name) for name in ("need", "audience", "group", "way", "language", "measure")}
    asked = [[mark(kind, code)] for kind, code in codes.items() if code]
    return [*asked, serving(filters.area)] if filters.area else asked


def open_openings(at: datetime) -> dict[int, int | None]:
    """The openings of the index that are open at a moment, each with its number."""
    known = _known_openings(at.replace(second=0, microsecond=0))
    found = dict(Opening.objects.values_list("pk", "number"))
    if not found.keys() <= known.keys():
        for key, texts in Opening.objects.values_list("pk", "texts"):
            known[key] = any(is_open(read_hours(text), at) for text in texts.split("\n"))
    return {key: number for key, number in found.items() if known[key]}


@lru_cache(maxsize=4)
def _known_openings(minute: datetime) -> dict[int, bool]:
    """Which openings are open in a minute, filled by who asks: the key is made of the texts, so it stays true."""
    return {}


def _of_measure(code: str) -> QuerySet[ServiceMeasure]:
    found = re.fullmatch(r"([a-z0-9-]+)-([0-9]{4})-([0-9]{1,4})", code)
    if found is None:
        return ServiceMeasure.objects.none()
    return ServiceMeasure.objects.filter(plan=found[1], fiscal_year=int(found[2]), number=int(found[3]))


def _serves(area: str) -> Q:
    """Areas that cover the wanted one; for a whole prefecture those inside it too."""
    covering = Q(code__in={"00", area[:2], area})
    return covering | Q(code__startswith=area) if len(area) == 2 else covering


def _open(at: datetime) -> Q:
    """Open by the hours of a way, of the service or of its place, unless where that is stays secret."""
    texts = _open_texts(at)
    way = Way.objects.filter(service=OuterRef("pk"), hours__in=texts)
    here = ServiceAtLocation.objects.filter(Q(hours__in=texts) | Q(hours="", location__hours__in=texts))
    here = here.filter(location__is_confidential=False)
    return Q(Exists(way)) | Q(hours__in=texts) | Q(Exists(here.filter(service=OuterRef("pk"))))


def _open_texts(at: datetime) -> list[str]:
    """The hours that hold somewhere and are open at a moment: many services share few texts, each is read once."""
    texts: set[str] = set()
    for model in (Way, Service, ServiceAtLocation, Location):
        texts.update(model._default_manager.exclude(hours="").values_list("hours", flat=True).distinct())
    return sorted(text for text in texts if is_open(read_hours(text), at))
