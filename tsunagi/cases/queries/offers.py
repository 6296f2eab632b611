"""Services that somebody can be handed on to: public, given now, and with room where the room is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils import timezone

from tsunagi.base.models import Organisation
from tsunagi.cases.models import Case, Referral
from tsunagi.cases.queries.cut import people_with, working_organisations
from tsunagi.cases.rules.capacity import Count, Room, room
from tsunagi.directory.models import Capacity, Service
from tsunagi.directory.queries.public import public_services


@dataclass(frozen=True, slots=True)
class Choice:
    """A service with its room. is_offered: whether somebody can be handed on to it now; is_answered: whether its body
    receives a referral here and answers it here."""

    service: Service
    room: Room
    is_offered: bool
    is_answered: bool


def _given() -> QuerySet[Service]:
    return public_services().filter(status="active").select_related("provider")


def _is_full() -> Exists:
    """Full is what says of itself that nothing is free; unknown is not full."""
    full = Capacity.objects.filter(service=OuterRef("pk"), available=0)
    free = Capacity.objects.filter(service=OuterRef("pk"), available__gt=0)
    return Exists(full) & ~Exists(free)  # type: ignore[return-value]


def offered_services() -> QuerySet[Service]:
    """Whatever can be offered."""
    return _given().exclude(_is_full())


def full_services() -> QuerySet[Service]:
    """What is not offered only because it said that it is full."""
    return _given().filter(_is_full())


def of_others(services: QuerySet[Service], case: Case) -> QuerySet[Service]:
    """Without those that the case's own organisation gives: they are its next step, and nobody is handed on to it."""
    return services.exclude(provider__organisation=case.organisation_id)


def nearest_first(services: QuerySet[Service]) -> QuerySet[Service]:
    """By name, and before all others those whose bodies answer a referral here."""
    elsewhere = ~Exists(working_organisations().filter(pk=OuterRef("provider__organisation")))
    return services.order_by(elsewhere, "name", "pk")


def with_room(services: Iterable[Service], day: date) -> list[Choice]:
    """Services, each with what is known of its room."""
    held = list(services)
    counts: dict[UUID, list[Count]] = {}
    for one in Capacity.objects.filter(service__in=held).order_by("unit"):
        count = Count(one.unit, one.available, timezone.localdate(one.updated_at))
        counts.setdefault(one.service_id, []).append(count)
    offered = set(offered_services().filter(pk__in=[one.pk for one in held]).values_list("pk", flat=True))
    bodies = [one.provider.organisation_id for one in held if one.provider.organisation_id is not None]
    here = set(working_organisations().filter(pk__in=bodies).values_list("pk", flat=True))
    return [
        Choice(one, room(counts.get(one.pk, ()), day), one.pk in offered, one.provider.organisation_id in here)
        for one in held
    ]


def given_by(organisation: Organisation) -> QuerySet[Service]:
    """The supports that an organisation gives itself, each with its room as last said."""
    found = Service.objects.filter(provider__organisation=organisation, merged_into__isnull=True)
    counts = Prefetch("capacities", Capacity.objects.order_by("unit"))
    return found.exclude(status__in=("inactive", "defunct")).prefetch_related(counts).order_by("name", "pk")


def wanted_of(case: Case, day: date) -> list[Choice]:
    """The supports that the person brought along and was not handed on to yet, as far as they are still public."""
    keys = [UUID(key) for key in case.wanted.split()]
    gone = Referral.objects.filter(case=case, service__in=keys).exclude(state="withdrawn").values("service")
    found = public_services().filter(pk__in=keys).exclude(pk__in=gone).select_related("provider").in_bulk()
    return with_room([found[key] for key in keys if key in found], day)


def is_offered(service: Service) -> bool:
    """Whether this one can be offered now."""
    return offered_services().filter(pk=service.pk).exists()


def receiver_of(service: Service) -> Organisation | None:
    """The body that receives here what is handed on to a service; None where nobody there works with people here."""
    body = service.provider.organisation
    return body if body is not None and people_with("cases.work", body) else None
