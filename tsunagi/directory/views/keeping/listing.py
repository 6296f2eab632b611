"""The body's supports, what of them waits to be checked, and which may be the same."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tsunagi.base.models import Organisation
from tsunagi.base.rules.codes import is_prefecture_code
from tsunagi.directory.queries import keeping as queries
from tsunagi.directory.queries.duplicates import distinctions
from tsunagi.directory.queries.duplicates import duplicates as candidates
from tsunagi.directory.rules.areas import area
from tsunagi.directory.rules.staleness import stale_before
from tsunagi.directory.views.keeping.common import crumbs, keeper_or_refused

A_PAGE = 20
LONGEST_WORDS = 100
_STATES = {
    "": gettext_lazy("すべて"),
    "public": gettext_lazy("公開中"),
    "draft": gettext_lazy("公開していない"),
    "unconfirmed": gettext_lazy("出典で確かめていない"),
    "stale": gettext_lazy("6か月確かめていない"),
    "merged": gettext_lazy("ほかの支援にまとめた"),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def keeping(request: HttpRequest, slug: str) -> HttpResponse:
    """The body's supports, those that nobody confirmed first; searched by name, which comes by POST."""
    organisation = keeper_or_refused(request, slug)
    day = timezone.localdate()
    words = request.POST.get("words", "").strip()[:LONGEST_WORDS]
    asked = request.POST if request.method == "POST" else request.GET
    state = asked.get("state", "")
    counts = queries.counts(organisation, day)
    pages = Paginator(queries.kept_services(organisation, state=state, words=words, day=day), A_PAGE)
    if not words:
        pages.count = counts.get(state, counts[""])  # known: not to be counted once more
    context = {
        "organisation": organisation,
        "page": pages.get_page(asked.get("page")),
        "words": words,
        "state": state,
        "states": [(code, _STATES[code], count) for code, count in counts.items()],
        "open_reports": queries.open_reports(organisation),
        "is_asked": request.method == "POST",
        "stale": stale_before(day),
        "embedded": _embedded(request, organisation),
        "crumbs": crumbs(organisation),
    }
    return render(request, "directory/keeping/keeping.html", context)


def _embedded(request: HttpRequest, organisation: Organisation) -> str:
    """The address of the supports for the body's area, for its own pages; empty where it has none."""
    code = organisation.code[:2] if is_prefecture_code(organisation.code) else organisation.code
    return "" if area(code) is None else request.build_absolute_uri(f"{reverse('directory:embedded')}?area={code}")


@login_required
@require_safe
def to_check(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits for somebody: not confirmed, not checked for six months, never published."""
    organisation = keeper_or_refused(request, slug)
    day = timezone.localdate()
    context = {
        "organisation": organisation,
        "page": Paginator(queries.to_check(organisation, day), A_PAGE).get_page(request.GET.get("page")),
        "stale": stale_before(day),
        "crumbs": crumbs(organisation, (_("確かめる支援"), "")),
    }
    return render(request, "directory/keeping/to_check.html", context)


@login_required
@require_safe
def duplicates(request: HttpRequest, slug: str) -> HttpResponse:
    """Records that may be of one service, and why; those that were told apart, and those that were put together."""
    organisation = keeper_or_refused(request, slug)
    context = {
        "organisation": organisation,
        "candidates": candidates(organisation),
        "distinctions": distinctions(organisation),
        "merged": queries.kept_services(organisation, state="merged", day=timezone.localdate()),
        "crumbs": crumbs(organisation, (_("重なっているかもしれない支援"), "")),
    }
    return render(request, "directory/keeping/duplicates.html", context)
