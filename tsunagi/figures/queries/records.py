"""The records behind a figure, for those who may see all records of that side of the body."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from tsunagi.base.models import User
from tsunagi.base.queries import circle
from tsunagi.figures.access import bodies_behind
from tsunagi.figures.models import Figure
from tsunagi.figures.queries import counting
from tsunagi.figures.queries.areas import areas_of
from tsunagi.figures.rules.periods import months_of
from tsunagi.figures.rules.vocabulary import UNKNOWN, age_band

_RECORDS = {"contact": counting.contacts, "referral": counting.referrals, "case": counting.cases}
MOST = 500


def records_of(user: User, figure: Figure) -> list[Any]:
    """The records that would be counted today, of the organisations all of whose records somebody may see; those that
    were erased are among them, with nothing left in them.

    What was counted is frozen, records are not: whoever was answered later is in another part by now.
    """
    definition = figure.publication.definition
    found: QuerySet[Any] = _RECORDS[definition.source](
        bodies_behind(user, figure.publication), months_of(figure.publication.period)
    ).filter(part__in=definition.out_of or definition.counted)
    found = found.select_related("sender" if definition.source == "referral" else "organisation")
    if figure.is_whole:
        return list(found.order_by("month", "pk")[:MOST])
    if definition.by == "age" and definition.source == "case":
        held = found.select_related("person").order_by("month", "pk")
        return [one for one in held if age_band(one.person.born, one.opened_on.year) == figure.value][:MOST]
    if definition.by == "area" and definition.source != "contact":
        owner = "sender" if definition.source == "referral" else "organisation"
        areas = areas_of(circle(figure.publication.organisation))
        here = [key for key, code in areas.items() if (code or UNKNOWN) == figure.value]
        return list(found.filter(**{f"{owner}__in": here}).order_by("month", "pk")[:MOST])
    values = [figure.value, ""] if figure.value == UNKNOWN else [figure.value]
    return list(found.filter(**{f"{definition.by}__in": values}).order_by("month", "pk")[:MOST])
