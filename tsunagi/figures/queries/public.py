"""What everybody may see: tables that were signed off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from tsunagi.base.models import Organisation
from tsunagi.figures.access import Anyone, can_see
from tsunagi.figures.models import Definition, Figure, Publication
from tsunagi.figures.queries.tables import live

#: So many periods stand beside one another on a page; all of them are in the files.
COLUMNS = 12


@dataclass(frozen=True, slots=True)
class Row:
    """A value of the dimension, "" for the whole, and its figure in each period; None where it has none."""

    value: str
    is_whole: bool
    figures: list[Figure | None]


def published_bodies() -> QuerySet[Organisation]:
    """Bodies that have published a figure."""
    return Organisation.objects.filter(pk__in=live().order_by().values("organisation")).order_by("kind", "code", "name")


def published_definitions(body: Organisation) -> QuerySet[Definition]:
    """The definitions under which a body has published."""
    return every_definition().filter(organisation=body)


def newest_wholes(body: Organisation) -> dict[int, Figure]:
    """By the key of each definition under which a body has published, the figure of all of the newest period."""
    found = Figure.objects.filter(is_whole=True, publication__in=live().filter(organisation=body))
    wholes = sorted(found.select_related("publication"), key=lambda one: one.publication.period)
    return {one.publication.definition_id: one for one in wholes}


def every_definition() -> QuerySet[Definition]:
    """The definitions under which any body has published."""
    published = Definition.objects.filter(pk__in=live().order_by().values("definition"))
    return published.select_related("organisation")


def newest(definitions: QuerySet[Definition]) -> list[Definition]:
    """Of each body and code the newest version."""
    found: dict[tuple[int, str], Definition] = {}
    for one in definitions.order_by("organisation__slug", "source", "code", "version"):
        found[one.organisation_id, one.code] = one
    return list(found.values())


def tables(definition: Definition) -> list[Publication]:
    """What is published under a definition, the oldest period first."""
    found = live().filter(definition=definition).prefetch_related("figures")
    return sorted(found, key=lambda one: (one.period.removeprefix("FY"), one.pk))


def rows(shown: list[Publication]) -> list[Row]:
    """Tables side by side: the whole first, then each value that one of them has."""
    held: dict[tuple[bool, str], list[Figure | None]] = {}
    for at, table in enumerate(shown):
        for one in table.figures.all():
            held.setdefault((not one.is_whole, one.value), [None] * len(shown))[at] = one
    return [Row(value, not is_part, figures) for (is_part, value), figures in sorted(held.items(), key=_order)]


def _order(row: tuple[tuple[bool, str], Any]) -> tuple[bool, bool, str]:
    (is_part, value), _figures = row
    return is_part, value == "unknown", value


def find_publication(user: Anyone, key: int) -> Publication | None:
    """A table that was signed off, or that waits for it where this person may see that."""
    found = (
        Publication.objects.filter(pk=key)
        .exclude(state=Publication.State.DROPPED)
        .select_related("definition__organisation", "organisation", "prepared_by")
        .prefetch_related("figures")
        .first()
    )
    if found is None or (found.state == Publication.State.PREPARED and not can_see(user, found.organisation)):
        return None
    return found


def find_figure(user: Anyone, key: int) -> Figure | None:
    """A figure of such a table."""
    found = Figure.objects.filter(pk=key).first()
    table = find_publication(user, found.publication_id) if found else None
    if found is None or table is None:
        return None
    found.publication = table
    return found


def versions(publication: Publication) -> QuerySet[Publication]:
    """The published versions of a table, the newest first."""
    found = Publication.objects.filter(
        definition=publication.definition, period=publication.period, state=Publication.State.PUBLISHED
    )
    return found.order_by("-version")
