"""Pages that everybody may see."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tsunagi.directory.access import can_keep, can_view
from tsunagi.directory.forms.public import SearchForm
from tsunagi.directory.models import Service
from tsunagi.directory.queries.cards import cards
from tsunagi.directory.queries.schema_org import schema_org
from tsunagi.directory.queries.search import Found, listed, search

A_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def services(request: HttpRequest) -> HttpResponse:
    """All supports, narrowed down by what was chosen, and searched by words that come by POST."""
    at = timezone.localtime()
    form = SearchForm(request.POST) if request.method == "POST" else SearchForm(_without_words(request))
    is_valid = form.is_valid()
    words = form.cleaned_data.get("words", "")
    if request.method == "POST" and is_valid and not words:
        return redirect(f"{reverse('directory:services')}?{urlencode(form.codes())}".removesuffix("?"))
    filters = form.filters(at)  # of what was refused nothing: the rest holds
    found = partial(search, words) if words else listed
    asked = request.POST if words else request.GET
    page = _page(asked.get("page", ""), lambda offset: found(filters=filters, offset=offset, limit=A_PAGE))
    context = {
        "form": form,
        "at": at,
        "words": words,
        "page": page,
        "cards": cards(page.object_list, language=get_language() or "ja", at=at),
        "crumbs": [(_("支援の一覧"), reverse("directory:services"))],
    }
    return render(request, "directory/services.html", context, status=422 if form.errors else 200)


def _without_words(request: HttpRequest) -> dict[str, str]:
    return {name: str(value) for name, value in request.GET.items() if name != "words"}


def _page(asked: str, find: Callable[[int], Found]) -> Page[Service]:
    """A page of what is found from a place on; beyond the last one the last one."""
    number = max(1, int(asked)) if asked.isdecimal() and len(asked) < 7 else 1
    found = find((number - 1) * A_PAGE)
    page: Page[Any] = Paginator(range(found.total), A_PAGE).get_page(number)
    if page.number != number:
        found = find((page.number - 1) * A_PAGE)
    page.object_list = found.services
    return page


@require_safe
def service(request: HttpRequest, key: UUID) -> HttpResponse:
    """One support: what it is, for whom, and every way in."""
    found = Service.objects.select_related("provider", "kept_by", "merged_into").filter(pk=key).first()
    if found is not None and found.merged_into_id and not can_keep(request.user, found.kept_by):
        return redirect("directory:service", found.merged_into_id)
    if found is None or not can_view(request.user, found):
        raise Http404(_("この支援はないか、公開されていません。"))
    at = timezone.localtime()
    [card] = cards([found], language=get_language() or "ja", at=at)
    context = {
        "card": card,
        "at": at,
        "can_keep": can_keep(request.user, found.kept_by),
        # A block of data, which no browser runs; its signs are escaped where it is made.
        "schema_org": mark_safe(schema_org(card, request.build_absolute_uri(request.path))),  # noqa: S308
        "measures": found.measures.all(),
        "crumbs": [(_("支援の一覧"), reverse("directory:services")), (card.name, "")],
    }
    return render(request, "directory/service.html", context)
