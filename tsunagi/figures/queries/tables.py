"""Tables that are published now, beside which another one would stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Final

from django.conf import settings
from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery

from tsunagi.base.access import organisations_with
from tsunagi.base.models import Organisation, User
from tsunagi.base.queries import circle
from tsunagi.figures.models import Counting, Figure, Publication, Tally, Threshold
from tsunagi.figures.rules.audit import Told
from tsunagi.figures.rules.hiding import CELLS
from tsunagi.figures.rules.periods import GRAINS, fiscal_year, months_of, period_of
from tsunagi.figures.rules.tables import LEVELS, Line, Table, still_told, truth

Counts = dict[tuple[int, str, str, str], int]
#: More numbers than these are looked through in the background.
WIDE: Final = 200


def limit_of(organisation: Organisation) -> int:
    """Below which number a body hides its counts: its own limit, never less than the installation's."""
    own = Threshold.objects.filter(organisation=organisation).values_list("limit", flat=True).first()
    return max(own or 0, settings.SMALL_COUNTS)


def live() -> QuerySet[Publication]:
    """What is published and corrected by nothing newer."""
    newer = Publication.objects.filter(
        definition=OuterRef("definition"), period=OuterRef("period"), state=Publication.State.PUBLISHED
    ).order_by("-version")
    found = Publication.objects.filter(state=Publication.State.PUBLISHED)
    found = found.filter(pk=Subquery(newer.values("pk")[:1]))
    return found.select_related("definition", "organisation")


def to_sign(user: User) -> list[tuple[Organisation, int]]:
    """How many tables that others prepared wait for somebody to sign them off, by body."""
    prepared = Publication.objects.filter(state=Publication.State.PREPARED).exclude(prepared_by=user)
    waiting = prepared.filter(organisation__in=organisations_with(user, "figures.sign"))
    counts = dict(waiting.order_by().values_list("organisation").annotate(Count("pk")))
    return [(body, counts[body.pk]) for body in Organisation.objects.filter(pk__in=counts).order_by("name")]


def beside(organisation: Organisation, source: str, months: Collection[int]) -> list[Publication]:
    """What a body published of a source for the fiscal years of some months. No period reaches over their end."""
    years = {fiscal_year(month) for month in months}
    found = live().filter(organisation=organisation, definition__source=source)
    found = found.prefetch_related("figures", "definition__feeds")
    return [one for one in found if fiscal_year(months_of(one.period)[0]) in years]


def latest_countings(organisation: Organisation, source: str, months: Iterable[int]) -> dict[int, Counting]:
    """By month the latest round of its counting."""
    found = Counting.objects.filter(organisation=organisation, source=source, month__in=list(months))
    return {one.month: one for one in found.order_by("round")}


def in_use(organisation: Organisation, source: str) -> set[int]:
    """Months of which something is published, or waits for it: they are counted again for a correction only."""
    held = Publication.objects.filter(organisation=organisation, definition__source=source)
    held = held.exclude(state=Publication.State.DROPPED)
    return {month for period in held.values_list("period", flat=True) for month in months_of(period)}


def told_by_another(organisation: Organisation, source: str, months: Collection[int]) -> Organisation | None:
    """Another body that publishes records of some months that this one would count too: they belonged to it then.

    Who belongs to a body changes, and two that hide small numbers of the same records each for itself give them away.
    """
    mine = set(circle(organisation))
    periods = {period_of(month, grain) for month in months for grain in GRAINS}
    others = Publication.objects.filter(definition__source=source, period__in=periods)
    others = others.exclude(organisation=organisation).exclude(state=Publication.State.DROPPED)
    for one in others.select_related("organisation").order_by("pk"):
        if mine.intersection(circle(one.organisation) if one.bodies is None else one.bodies):
            return one.organisation
    return None


def counts_of(countings: Iterable[Counting]) -> Counts:
    """What was counted, in one query."""
    rows = Tally.objects.filter(counting__in=[one.pk for one in countings])
    listed = rows.values_list("counting__month", "dimension", "value", "part", "number")
    return {(month, dimension, value, part): number for month, dimension, value, part, number in listed}


def table_of(publication: Publication, counts: Counts) -> Table:
    """A publication as the rules know it: what it says, and what it hides in truth."""
    said = publication.definition.said
    whole, cells = truth(said, publication.period, counts)
    hidden = frozenset(one.value for one in publication.figures.all() if one.is_hidden and not one.is_whole)
    shown = hidden if publication.shows == CELLS else frozenset(cells)
    return Table(said, publication.period, publication.limit, whole, cells, shown, publication.shows)


def ever_public(
    standing: Collection[Publication],
    organisation: Organisation,
    source: str,
    latest: Mapping[int, Counting],
    counts: Counts,
) -> tuple[list[Table], list[Told]]:
    """All tables of the months of some countings that anybody will have seen once some stand, those that were corrected
    as well; and what the corrected ones told and is still so. counts: what the countings hold."""
    published = Publication.objects.filter(
        organisation=organisation, definition__source=source, state=Publication.State.PUBLISHED
    )
    others = published.exclude(pk__in=[one.pk for one in standing]).select_related("definition")
    others = others.prefetch_related("definition__feeds", "figures", "countings")
    corrected = [one for one in others if set(months_of(one.period)) & set(latest)]
    months = {month for month, *_what in counts}
    told = [
        said
        for one in corrected
        if months & set(months_of(one.period))
        for said in still_told(table_of(one, counts), (_line(figure) for figure in one.figures.all()))
    ]
    return [table_of(one, counts) for one in standing] + _as_counted_then(corrected, latest), told


def _as_counted_then(corrected: Collection[Publication], latest: Mapping[int, Counting]) -> list[Table]:
    """Tables by their own countings: the months of a quarter that were not counted anew are in its first version and in
    its second."""
    held: dict[int, Counts] = {}
    rows = Tally.objects.filter(counting__in=Counting.objects.filter(publications__in=corrected))
    for of, *key, number in rows.values_list("counting", "counting__month", "dimension", "value", "part", "number"):
        held.setdefault(of, {})[tuple(key)] = number  # type: ignore[index]
    return [
        replace(
            table_of(one, {key: number for of in one.countings.all() for key, number in held.get(of.pk, {}).items()}),
            rounds={of.month: of.round for of in one.countings.all() if latest.get(of.month) != of},
        )
        for one in corrected
    ]


def _line(figure: Figure) -> Line:
    return Line(figure.value, figure.is_whole, figure.is_hidden, figure.number, figure.counted, figure.out_of)


def is_wide(publication: Publication) -> bool:
    """Whether the audit at the sign-off takes longer than a page may: many numbers would stand beside one another."""
    months = {
        month
        for period in Publication.objects.filter(batch=publication.batch).values_list("period", flat=True)
        for month in months_of(period)
    }
    keys = [one.pk for one in beside(publication.organisation, publication.definition.source, months)]
    together = Q(publication__in=keys) | Q(publication__batch=publication.batch)
    return Figure.objects.filter(together).count() > WIDE


def shown_before(publication: Publication) -> tuple[set[str], str]:
    """Values that any version of the same table hid, and the least that any of them showed."""
    versions = Publication.objects.filter(
        definition=publication.definition, period=publication.period, state=Publication.State.PUBLISHED
    ).prefetch_related("figures")
    hidden: set[str] = set()
    shows = CELLS
    for one in versions:
        hidden |= {line.value for line in one.figures.all() if line.is_hidden and not line.is_whole}
        shows = max(shows, one.shows, key=LEVELS.index)
    return hidden, shows


def next_version(publication: Publication) -> int:
    """The number of the next version of a table."""
    versions = Publication.objects.filter(definition=publication.definition, period=publication.period)
    last: int | None = versions.exclude(state=Publication.State.DROPPED).aggregate(last=Max("version"))["last"]
    return (last or 0) + 1
