"""Pages that are public once an edition is published."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tsunagi.base.access import organisations_with
from tsunagi.base.models import Organisation, User
from tsunagi.base.remembering import remembered
from tsunagi.register.access import can_change, can_correct, can_import, can_open_round, can_publish, can_relate
from tsunagi.register.models import Edition, Entry, Plan, TargetGroup
from tsunagi.register.queries import editions as editions_
from tsunagi.register.queries.comparing import Pair, compared, years
from tsunagi.register.queries.measures import measure_page, texts_over_years
from tsunagi.register.queries.overview import counted, in_section, listed, overview
from tsunagi.register.queries.search import search as find
from tsunagi.register.rules.verdicts import VERDICTS
from tsunagi.register.templatetags.register import VERDICT_WORDS
from tsunagi.register.views.charts import verdict_bars
from tsunagi.register.views.common import address, crumbs, edition_or_404, rows, to_edition
from tsunagi.register.views.courses import course_chart, course_rows


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front page: the plans, and the newest edition of the first at a glance."""
    shown = list(editions_.latest(editions_.visible(request.user)).order_by("-fiscal_year", "kind")[:30])
    national = [one for one in shown if one.plan.organisation.kind == Organisation.Kind.MINISTRY]
    first = next((one for one in national if one.is_published and one.kind == Edition.Kind.FOLLOW_UP), None)
    context = {
        "editions": [(one, one.year_name, address("edition", one)) for one in shown],
        "first": first,
        "first_href": address("edition", first) if first else "",
        "overview": overview(first) if first else None,
        "has_bodies": bool(years(Edition.Kind.FOLLOW_UP)),
    }
    return render(request, "register/home.html", context)


@require_safe
@remembered
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """A plan's editions over the years."""
    found = get_object_or_404(Plan.objects.select_related("organisation"), slug=slug)
    shown = editions_.of_plan(request.user, found)
    may_import = can_import(request.user, found)
    if not shown and not may_import:
        raise Http404(_("公表された版はまだありません。"))
    context = {
        "plan": found,
        "editions": [(one, one.year_name, address("edition", one)) for one in shown],
        "pairs": [
            (later.year_name, earlier.year_name, reverse("register:compare", args=[earlier.pk, later.pk]))
            for later, earlier in pairwise(shown)
        ],
        "can_import": may_import,
        "crumbs": crumbs((str(found), "")),
    }
    return render(request, "register/plan.html", context)


@require_safe
@remembered
def edition(request: HttpRequest, plan: str, year: int, kind: str) -> HttpResponse:
    """An edition at a glance: verdicts by section and ministry, what was missed, what nobody can tell."""
    found = edition_or_404(request, plan, year, kind)
    seen = overview(found)
    sections = rows(seen.sections, [address("section", found, one.key) for one in seen.sections])
    ministries = rows(seen.ministries, [address("ministry", found, one.key) for one in seen.ministries])
    groups = rows(seen.groups, [address("group", found, one.key) for one in seen.groups])
    context = {
        "edition": found,
        "year": found.year_name,
        "overview": seen,
        "sections": sections,
        "ministries": ministries,
        "groups": groups,
        "sections_chart": verdict_bars("sections", _("節ごとの達成状況"), sections),
        "ministries_chart": verdict_bars("ministries", _("担当ごとの達成状況"), ministries),
        "revisions": editions_.revisions(request.user, found),
        "can_import": can_import(request.user, found.plan),
        "can_change": can_change(request.user, found),
        "can_open_round": can_open_round(request.user, found),
        "can_publish": can_publish(request.user, found),
        "can_correct": can_correct(request.user, found) if request.user.is_authenticated else None,
        "crumbs": to_edition(found),
        "base": address("edition", found),
        "downloads": address("downloads", found),
    }
    return render(request, "register/edition.html", context)


@require_safe
@remembered
def section(request: HttpRequest, plan: str, year: int, kind: str, code: str) -> HttpResponse:
    """The measures that stand in one section, repeated ones included."""
    found = edition_or_404(request, plan, year, kind)
    part = get_object_or_404(found.sections, code=code)
    entries = listed(in_section(found, part))
    return _list(request, found, str(part), entries, {"section": part})


@require_safe
@remembered
def ministry(request: HttpRequest, plan: str, year: int, kind: str, slug: str) -> HttpResponse:
    """The measures that one ministry is in charge of, alone or with others."""
    found = edition_or_404(request, plan, year, kind)
    body = get_object_or_404(Organisation, slug=slug)
    entries = listed(found.entries.filter(charges__organisation=body))
    return _list(request, found, str(body), entries, {"ministry": body})


@require_safe
@remembered
def group(request: HttpRequest, plan: str, year: int, kind: str, code: str) -> HttpResponse:
    """All measures for one target group."""
    found = edition_or_404(request, plan, year, kind)
    whom = get_object_or_404(TargetGroup, code=code)
    entries = listed(found.entries.filter(groups=whom))
    return _list(request, found, _("%(group)sのための施策") % {"group": whom}, entries, {"group": whom})


@require_safe
@remembered
def verdict(request: HttpRequest, plan: str, year: int, kind: str, verdict: str) -> HttpResponse:
    """The measures with a target of one verdict."""
    found = edition_or_404(request, plan, year, kind)
    if verdict not in VERDICTS:
        raise Http404(_("この判断の種類はありません。"))
    entries = listed(found.entries.filter(targets__verdict=verdict).distinct())
    return _list(
        request, found, _("「%(verdict)s」の目標がある施策") % {"verdict": VERDICT_WORDS[verdict][1]}, entries, {}
    )


#: So many measures stand on one page of a list: on a phone each is about as tall as half of the screen.
PAGE = 10


def _list(
    request: HttpRequest, found: Edition, heading: str, entries: list[Entry], more: dict[str, Any]
) -> HttpResponse:
    context = {
        "edition": found,
        "heading": heading,
        "page": (page := Paginator(entries, PAGE).get_page(request.GET.get("page"))),
        "entries": page.object_list,
        "counts": counted(entries),
        "crumbs": [*to_edition(found), (heading, "")],
        **more,
    }
    return render(request, "register/list.html", context)


NO_MEASURE = gettext_lazy("この施策はないか、まだ公表されていません。")
#: So many editions' whole texts stand on a measure's page; those of all have a page of their own.
RECENT = 3


@require_safe
@remembered
def measure(request: HttpRequest, key: int) -> HttpResponse:
    """A measure over the years: texts, indicators with their course, evidence, and what it hangs together with."""
    page = measure_page(request.user, key)
    if page is None:
        raise Http404(NO_MEASURE)
    now = page.now
    signed_in = isinstance(request.user, User)
    may_note = signed_in and bool(organisations_with(request.user, "register.fill"))
    recent = page.entries[:RECENT]
    context = {
        "page": page,
        "entry": now,
        "edition": now.edition,
        "year": now.edition.year_name,
        "recent": [(entry.edition.year_name, entry) for entry in recent],
        "is_longer": len(page.entries) > RECENT,
        "story": [(one.told.edition.year_name, one.told, one.other) for one in page.successions],
        "is_told": any(entry.narrative for entry in recent),
        "can_relate": can_relate(request.user, page.measure.plan),
        "amendable": [
            (one.edition.year_name, one.pk)
            for one in page.entries
            if not one.edition.is_published and can_change(request.user, one.edition)
        ],
        "courses": [(course, course_chart(course), course_rows(course, may_note)) for course in page.courses],
        "crumbs": [*to_edition(now.edition), (str(now), "")],
    }
    return render(request, "register/measure.html", context)


@require_safe
@remembered
def texts(request: HttpRequest, key: int) -> HttpResponse:
    """What every edition says of a measure, in full."""
    entries = texts_over_years(request.user, key)
    if not entries:
        raise Http404(NO_MEASURE)
    now = entries[0]
    context = {
        "entry": now,
        "years": [(entry.edition.year_name, entry) for entry in entries],
        "crumbs": [
            *to_edition(now.edition),
            (str(now), reverse("register:measure", args=[key])),
            (_("文書が述べていること"), ""),
        ],
    }
    return render(request, "register/texts.html", context)


#: What became of measures, in the order in which a comparison shows it; where nothing but the number changed it is
#: folded: on a phone all of them would be as tall as sixty screens.
STAYS = ("moved", "same")
CHANGED_FIRST = ("new", "ended", "split", "merged", "renamed", *STAYS)


@require_safe
@remembered
def compare(request: HttpRequest, earlier: int, later: int) -> HttpResponse:
    """Two editions of one plan, measure by measure."""
    shown = editions_.visible(request.user)
    before, after = get_object_or_404(shown, pk=earlier), get_object_or_404(shown, pk=later)
    if before.plan_id != after.plan_id:
        raise Http404(_("別の計画の版どうしは比べられません。"))
    pairs = compared(before, after)
    by_relation: dict[str, list[Pair]] = {}
    for one in pairs:
        by_relation.setdefault(one.relation, []).append(one)
    asked = request.GET.get("relation", "")
    only = asked if asked in CHANGED_FIRST else ""
    context = {
        "before": before,
        "after": after,
        "before_name": before.year_name,
        "after_name": after.year_name,
        "groups": [(key, these) for key in CHANGED_FIRST if only in ("", key) and (these := by_relation.get(key))],
        "stays": STAYS,
        "folded": () if only else STAYS,
        "total": len(pairs),
        "only": only,
        "summary": [(key, len(by_relation[key])) for key in CHANGED_FIRST if key in by_relation],
        "crumbs": [*to_edition(after), (_("%(year)sと比べる") % {"year": before.year_name}, "")],
    }
    return render(request, "register/compare.html", context)


MOST_FOUND = 50


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Measures by words. The words come by POST, so that they stand in no address and no log."""
    words = request.POST.get("words", "").strip()[:200]
    found = find(request.user, words, MOST_FOUND) if words else None
    context = {
        "words": words,
        "asked": found is not None,
        "total": found.total if found else 0,
        "entries": found.entries if found else [],
        "crumbs": crumbs((_("施策をさがす"), "")),
    }
    return render(request, "register/search.html", context)
