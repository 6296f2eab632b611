"""Which published figures an edition's indicators could have."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils.translation import gettext as _

from tsunagi.base.models import Organisation
from tsunagi.figures.access import Anyone, can_see
from tsunagi.figures.models import Definition, Feed, Figure, Publication
from tsunagi.figures.queries.tables import live
from tsunagi.figures.queries.words import say_value
from tsunagi.register.models import Edition, Entry, Indicator, Plan
from tsunagi.register.queries.editions import visible


@dataclass(frozen=True, slots=True)
class Offer:
    """A published figure of an edition's fiscal year, and the indicator that it is of."""

    feed: Feed
    publication: Publication
    figure: Figure


def name_of(feed: Feed) -> str:
    """What the indicator's number is called: the definition, and the cell where it is one."""
    return f"{feed.definition} {cell_of(feed)}" if feed.cell else str(feed.definition)


def cell_of(feed: Feed) -> str:
    """What the number is called that is the indicator's: a cell, or the whole."""
    return say_value(feed.definition.source, feed.definition.by, feed.cell) if feed.cell else _("全体")


def feeds_of(user: Anyone, definition: Definition, figure: Figure | None = None) -> list[Feed]:
    """The indicators that have their numbers from a definition's tables; with a figure, those that have this one.

    Of measures that this person may not see yet none, but for who counts and signs off: `is_seen` says whether their
    page is there for them.
    """
    told = Entry.objects.filter(measure=OuterRef("indicator__measure"), edition__in=visible(user).values("pk"))
    found = definition.feeds.select_related("definition", "indicator__measure").annotate(is_seen=Exists(told))
    if not can_see(user, definition.organisation):
        found = found.filter(is_seen=True)
    return [one for one in found if figure is None or is_fed_by(one, figure)]


def is_fed_by(feed: Feed, figure: Figure) -> bool:
    """Whether it is this figure of its table that is the indicator's number."""
    return figure.value == feed.cell and not figure.is_whole if feed.cell else figure.is_whole


def for_edition(edition: Edition) -> tuple[list[Offer], list[Feed]]:
    """The year's figures of the newest definitions that name an indicator of the edition's plan; and the indicators
    whose number their table hides."""
    feeds: dict[int, list[Feed]] = defaultdict(list)
    of_plan = Feed.objects.filter(indicator__measure__plan=edition.plan)
    for one in of_plan.select_related("definition", "indicator"):
        feeds[one.definition_id].append(one)
    tables = (
        live()
        .filter(definition__in=feeds, period=f"FY{edition.fiscal_year}")
        .prefetch_related(Prefetch("figures", Figure.objects.filter(is_hidden=False), to_attr="told"))
        .order_by("definition__version", "pk")
    )
    found: dict[int, Offer] = {}
    withheld: dict[int, Feed] = {}
    for table in tables:
        for feed in feeds[table.definition_id]:
            figure = next((shown for shown in table.told if is_fed_by(feed, shown)), None)
            if figure is None:
                withheld[feed.indicator_id] = feed
            elif figure.number is not None:
                found[feed.indicator_id] = Offer(feed, table, figure)
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
