"""Made-up supports."""

from __future__ import annotations

from typing import Any

from tsunagi.base.models import Organisation
from tsunagi.directory.actions.index import index_services
from tsunagi.directory.models import Provider, Service, ServiceArea


def provider(name: str = "見本の会", **more: Any) -> Provider:
    """A made-up body, kept by the Cabinet Office."""
    keeper = Organisation.objects.get(slug="cabinet-office")
    return Provider.objects.create(**{"name": name, "kept_by": keeper, **more})


def service(name: str, *, areas: tuple[str, ...] = ("00",), **more: Any) -> Service:
    """A made-up public service, in the index."""
    by = more.pop("provider", None) or Provider.objects.filter(name="見本の会").first() or provider()
    made = Service.objects.create(**{"name": name, "provider": by, "kept_by": by.kept_by, "is_public": True, **more})
    ServiceArea.objects.bulk_create(ServiceArea(service=made, code=code) for code in areas)
    index_services([made.pk])
    return made
