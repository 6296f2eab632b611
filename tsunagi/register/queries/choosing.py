"""The measures that somebody chooses among, as people know them: by number and title, plan by plan."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from tsunagi.base.models import Organisation, User
from tsunagi.register.models import Entry, Measure, Plan
from tsunagi.register.queries.editions import latest, visible
from tsunagi.register.queries.overview import TEXTS, with_titles
from tsunagi.register.queries.search import search

#: So many are offered of those that words find.
MOST = 100


def choosable(user: User) -> QuerySet[Measure]:
    """Every measure of which this person may see something, and that is not one with another."""
    seen = Entry.objects.filter(edition__in=visible(user))
    return Measure.objects.filter(pk__in=seen.values("measure"), merged_into=None).select_related("plan__organisation")


def offered(user: User, plan: Plan, words: str) -> list[tuple[Plan, list[Entry]]]:
    """By plan, measures as their newest entry names them, this plan's first: its own and those of national plans; with
    words those of any plan that the words, or a number, find."""
    if words:
        found = search(user, words, MOST).entries
    else:
        found = _told(user, Q(plan=plan) | Q(plan__organisation__kind=Organisation.Kind.MINISTRY))
    plans: dict[Plan, list[Entry]] = {}
    for entry in sorted(_newest(found), key=lambda one: (one.edition.plan != plan, one.edition.plan_id, one.order)):
        plans.setdefault(entry.edition.plan, []).append(entry)
    return list(plans.items())


def within(user: User, plan: Plan) -> list[Entry]:
    """A plan's measures as their newest entry names them, in their order."""
    return sorted(_newest(_told(user, Q(plan=plan))), key=lambda one: one.order)


def last_called(measures: Iterable[Measure]) -> list[tuple[int, str]]:
    """Measures by key, each as its newest entry names it."""
    entries = Entry.objects.filter(measure__in=measures).defer(*TEXTS).order_by("edition__fiscal_year")
    return list({entry.measure_id: str(entry) for entry in entries}.items())


def _told(user: User, plans: Q) -> list[Entry]:
    """What editions say of measures that are not one with another. plans: which editions."""
    entries = Entry.objects.filter(edition__in=latest(visible(user)).filter(plans), measure__merged_into=None)
    return with_titles(list(entries.select_related("edition__plan").defer(*TEXTS)))


def _newest(entries: Iterable[Entry]) -> Iterable[Entry]:
    """Of each measure what the newest year says."""
    return {entry.measure_id: entry for entry in sorted(entries, key=lambda one: one.edition.fiscal_year)}.values()
