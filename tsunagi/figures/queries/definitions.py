"""What a body counts."""

from __future__ import annotations

from collections.abc import Container

from django.db.models import Max, Q, QuerySet

from tsunagi.base.models import Organisation
from tsunagi.base.queries import above, circle
from tsunagi.figures.models import Definition
from tsunagi.figures.rules.definitions import Said, standard
from tsunagi.figures.rules.vocabulary import SOURCES


def current(organisation: Organisation) -> QuerySet[Definition]:
    """The newest version of each of a body's definitions, in the order of their codes."""
    newest = Definition.objects.filter(organisation=organisation).order_by().values("code").annotate(last=Max("pk"))
    found = Definition.objects.filter(pk__in=newest.values("last"))
    return found.select_related("organisation").prefetch_related("feeds__indicator").order_by("source", "code")


def is_current(definition: Definition) -> bool:
    """Whether no newer version takes its place."""
    return not Definition.objects.filter(
        organisation=definition.organisation_id, code=definition.code, version__gt=definition.version
    ).exists()


def not_taken(organisation: Organisation, counted: Container[str]) -> list[Said]:
    """The standard definitions that a body could still take; counted: sources that others count (`holders`)."""
    taken = set(Definition.objects.filter(organisation=organisation).values_list("code", flat=True))
    return [one for one in standard() if one.code not in taken and one.source not in counted]


def holders(organisation: Organisation) -> dict[str, Organisation]:
    """By source, another body that counts the same records: any other where they belong to the whole installation,
    else one above or below.

    Two bodies that hide small numbers of the same records each for itself would give them away to whoever subtracts.
    """
    of_all = [code for code, source in SOURCES.items() if source.of_installation]
    line = [*above(organisation), *circle(organisation)]
    held = Definition.objects.filter(Q(source__in=of_all) | Q(organisation__in=line)).exclude(organisation=organisation)
    # Of several the first one stays.
    return {one.source: one.organisation for one in held.select_related("organisation").order_by("-pk")}


def hold_family(organisation: Organisation) -> Organisation:
    """The body, held with all above it until this action is done: of two in one line that begin to count at once, the
    second sees the first."""
    keys = [organisation.pk, *above(organisation)]
    held = {one.pk: one for one in Organisation.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    return held[organisation.pk]
