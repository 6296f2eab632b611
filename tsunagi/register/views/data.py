"""What describes the data to programs: the schema, and the catalogue."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from tsunagi.register.models import Edition
from tsunagi.register.queries.editions import latest, published_plans, visible
from tsunagi.register.queries.export import MEDIA
from tsunagi.register.rules.catalogue import catalogue as make_catalogue
from tsunagi.register.rules.schema import EDITION

#: Plans on a page of the catalogue: with twenty years of editions a page stays below a megabyte.
PLANS = 20


@require_safe
def schema(request: HttpRequest) -> JsonResponse:
    """The JSON Schema of an edition."""
    return JsonResponse(EDITION, json_dumps_params={"ensure_ascii": False}, content_type="application/schema+json")


@require_safe
def catalogue(request: HttpRequest) -> JsonResponse:
    """The plans with a published edition and all their files, as DCAT; one page of them."""
    pages = Paginator(published_plans(), PLANS)
    number = asked_page(request, pages)
    if number is None:
        return no_such_page(pages)
    shown = list(pages.page(number))
    editions: dict[int, list[Edition]] = {}
    for one in latest(visible(AnonymousUser()).filter(plan__in=shown)).order_by("fiscal_year", "kind"):
        editions.setdefault(one.plan_id, []).append(one)
    plans = [
        {
            "slug": plan.slug,
            "title": plan.title,
            "publisher": plan.organisation.name,
            "address": request.build_absolute_uri(reverse("register:plan", args=[plan.slug])),
            "files": [file for edition in editions[plan.pk] for file in _files(request, edition)],
        }
        for plan in shown
    ]
    found = make_catalogue(
        request.build_absolute_uri(request.path),
        plans,
        total=pages.count,
        page=number,
        pages=pages.num_pages,
        others=[request.build_absolute_uri(reverse("figures:catalogue"))],
    )
    return JsonResponse(found, json_dumps_params={"ensure_ascii": False}, content_type="application/ld+json")


def asked_page(request: HttpRequest, pages: Paginator[Any]) -> int | None:
    """Which page of a catalogue is asked for; None where it has no such page."""
    wanted = request.GET.get("page", "1")
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 10 else 0
    return number if 1 <= number <= pages.num_pages else None


def no_such_page(pages: Paginator[Any]) -> JsonResponse:
    """A sentence that says which pages there are."""
    last = pages.num_pages
    sentence = f"page には1から{last}までの数を入れてください。 / The catalogue has the pages 1 to {last}."
    error = {"code": "not_found", "message": sentence}
    return JsonResponse({"error": error}, status=404, json_dumps_params={"ensure_ascii": False})


def _files(request: HttpRequest, edition: Edition) -> list[dict[str, object]]:
    where = [edition.plan.slug, edition.fiscal_year, edition.kind]
    return [
        {
            "title": f"{edition.title} ({format})",
            "address": request.build_absolute_uri(reverse("register:download", args=[*where, format])),
            "media": media.split(";")[0],
            "fiscal_year": edition.fiscal_year,
            "issued": edition.published_at.isoformat() if edition.published_at else "",
            "seal": edition.seal,
        }
        for format, media in MEDIA.items()
    ]
