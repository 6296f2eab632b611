"""Records that may be of one service."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, QuerySet

from tsunagi.base.models import Organisation
from tsunagi.directory.models import Address, Distinction, Likeness, Service, ServiceArea, Way
from tsunagi.directory.rules.duplicates import MOST_ALIKE, Known, Mark, marks_of, pairs
from tsunagi.directory.rules.phones import EMERGENCY

#: Pairs shown at once: whoever has more begins with these.
MOST_PAIRS: Final = 200


@dataclass(frozen=True, slots=True)
class Candidates:
    """Two records that may be of one service, and why."""

    one: Service
    other: Service
    reasons: tuple[str, ...]


def duplicates(organisation: Organisation) -> list[Candidates]:
    """Records of the body that may be the same and were not told apart yet, those with the most reasons first."""
    apart = {frozenset((one.one_id, one.other_id)) for one in distinctions(organisation)}
    kept = Likeness.objects.filter(kept_by=organisation)
    # Counted by the database: of very many records few bear a mark of another.
    counted = kept.values("key").annotate(bearers=Count("pk"))
    common = counted.filter(bearers__gt=1, bearers__lte=MOST_ALIKE)
    found = pairs(_marked(kept.filter(key__in=common.values("key"))), apart)[:MOST_PAIRS]
    keys = {key for pair in found for key in (pair.one, pair.other)}
    held = {one.pk: one for one in Service.objects.filter(pk__in=keys).select_related("provider")}
    return [Candidates(held[pair.one], held[pair.other], pair.reasons) for pair in found]


def distinctions(organisation: Organisation) -> QuerySet[Distinction]:
    """Of the body's records those that look alike and were told apart, newest first."""
    return (
        Distinction.objects.filter(one__kept_by=organisation, other__kept_by=organisation)
        .select_related("one", "other", "by")
        .order_by("-at", "pk")
    )


def are_apart(one: Service, other: Service) -> bool:
    """Whether somebody said that they are two services."""
    first, second = sorted((one.pk, other.pk))
    return Distinction.objects.filter(one=first, other=second).exists()


def reasons(one: Service, other: Service) -> tuple[str, ...]:
    """Why two records may be the same; nothing where nothing says so."""
    found = pairs(_marked(Likeness.objects.filter(service__in=[one.pk, other.pk])))
    return found[0].reasons if found else ()


def likenesses(keys: Collection[UUID]) -> list[Likeness]:
    """All marks of these services, but of those that were merged into others, as they are to be kept."""
    numbers = _together(Way.objects.exclude(number="").exclude(number__in=EMERGENCY), keys, "number")
    areas = _together(ServiceArea.objects.exclude(code=""), keys, "code")
    addresses: dict[UUID, set[str]] = {}
    rows = Address.objects.filter(location__services_here__service__in=keys, location__is_confidential=False)
    columns = ("location__services_here__service", "prefecture", "city", "region", "address_1")
    for key, *parts in rows.exclude(address_1="").values_list(*columns):
        addresses.setdefault(key, set()).add("".join(parts))
    single = Service.objects.filter(pk__in=keys, merged_into__isnull=True)
    return [
        Likeness(service_id=key, kept_by_id=keeper, reason=mark.reason, key=mark.key)
        for key, keeper, name in single.values_list("pk", "kept_by", "name")
        for mark in sorted(
            marks_of(Known(name, areas.get(key, ()), numbers.get(key, ()), addresses.get(key, ())))
        )
    ]


def _marked(found: QuerySet[Likeness]) -> list[tuple[UUID, Mark]]:
    rows = found.order_by("service__name", "service").values_list("service", "reason", "key")
    return [(service, Mark(reason, key)) for service, reason, key in rows]


def _together(rows: QuerySet[Any], keys: Collection[UUID], column: str) -> dict[UUID, set[str]]:
    found: dict[UUID, set[str]] = {}
    for key, value in rows.filter(service__in=keys).values_list("service", column):
        found.setdefault(key, set()).add(value)
    return found
