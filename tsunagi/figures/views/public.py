"""Pages that everybody may see."""

from __future__ import annotations

import csv
import json
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tsunagi.base.access import can
from tsunagi.base.models import Organisation
from tsunagi.base.remembering import remembered
from tsunagi.figures.access import Anyone, can_drop, can_see_records, can_sign
from tsunagi.figures.models import Definition, Figure, Publication
from tsunagi.figures.queries import public as queries
from tsunagi.figures.queries.handing import cell_of, feeds_of, is_fed_by
from tsunagi.figures.queries.words import say_parts, say_period, say_value
from tsunagi.figures.rules.catalogue import dataset
from tsunagi.figures.rules.vocabulary import SOURCES
from tsunagi.figures.views.common import chart, to_body, to_definition, to_figures, unit
from tsunagi.register.rules.catalogue import a_page
from tsunagi.register.views.data import PLANS, asked_page, no_such_page
from tsunagi.writing.csv import harmless

#: What its files are.
MEDIA: Final = {"csv": "text/csv", "json": "application/json"}


@require_safe
@remembered
def home(request: HttpRequest) -> HttpResponse:
    """The bodies that publish what they counted."""
    context = {"bodies": queries.published_bodies(), "crumbs": to_figures()}
    return render(request, "figures/home.html", context)


@require_safe
@remembered
def body(request: HttpRequest, slug: str) -> HttpResponse:
    """What one body publishes."""
    found = get_object_or_404(Organisation, slug=slug)
    definitions = queries.newest(queries.published_definitions(found))
    if not definitions:
        raise Http404(_("公表された数はまだありません。"))
    wholes = queries.newest_wholes(found)
    rows = [(one, unit(one), wholes.get(one.pk)) for one in definitions]
    context = {"body": found, "rows": rows, "crumbs": to_figures((str(found), ""))}
    return render(request, "figures/body.html", context)


@require_safe
@remembered
def definition(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """What is counted and how, and all numbers of it."""
    found = _definition(slug, code)
    tables = queries.tables(found)
    shown = tables[-queries.COLUMNS :]
    context = {
        "definition": found,
        "said": said(found),
        "feeds": [(one, cell_of(one)) for one in feeds_of(request.user, found)],
        "unit": unit(found),
        "chart": chart(found, shown),
        "tables": shown,
        "rows": [
            (_("全体") if row.is_whole else say_value(found.source, found.by, row.value), row.figures)
            for row in queries.rows(shown)
        ],
        "older": len(tables) - len(shown),
        "crumbs": to_body(found.organisation, (str(found), "")),
    }
    return render(request, "figures/definition.html", context)


@require_safe
def data(request: HttpRequest, slug: str, code: str, format: str) -> HttpResponse:
    """The same as CSV or JSON, with the address of each figure."""
    found = _definition(slug, code)
    if format not in MEDIA:
        raise Http404(_("この形式はありません。"))
    figures = [_plain(request, found, table, one) for table in queries.tables(found) for one in table.figures.all()]
    if format == "json":
        told = {"definition": _defined(request.user, found), "figures": figures}
        return JsonResponse(told, json_dumps_params={"ensure_ascii": False})
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{slug}-{code}.csv"'
    out = csv.writer(answer)
    out.writerow(figures[0])
    out.writerows([harmless(one) if isinstance(one, str) else one for one in row.values()] for row in figures)
    return answer


@require_safe
def publication(request: HttpRequest, key: int) -> HttpResponse:
    """One table: its numbers, when they were counted and who answers for them."""
    found = queries.find_publication(request.user, key)
    if found is None:
        raise Http404(_("この表はないか、まだ公表されていません。"))
    versions = list(queries.versions(found))
    context = {
        "publication": found,
        "definition": found.definition,
        "unit": unit(found.definition),
        "period": say_period(found.period),
        "figures": [(_name(found, one), one) for one in found.figures.all()],
        "versions": versions,
        "is_newest": versions[:1] == [found],
        "signable": can_sign(request.user, found),
        "droppable": can_drop(request.user, found),
        "feeds": [
            (one, cell_of(one), any(is_fed_by(one, figure) and not figure.is_hidden for figure in found.figures.all()))
            for one in feeds_of(request.user, found.definition)
        ],
        "may_correct": bool(can(request.user, "figures.count", found.organisation)),
        "crumbs": to_definition(found.definition, (say_period(found.period), "")),
    }
    return render(request, "figures/publication.html", context)


@require_safe
def figure(request: HttpRequest, key: int) -> HttpResponse:
    """One number, and where it comes from."""
    found = queries.find_figure(request.user, key)
    if found is None:
        raise Http404(_("この数はないか、まだ公表されていません。"))
    table = found.publication
    context = {
        "figure": found,
        "name": _name(table, found),
        "publication": table,
        "definition": table.definition,
        "said": said(table.definition),
        "unit": unit(table.definition),
        "period": say_period(table.period),
        "newest": queries.versions(table).first(),
        "feeds": feeds_of(request.user, table.definition, found),
        "can_see_records": can_see_records(request.user, table) if request.user.is_authenticated else None,
        "crumbs": to_definition(table.definition, (say_period(table.period), "")),
    }
    return render(request, "figures/figure.html", context)


@require_safe
def catalogue(request: HttpRequest) -> JsonResponse:
    """All definitions under which something is published, with their files, as DCAT; one page of them."""
    pages = Paginator(queries.newest(queries.every_definition()), PLANS)
    number = asked_page(request, pages)
    if number is None:
        return no_such_page(pages)
    datasets = [_dataset(request, one) for one in pages.page(number)]
    address = request.build_absolute_uri(request.path)
    title = "業務から数えた数"
    told = a_page(address, title, datasets, total=pages.count, page=number, pages=pages.num_pages)
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False}, content_type="application/ld+json")


def said(of: Definition) -> list[tuple[str, str]]:
    """What a definition says, in words: (label, words) pairs."""
    source = SOURCES[of.source]
    found = [(_("数える記録"), _(source.name)), (_("数えるもの"), say_parts(of.source, of.counted))]
    if of.out_of:
        found.append((_("分母"), say_parts(of.source, of.out_of)))
    found.append((_("数え方"), of.get_kind_display()))
    found.append((_("内訳"), _(source.dimensions[of.by]) if of.by else _("なし")))
    found.append((_("期間"), of.get_grain_display()))
    return found


def _definition(slug: str, code: str) -> Definition:
    body = get_object_or_404(Organisation, slug=slug)
    found = queries.newest(queries.published_definitions(body).filter(code=code))
    if not found:
        raise Http404(_("公表された数はまだありません。"))
    return found[0]


def _name(table: Publication, one: Figure) -> str:
    return _("全体") if one.is_whole else say_value(table.definition.source, table.definition.by, one.value)


def _plain(request: HttpRequest, of: Definition, table: Publication, one: Figure) -> dict[str, Any]:
    return {
        "period": table.period,
        "value": "" if one.is_whole else one.value,
        "name": _name(table, one),
        "number": None if one.number is None else json.loads(str(one.number)),
        "unit": of.unit,
        "counted": one.counted,
        "out_of": one.out_of,
        "hidden": one.is_hidden,
        "version": table.version,
        "address": request.build_absolute_uri(reverse("figures:figure", args=[one.pk])),
    }


def _dataset(request: HttpRequest, of: Definition) -> dict[str, Any]:
    where = [of.organisation.slug, of.code]
    tables = queries.tables(of)
    told = {
        "identifier": "/".join(where),
        "title": of.name,
        "publisher": of.organisation.name,
        "address": request.build_absolute_uri(reverse("figures:definition", args=where)),
        "issued": max(one.signed_at.isoformat() for one in tables if one.signed_at),
    }
    files = [
        {"address": request.build_absolute_uri(reverse("figures:data", args=[*where, format])), "media": media}
        for format, media in MEDIA.items()
    ]
    return dataset(told, [one.period for one in tables], files)


def _defined(user: Anyone, of: Definition) -> dict[str, Any]:
    names = ("code", "version", "name", "name_en", "unit", "kind", "source", "counted", "out_of", "by", "grain")
    feeds = [
        {"indicator": str(one.indicator), "measure": one.indicator.measure_id, "cell": one.cell}
        for one in feeds_of(user, of)
    ]
    return {"body": of.organisation.slug, **{name: getattr(of, name) for name in names}, "feeds": feeds}
