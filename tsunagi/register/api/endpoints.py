"""What may be asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from ninja import Query, Router
from pydantic import Field

from tsunagi.register.models import Edition, Entry, Plan
from tsunagi.register.queries.comparing import bodies, lines
from tsunagi.register.queries.editions import find_edition, latest, published_plans, visible
from tsunagi.register.queries.export import edition_facts, edition_json

router = Router()

View = TypeVar("View", bound=Callable[..., Any])


def get(path: str) -> Callable[[View], View]:
    """An address that is asked by GET, or by HEAD for all of the answer but its body."""

    def at(view: View) -> View:
        router.api_operation(["HEAD"], path, include_in_schema=False)(view)
        return router.get(path)(view)

    return at


Limit = Annotated[int, Query(20, ge=1, le=100)]
Offset = Annotated[int, Query(0, ge=0, le=10_000_000)]
Kind = Literal["plan", "follow_up"]
Year = Annotated[int, Field(ge=1990, le=2200)]


@get("/plans")
def plans(request: HttpRequest, limit: Limit = 20, offset: Offset = 0) -> dict[str, Any]:
    """All plans that have a published edition."""
    return _page(published_plans(), limit, offset, _plan)


@get("/editions")
def editions(
    request: HttpRequest, plan: str = "", year: Year | None = None, limit: Limit = 20, offset: Offset = 0
) -> dict[str, Any]:
    """Published editions, newest first, each in its newest revision."""
    found = latest(visible(AnonymousUser()))
    if plan:
        found = found.filter(plan__slug=plan)
    if year is not None:
        found = found.filter(fiscal_year=year)
    return _page(found.order_by("-fiscal_year", "plan__slug", "kind"), limit, offset, edition_facts)


@get("/editions/{plan}/{year}/{kind}")
def edition(request: HttpRequest, plan: str, year: Year, kind: Kind, revision: int | None = None) -> dict[str, Any]:
    """Everything that an edition says."""
    return edition_json(_edition(plan, year, kind, revision))


@get("/measures")
def measures(
    request: HttpRequest,
    plan: str,
    year: Year,
    kind: Kind,
    section: str = "",
    ministry: str = "",
    group: str = "",
    verdict: Literal["", "met", "not_met", "pending", "no_actual"] = "",
    limit: Limit = 20,
    offset: Offset = 0,
) -> dict[str, Any]:
    """An edition's measures; the filters narrow them down together."""
    found = (
        _edition(plan, year, kind, None)
        .entries.select_related("section")
        .prefetch_related("charges__organisation", "targets")
    )
    if section:
        found = found.filter(section__code=section)
    if ministry:
        found = found.filter(charges__organisation__slug=ministry)
    if group:
        found = found.filter(groups__code=group)
    if verdict:
        found = found.filter(targets__verdict=verdict)
    return _page(found.distinct().order_by("order", "pk"), limit, offset, _entry)


@get("/measures/{measure}")
def measure(request: HttpRequest, measure: int) -> dict[str, Any]:
    """One measure over the years, oldest first."""
    shown = latest(visible(AnonymousUser()))
    entries = Entry.objects.filter(measure=measure, edition__in=shown).select_related(
        "edition__plan__organisation", "section"
    )
    entries = entries.prefetch_related("charges__organisation", "targets").order_by(
        "edition__fiscal_year", "edition__kind"
    )
    said = [{"edition": edition_facts(one.edition), **_entry(one)} for one in entries]
    if not said:
        raise Http404
    return {"measure": measure, "entries": said}


@get("/bodies/{year}/{kind}")
def tallies(
    request: HttpRequest, year: Year, kind: Kind, prefecture: str = "", limit: Limit = 20, offset: Offset = 0
) -> dict[str, Any]:
    """The verdicts of local bodies, by their code."""
    found = bodies(year, kind, prefecture=prefecture[:2])
    items = [
        {
            "organisation": str(line.edition.plan.organisation.name),
            "code": line.edition.plan.organisation.code,
            "plan": line.edition.plan.slug,
            **dict(line.counts.parts()),
        }
        for line in lines(found[offset : offset + limit])
    ]
    return {"count": len(found), "limit": limit, "offset": offset, "items": items}


def _edition(plan: str, year: int, kind: str, revision: int | None) -> Edition:
    found = find_edition(AnonymousUser(), plan, year, kind, revision)
    if found is None:
        raise Http404
    return found


def _page(found: QuerySet[Any], limit: int, offset: int, say: Any) -> dict[str, Any]:
    """A piece of a list, and how long the whole is."""
    return {
        "count": found.count(),
        "limit": limit,
        "offset": offset,
        "items": [say(one) for one in found[offset : offset + limit]],
    }


def _plan(one: Plan) -> dict[str, Any]:
    return {"plan": one.slug, "title": one.title, "title_en": one.title_en, "organisation": one.organisation.name}


def _entry(one: Entry) -> dict[str, Any]:
    return {
        "measure": one.measure_id,
        "number": one.number,
        "title": one.title,
        "title_is_whole": one.has_whole_title,
        "section": one.section.code if one.section else None,
        "ministries": [charge.organisation.name for charge in one.charges.all()],
        "summary": one.summary,
        "summary_en": one.summary_en,
        "targets": [
            {
                "what": target.what,
                "op": target.op,
                "value": None if target.value is None else float(target.value),
                "unit": target.unit or None,
                "due": target.due or None,
                "verdict": target.verdict,
                "because": target.because,
            }
            for target in one.targets.all()
        ],
    }
