"""What describes the data to programs: the schema, and the catalogue."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from tsunagi.register.queries.editions import latest, visible
from tsunagi.register.queries.export import MEDIA
from tsunagi.register.rules.catalogue import catalogue as make_catalogue
from tsunagi.register.rules.schema import EDITION


@require_safe
def schema(request: HttpRequest) -> JsonResponse:
    """The JSON Schema of an edition."""
    return JsonResponse(EDITION, json_dumps_params={"ensure_ascii": False}, content_type="application/schema+json")


@require_safe
def catalogue(request: HttpRequest) -> JsonResponse:
    """All published editions with their files, as DCAT."""
    plans: dict[str, dict[str, object]] = {}
    for one in latest(visible(AnonymousUser())).order_by("plan__slug", "fiscal_year", "kind"):
        where = [one.plan.slug, one.fiscal_year, one.kind]
        files = [
            {
                "title": f"{one.title} ({format})",
                "address": request.build_absolute_uri(reverse("register:download", args=[*where, format])),
                "media": media.split(";")[0],
                "fiscal_year": one.fiscal_year,
                "issued": one.published_at.isoformat() if one.published_at else "",
                "seal": one.seal,
            }
            for format, media in MEDIA.items()
        ]
        plan = plans.setdefault(
            one.plan.slug,
            {
                "slug": one.plan.slug,
                "title": one.plan.title,
                "publisher": one.plan.organisation.name,
                "address": request.build_absolute_uri(reverse("register:plan", args=[one.plan.slug])),
                "files": [],
            },
        )
        plan["files"] += files  # type: ignore[operator]
    found = make_catalogue(request.build_absolute_uri(), list(plans.values()))
    return JsonResponse(found, json_dumps_params={"ensure_ascii": False}, content_type="application/ld+json")
