"""What several of these pages need: the body and the record that an address names, and the way to them."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from tsunagi.base.access import require
from tsunagi.base.models import Organisation
from tsunagi.directory.access import can_keep
from tsunagi.directory.models import Service

Crumb = tuple[str, str]


def keeper_or_refused(request: HttpRequest, slug: str) -> Organisation:
    """The body, for whoever keeps its supports."""
    organisation = get_object_or_404(Organisation, slug=slug)
    require(can_keep(request.user, organisation))
    return organisation


def kept_or_refused(request: HttpRequest, key: UUID) -> Service:
    """The record, for whoever keeps it. That a draft exists is told to nobody else."""
    found = Service.objects.select_related("kept_by", "provider", "merged_into").filter(pk=key).first()
    if found is None:
        raise Http404(_("この支援はありません。"))
    allowed = can_keep(request.user, found.kept_by)
    if not allowed and not found.is_public:
        raise Http404(_("この支援はありません。"))
    require(allowed)
    return found


def crumbs(organisation: Organisation, *steps: Crumb) -> list[Crumb]:
    """The way from the body's supports; the last step is the page itself."""
    name = _("%(organisation)sの支援") % {"organisation": organisation}
    return [(name, reverse("directory:keeping", args=[organisation.slug])), *steps]


def to_service(service: Service, *steps: Crumb) -> list[Crumb]:
    """The way down to a record."""
    return crumbs(service.kept_by, (str(service), reverse("directory:edit", args=[service.pk])), *steps)
