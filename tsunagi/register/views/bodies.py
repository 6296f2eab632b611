"""Local bodies beside each other."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tsunagi.base.remembering import remembered
from tsunagi.base.rules.codes import PREFECTURES
from tsunagi.register.models import TargetGroup
from tsunagi.register.queries import comparing
from tsunagi.register.views.common import Row, addresses, crumbs, era_year

PAGE = 100


def _chosen(request: HttpRequest, kind: str) -> tuple[list[int], int | None]:
    years = comparing.years(kind)
    wanted = request.GET.get("year", "")
    year = int(wanted) if wanted.isdecimal() and len(wanted) == 4 else None
    return years, year if year in years else (years[0] if years else None)


@require_safe
@remembered
def bodies(request: HttpRequest) -> HttpResponse:
    """All local bodies of a year, by area and size."""
    years, year = _chosen(request, "follow_up")
    prefecture = request.GET.get("prefecture", "")
    prefecture = prefecture if prefecture in _prefecture_codes() else ""
    size = request.GET.get("size", "")
    groups = {one.code: str(one) for one in TargetGroup.objects.all()}
    group = request.GET.get("group", "")
    group = group if group in groups else ""
    found = comparing.bodies(year or 0, "follow_up", prefecture=prefecture, size=size)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    edition = addresses("edition", None, year or 1, "follow_up")  # without a year there is no row either
    context = {
        "years": [(one, era_year(one)) for one in years],
        "year": year,
        "prefectures": list(zip(_prefecture_codes(), PREFECTURES, strict=True)),
        "prefecture": prefecture,
        "sizes": _sizes(),
        "size": size,
        "groups": list(groups.items()),
        "group": group,
        "page": page,
        "rows": [
            Row(str(line.edition.plan.organisation), edition(line.edition.plan.slug), line.counts)
            for line in comparing.lines(list(page), group)
        ],
        "totals": comparing.together(found, group),
        "crumbs": crumbs((_("自治体を比べる"), "")),
    }
    return render(request, "register/bodies.html", context)


@require_safe
@remembered
def missed(request: HttpRequest, prefecture: str) -> HttpResponse:
    """The missed targets of one prefecture's bodies."""
    _years, year = _chosen(request, "follow_up")
    known = prefecture in _prefecture_codes()
    found = comparing.Missed(comparing.bodies(year or 0, "follow_up", prefecture=prefecture if known else "none"))
    page = Paginator(range(len(found)), PAGE).get_page(request.GET.get("page"))
    name = PREFECTURES[int(prefecture) - 1] if known else ""
    context = {
        "name": name,
        "year": era_year(year) if year else "",
        "page": page,
        "targets": found.between(page.start_index() - 1, page.end_index()),
        "crumbs": crumbs(
            (_("自治体を比べる"), reverse("register:bodies")), (_("%(name)sの未達成の目標") % {"name": name}, "")
        ),
    }
    return render(request, "register/missed.html", context, status=200 if known else 404)


def _prefecture_codes() -> list[str]:
    return [f"{number:02}" for number in range(1, len(PREFECTURES) + 1)]


def _sizes() -> list[tuple[str, str]]:
    return [("s", _("1万人未満")), ("m", _("1万〜5万人")), ("l", _("5万〜20万人")), ("xl", _("20万人以上"))]
