"""What several pages need: the edition that an address names, the way to it, and numbers drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from tsunagi.base.views import signed_in
from tsunagi.register.models import Edition
from tsunagi.register.models.edition import era_year
from tsunagi.register.queries.editions import find_edition
from tsunagi.register.queries.overview import Line
from tsunagi.register.templatetags.register import Row, addresses

__all__ = [
    "Row",
    "address",
    "addresses",
    "crumbs",
    "edition_or_404",
    "era_year",
    "rows",
    "signed_in",
    "to_edition",
]

Crumb = tuple[str, str]


def edition_or_404(request: HttpRequest, plan: str, year: int, kind: str) -> Edition:
    """The edition at this address, or the page that says there is none; `?revision=0` names an older one."""
    wanted = request.GET.get("revision", "")
    edition = find_edition(
        request.user, plan, year, kind, int(wanted) if wanted.isdecimal() and len(wanted) < 5 else None
    )
    if edition is None:
        raise Http404(_("この年度の版はないか、まだ公表されていません。"))
    return edition


def address(name: str, edition: Edition, *rest: object) -> str:
    """The address of a page about an edition; an older revision says so."""
    found = reverse(f"register:{name}", args=[edition.plan.slug, edition.fiscal_year, edition.kind, *rest])
    return f"{found}?revision={edition.revision}" if getattr(edition, "superseded", False) else found


def crumbs(*steps: Crumb) -> list[Crumb]:
    """The way from the front page; the last step is the page itself."""
    return [(_("計画と実施状況"), reverse("register:home")), *steps]


def to_edition(edition: Edition) -> list[Crumb]:
    """The way down to an edition."""
    return crumbs(
        (str(edition.plan), reverse("register:plan", args=[edition.plan.slug])),
        (edition.year_name, reverse("register:edition", args=[edition.plan.slug, edition.fiscal_year, edition.kind])),
    )


def rows(lines: Sequence[Line], hrefs: Iterable[str]) -> list[Row]:
    """Lines with the addresses they lead to."""
    return [Row(str(line.of), href, line.counts, line.measures) for line, href in zip(lines, hrefs, strict=True)]
