"""Supports for other sites' pages: one line there shows them, without a script and without a cookie."""

from __future__ import annotations

from pathlib import Path

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from tsunagi.directory.forms.public import FiltersForm
from tsunagi.directory.queries.cards import cards
from tsunagi.directory.queries.filters import Filters
from tsunagi.directory.queries.search import Found, listed

MOST = 50
MOST_WRITTEN = 5_000
SHEETS = ("base/tokens.css", "base/frame.css", "base/parts.css", "directory/supports.css")


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def embedded(request: HttpRequest) -> HttpResponse:
    """The supports that the address asks for, as a page that may stand in anybody's frame.

    None where it asks for what there is not: whoever put the frame there sees what to mend, and not all supports.
    """
    at = timezone.localtime()
    form = FiltersForm(request.GET)
    found = listed(filters=form.filters(at), limit=MOST) if form.is_valid() else Found(0, [])
    context = {
        "form": form,
        "at": at,
        "sheets": [static(sheet) for sheet in SHEETS],
        "more": f"{reverse('directory:services')}?{request.GET.urlencode()}",
        "total": found.total,
        "cards": cards(found.services, language=get_language() or "ja", at=at),
    }
    return render(request, "directory/embedded.html", context, status=422 if form.errors else 200)


def write_page(folder: Path, filters: Filters, language: str) -> int:
    """The same as files that any server can give away: index.html and its style sheet; how many supports are in it."""
    at = timezone.localtime()
    with override(language):
        found = listed(filters=filters, limit=MOST_WRITTEN)
        context = {
            "at": None,  # whoever reads it does so at another moment
            "sheets": ["supports.css"],
            "site": settings.SITE,
            "total": found.total,
            "cards": cards(found.services, language=language, at=at),
        }
        page = render_to_string("directory/embedded.html", context)
    sheets = [Path(str(finders.find(sheet))).read_text(encoding="utf-8") for sheet in SHEETS]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "supports.css").write_text("\n".join(sheets), encoding="utf-8")
    (folder / "index.html").write_text(page, encoding="utf-8")
    return len(found.services)
