"""What everybody may see."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from tsunagi.directory.models import Location, Service

SHOWN = (Service.Status.ACTIVE, Service.Status.TEMPORARILY_CLOSED)


def public_services() -> QuerySet[Service]:
    """Services that are published, still given, and not the second record of another one."""
    return Service.objects.filter(is_public=True, status__in=SHOWN)


def public_locations() -> QuerySet[Location]:
    """Places of public services that may be known. A confidential one is never among them."""
    return Location.objects.filter(
        Q(services_here__service__in=public_services()), is_confidential=False
    ).distinct()
