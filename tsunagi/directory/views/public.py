"""Pages that everybody may see."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tsunagi.directory.access import can_keep, can_view
from tsunagi.directory.forms import FiltersForm
from tsunagi.directory.models import Service
from tsunagi.directory.queries.cards import cards
from tsunagi.directory.queries.filters import narrowed
from tsunagi.directory.queries.public import public_services

A_PAGE = 20


@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """All supports, narrowed down by what was chosen."""
    at = timezone.localtime()
    form = FiltersForm(request.GET)
    found = public_services().order_by("name", "pk")
    if form.is_valid():
        found = narrowed(found, form.filters(at))
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "at": at,
        "page": page,
        "cards": cards(page.object_list, language=get_language() or "ja", at=at),
        "crumbs": [(_("支援の一覧"), reverse("directory:services"))],
    }
    return render(request, "directory/services.html", context)


@require_safe
def service(request: HttpRequest, key: UUID) -> HttpResponse:
    """One support: what it is, for whom, and every way in."""
    found = Service.objects.select_related("provider", "kept_by", "merged_into").filter(pk=key).first()
    if found is None or not can_view(request.user, found):
        raise Http404(_("この支援はないか、公開されていません。"))
    at = timezone.localtime()
    [card] = cards([found], language=get_language() or "ja", at=at)
    context = {
        "card": card,
        "at": at,
        "can_keep": can_keep(request.user, found.kept_by),
        "measures": found.measures.all(),
        "crumbs": [(_("支援の一覧"), reverse("directory:services")), (card.name, "")],
    }
    return render(request, "directory/service.html", context)
