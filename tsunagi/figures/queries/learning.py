"""What the counts say to the plan: for officials, out of counts that were frozen, small ones hidden from them too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from tsunagi.base.access import organisations_with
from tsunagi.base.models import Organisation
from tsunagi.base.scope import scope_of
from tsunagi.directory.models import Capacity, Service
from tsunagi.directory.queries.measures import supports_of
from tsunagi.figures.access import Anyone
from tsunagi.figures.models import Suggestion
from tsunagi.figures.queries.public import newest, published_definitions, tables
from tsunagi.figures.queries.tables import counts_of, latest_countings, limit_of
from tsunagi.figures.queries.words import say_parts, say_period, say_value
from tsunagi.figures.rules.learning import shown
from tsunagi.figures.rules.periods import months_of, settled
from tsunagi.navigator.queries.ledger import Ledger
from tsunagi.register.models import Edition, Measure, Target

#: A line of the page: what, and how many; None where that is hidden.
Fact = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class Missed:
    """A target that was missed, with those supports of its measure in which nothing is free now."""

    target: Target
    full: list[Service]


@dataclass(frozen=True, slots=True)
class Lessons:
    """One body's last whole fiscal year, as far as its months were counted: why referrals were declined, and which
    contacts were never answered."""

    body: Organisation
    period: str
    declined: list[Fact]
    unanswered: list[Fact]
    missed: list[Missed]


def own_bodies(user: Anyone) -> QuerySet[Organisation]:
    """The bodies for which somebody counts or signs off."""
    keys = organisations_with(user, "figures.count") + organisations_with(user, "figures.sign")
    return Organisation.objects.filter(pk__in=keys).order_by("name")


def lessons(body: Organisation, day: date) -> Lessons:
    """What one body can learn."""
    period = settled("year", day, 1)[0]
    limit = limit_of(body)
    return Lessons(
        body=body,
        period=say_period(period),
        declined=[
            (say_value("referral", "reason", value), number)
            for value, number in shown(_frozen(body, "referral", period, "reason", "declined"), limit)
        ],
        unanswered=[
            (f"{say_value('contact', 'way', value)} {say_parts('contact', ['left'])}", number)
            for value, number in shown(_frozen(body, "contact", period, "way", "left"), limit)
        ],
        missed=missed(body),
    )


def missed(body: Organisation) -> list[Missed]:
    """Targets of a body's newest published follow-up table that were missed while supports of the measure are full."""
    editions = Edition.objects.filter(
        plan__organisation=body, state=Edition.State.PUBLISHED, kind=Edition.Kind.FOLLOW_UP
    ).select_related("plan")
    newest_one = editions.order_by("-fiscal_year", "-revision").first()
    if newest_one is None:
        return []
    targets = Target.objects.filter(entry__edition=newest_one, verdict="not_met", entry__number__isnull=False)
    found = []
    services: dict[int, list[Service]] = {}
    for target in targets.select_related("entry").order_by("entry__order", "place"):
        number = target.entry.number or 0
        if number not in services:
            services[number] = list(_full(newest_one.plan.slug, newest_one.fiscal_year, number))
        if services[number]:
            found.append(Missed(target, services[number]))
    return found


def facts(said: Lessons, needs: Ledger, limit: int) -> list[str]:
    """Everything that a suggestion can rest on, each a line in words; what is hidden is said to be."""
    hidden = _("%(limit)s未満(秘匿)") % {"limit": limit}
    found = [
        f"{said.period} {_('断られた理由')} {what}: {hidden if number is None else number}"
        for what, number in said.declined
    ]
    found += [f"{said.period} {what}: {hidden if number is None else number}" for what, number in said.unanswered]
    found += [
        _("%(month)s 合う支援がなかった %(need)s: %(number)s")
        % {
            "month": f"{needs.months[-1] // 100}-{needs.months[-1] % 100:02}",
            "need": say_value("need", "need", row.code),
            "number": hidden if row.counts[-1] is None else row.counts[-1],
        }
        for row in needs.needs
        if row.counts[-1] != 0
    ]
    found += [
        _("未達成の目標「%(target)s」と、空きのない支援 %(services)s")
        % {"target": one.target.what, "services": "、".join(str(service) for service in one.full)}
        for one in said.missed
    ]
    for definition in newest(published_definitions(said.body)):
        last = tables(definition)[-1]
        whole = next((one for one in last.figures.all() if one.is_whole and one.number is not None), None)
        if whole is not None:
            found.append(f"{say_period(last.period)} {definition}: {whole.number}{definition.unit}")
    return found


def suggestions_for(measure: Measure) -> QuerySet[Suggestion]:
    """What was proposed for a measure's review, the newest first."""
    return Suggestion.objects.filter(measure=measure).select_related("made_by", "organisation")


def _frozen(body: Organisation, source: str, period: str, dimension: str, part: str) -> dict[str, int]:
    """By value how many records of a part were counted in a period, in an order that has nothing to do with it."""
    with scope_of([body.pk]):
        counts = counts_of(latest_countings(body, source, months_of(period)).values())
    found: dict[str, int] = {}
    for (_month, held, value, of), number in sorted(counts.items()):
        if held == dimension and of == part:
            found[value] = found.get(value, 0) + number
    return dict(sorted(found.items()))


def _full(plan: str, fiscal_year: int, number: int) -> QuerySet[Service]:
    """Supports of a measure that say of themselves that nothing is free; unknown is not full."""
    none_free = Capacity.objects.filter(service=OuterRef("pk"), available=0)
    some_free = Capacity.objects.filter(service=OuterRef("pk"), available__gt=0)
    return supports_of(plan, {(fiscal_year, number)}).filter(Q(Exists(none_free)) & ~Q(Exists(some_free)))
