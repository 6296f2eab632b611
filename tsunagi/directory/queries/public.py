"""What everybody may see."""

from __future__ import annotations

from django.db.models import QuerySet

from tsunagi.directory.models import Service

SHOWN = (Service.Status.ACTIVE, Service.Status.TEMPORARILY_CLOSED)


def public_services() -> QuerySet[Service]:
    """Services that are published, still given, and not the second record of another one."""
    return Service.objects.filter(is_public=True, status__in=SHOWN)
