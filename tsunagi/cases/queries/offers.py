"""Services that somebody can be handed on to: public, given now, and with room where the room is known."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from tsunagi.base.models import Organisation
from tsunagi.cases.queries.cut import people_with
from tsunagi.directory.models import Capacity, Service
from tsunagi.directory.queries.public import public_services


def offered_services() -> QuerySet[Service]:
    """Whatever can be offered. Full is what says of itself that nothing is free; unknown is not full."""
    full = Capacity.objects.filter(service=OuterRef("pk"), available=0)
    free = Capacity.objects.filter(service=OuterRef("pk"), available__gt=0)
    return public_services().exclude(Exists(full) & ~Exists(free)).filter(status="active").select_related("provider")


def is_offered(service: Service) -> bool:
    """Whether this one can be offered now."""
    return offered_services().filter(pk=service.pk).exists()


def receiver_of(service: Service) -> Organisation | None:
    """The body that receives here what is handed on to a service; None where nobody there works with people here."""
    body = service.provider.organisation
    return body if body is not None and people_with("cases.work", body) else None
