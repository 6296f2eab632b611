"""Which published figures an edition's indicators could have."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from tsunagi.base.models import Organisation
from tsunagi.figures.models import Definition, Figure, Publication
from tsunagi.figures.queries.tables import live
from tsunagi.figures.queries.words import say_value
from tsunagi.register.models import Edition, Entry, Indicator, Plan


@dataclass(frozen=True, slots=True)
class Offer:
    """A published figure of an edition's fiscal year, and the indicator that it is of."""

    indicator: Indicator
    publication: Publication
    figure: Figure

    @property
    def name(self) -> str:
        """What is counted, and of which cell."""
        return name_of(self.publication.definition)


def name_of(definition: Definition) -> str:
    """What the indicator's number is called: the definition, and the cell where it is one."""
    return f"{definition} {cell_of(definition)}".strip()


def cell_of(definition: Definition) -> str:
    """What the cell is called whose number is the indicator's; empty where it is the whole."""
    return say_value(definition.source, definition.by, definition.cell) if definition.cell else ""


def feeds(figure: Figure, definition: Definition) -> bool:
    """Whether it is this figure of its table that is the indicator's number."""
    if definition.indicator_id is None:
        return False
    return figure.value == definition.cell and not figure.is_whole if definition.cell else figure.is_whole


def for_edition(edition: Edition) -> tuple[list[Offer], list[Publication]]:
    """The year's figures of the newest definitions that name an indicator of the edition's plan; and the tables that
    hide the number which their indicator waits for."""
    tables = (
        live()
        .filter(definition__indicator__measure__plan=edition.plan, period=f"FY{edition.fiscal_year}")
        .select_related("definition__indicator", "organisation")
        .prefetch_related(Prefetch("figures", Figure.objects.filter(is_hidden=False), to_attr="told"))
        .order_by("definition__version", "pk")
    )
    found: dict[int, Offer] = {}
    withheld: dict[int, Publication] = {}
    for one in tables:
        definition = one.definition
        assert definition.indicator is not None, "asked for above"
        figure = next((figure for figure in one.told if feeds(figure, definition)), None)
        if figure is None:
            withheld[definition.indicator.pk] = one
        elif figure.number is not None:
            found[definition.indicator.pk] = Offer(definition.indicator, one, figure)
    return list(found.values()), [one for key, one in withheld.items() if key not in found]


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
