"""Which published figures an edition's indicators could have."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from tsunagi.base.models import Organisation
from tsunagi.figures.models import Figure
from tsunagi.figures.queries.tables import live
from tsunagi.register.models import Edition, Entry, Indicator, Plan


@dataclass(frozen=True, slots=True)
class Offer:
    """A published figure of an edition's fiscal year, and the indicator that it is of."""

    indicator: Indicator
    figure: Figure


def for_edition(edition: Edition) -> list[Offer]:
    """The whole year's figures of the newest definitions that name an indicator of the edition's plan."""
    tables = (
        live()
        .filter(definition__indicator__measure__plan=edition.plan, period=f"FY{edition.fiscal_year}")
        .order_by("definition__version")
    )
    shown = Figure.objects.filter(publication__in=tables, is_whole=True, is_hidden=False, number__isnull=False)
    found: dict[int | None, Offer] = {}
    for one in shown.select_related("publication__definition__indicator").order_by("publication__definition__version"):
        indicator = one.publication.definition.indicator
        assert indicator is not None, "asked for above"
        found[indicator.pk] = Offer(indicator, one)
    return list(found.values())


def drafts_of(organisation: Organisation) -> QuerySet[Edition]:
    """Editions of a body's plans that are not published yet."""
    found = Edition.objects.filter(plan__organisation=organisation, state=Edition.State.DRAFT)
    return found.select_related("plan").order_by("-fiscal_year", "kind")


def indicators_of(organisation: Organisation) -> QuerySet[Indicator]:
    """Indicators of a body's own plans that some measure still has."""
    told = Entry.objects.filter(measure=OuterRef("measure"))
    plans = Plan.objects.filter(organisation=organisation)
    found = Indicator.objects.filter(Exists(told), measure__plan__in=plans)
    return found.select_related("measure").order_by("name", "pk")
