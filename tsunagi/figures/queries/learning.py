"""What the counts say to the plan: for officials, out of counts that were frozen, small ones hidden from them too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from tsunagi.base.access import organisations_with
from tsunagi.base.models import Organisation
from tsunagi.base.scope import scope_of
from tsunagi.directory.models import Capacity, Service
from tsunagi.directory.queries.measures import supports_of
from tsunagi.figures.access import Anyone
from tsunagi.figures.models import Suggestion
from tsunagi.figures.queries.public import newest, published_definitions, tables
from tsunagi.figures.queries.queues import HOWS, IN_TIME, LATE, LED_ON, LEFT
from tsunagi.figures.queries.tables import counts_of, latest_countings, limit_of
from tsunagi.figures.queries.words import say_number, say_parts, say_period, say_value
from tsunagi.figures.rules.learning import shown
from tsunagi.figures.rules.periods import months_of, period_of, settled
from tsunagi.figures.rules.vocabulary import QUEUE
from tsunagi.navigator.queries.ledger import Ledger
from tsunagi.register.models import Edition, Measure, Target
from tsunagi.register.queries.editions import visible

#: A line of the page: what, and how many; None where that is hidden.
Fact = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class Queue:
    """How many turned to a support's windows in the year, and how they fared: (how, number) pairs; None where that is
    hidden, and no pair where it is nobody."""

    service: Service
    total: int | None
    fared: list[tuple[str, int | None]]


@dataclass(frozen=True, slots=True)
class Missed:
    """A target that was missed, with those supports of its measure in which nothing is free now, and those at whose
    windows people waited too long, left, or were led on to another window."""

    target: Target
    full: list[Service]
    queues: list[Queue]


@dataclass(frozen=True, slots=True)
class Lessons:
    """One body's last whole fiscal year, as far as its months were counted: why referrals were declined, and which
    contacts were never answered."""

    body: Organisation
    period: str
    declined: list[Fact]
    unanswered: list[Fact]
    missed_in: str
    """The year of the newest published follow-up table, whose targets these are; empty without one."""
    missed: list[Missed]


def own_bodies(user: Anyone) -> QuerySet[Organisation]:
    """The bodies for which somebody counts or signs off."""
    keys = organisations_with(user, "figures.count") + organisations_with(user, "figures.sign")
    return Organisation.objects.filter(pk__in=keys).order_by("name")


def lessons(body: Organisation, day: date) -> Lessons:
    """What one body can learn."""
    period = settled("year", day, 1)[0]
    limit = limit_of(body)
    edition = _followed_up(body)
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
        missed_in=say_period(f"FY{edition.fiscal_year}") if edition else "",
        missed=missed(edition, limit) if edition else [],
    )


def missed(edition: Edition, limit: int) -> list[Missed]:
    """Targets of a follow-up table that were missed while supports of the measure are full, or people could not get
    through at their windows in its year."""
    targets = Target.objects.filter(entry__edition=edition, verdict="not_met", entry__number__isnull=False)
    found = []
    full: dict[int, list[Service]] = {}
    busy: dict[int, list[Queue]] = {}
    fared = _fared(edition.plan.organisation, f"FY{edition.fiscal_year}")
    for target in targets.select_related("entry").order_by("entry__order", "place"):
        number = target.entry.number or 0
        if number not in full:
            of_it = supports_of(edition.plan.slug, {(edition.fiscal_year, number)})
            full[number] = list(_full(of_it))
            queues = [_queue(one, fared.get(str(one.pk), {}), limit) for one in of_it]
            busy[number] = [one for one in queues if one is not None]
        if full[number] or busy[number]:
            found.append(Missed(target, full[number], busy[number]))
    return found


def _followed_up(body: Organisation) -> Edition | None:
    """The body's newest published follow-up table."""
    editions = Edition.objects.filter(
        plan__organisation=body, state=Edition.State.PUBLISHED, kind=Edition.Kind.FOLLOW_UP
    ).select_related("plan__organisation")
    return editions.order_by("-fiscal_year", "-revision").first()


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
            "month": say_period(period_of(month, "month")),
            "need": say_value("need", "need", row.code),
            "number": hidden if number is None else number,
        }
        for row in needs.needs
        for month, number in [_newest(needs.months, row.counts)]
    ]
    found += [
        _("未達成の目標「%(target)s」と、空きのない支援 %(services)s")
        % {
            "target": f"{one.target.entry} {one.target.what}".strip(),
            "services": _("、").join(str(service) for service in one.full),
        }
        for one in said.missed
        if one.full
    ]
    found += dict.fromkeys(
        f"{said.missed_in} {queue.service} {what}: {hidden if number is None else number}"
        for one in said.missed
        for queue in one.queues
        for what, number in queue.fared
    )
    for definition in newest(published_definitions(said.body)):
        last = tables(definition)[-1]
        whole = next((one.number for one in last.figures.all() if one.is_whole and one.number is not None), None)
        if whole is not None:
            found.append(f"{say_period(last.period)} {definition}: {say_number(whole)}{definition.unit}")
    return found


def _newest(months: Sequence[int], counts: Sequence[int | None]) -> tuple[int, int | None]:
    """The last month in which there was anybody; every row of a ledger has one."""
    told = zip(reversed(months), reversed(counts), strict=True)
    return next((month, number) for month, number in told if number != 0)


def suggestions_for(measure: Measure) -> QuerySet[Suggestion]:
    """What was proposed for a measure's review, the newest first."""
    return Suggestion.objects.filter(measure=measure).select_related("made_by", "organisation")


def newer_without(measure: Measure, user: Anyone) -> Edition | None:
    """The plan's newest follow-up table, where the measure is not in it any more: nobody writes its review there.

    A measure may stand in a newer draft that this person does not see.
    """
    last = measure.entries.aggregate(year=Max("edition__fiscal_year"))["year"] or 0
    newer = visible(user).filter(plan=measure.plan, kind=Edition.Kind.FOLLOW_UP, fiscal_year__gt=last)
    return newer.order_by("-fiscal_year", "-revision").first()


def _frozen(body: Organisation, source: str, period: str, dimension: str, part: str) -> dict[str, int]:
    """By value how many records of a part were counted in a period, in an order that has nothing to do with it."""
    with scope_of([body.pk]):
        counts = counts_of(latest_countings(body, source, months_of(period)).values())
    found: dict[str, int] = {}
    for (_month, held, value, of), number in sorted(counts.items()):
        if held == dimension and of == part:
            found[value] = found.get(value, 0) + number
    return dict(sorted(found.items()))


def _fared(body: Organisation, period: str) -> dict[str, dict[str, int]]:
    """By support how the contacts of a period fared at its windows."""
    with scope_of([body.pk]):
        counts = counts_of(latest_countings(body, "contact", months_of(period)).values())
    found: dict[str, dict[str, int]] = {}
    for (_month, held, value, _part), number in counts.items():
        if held == QUEUE:
            service, _mark, how = value.partition(":")
            told = found.setdefault(service, dict.fromkeys(HOWS, 0))
            told[how] += number
    return found


def _queue(service: Service, told: dict[str, int], limit: int) -> Queue | None:
    """What may be said of a queue; None where all were met in time as far as that can be said."""
    names = {LATE: _("目安より遅れて応対した"), LEFT: _("応対の前に去った"), LED_ON: _("ほかの窓口に回った")}
    # Those who were led on are no part of the total: they were taken elsewhere.
    elsewhere = told.get(LED_ON, 0)
    total = sum(told.values()) - elsewhere
    here = dict(shown({how: told.get(how, 0) for how in (IN_TIME, LATE, LEFT)}, limit)) if total >= limit else {}
    here[LED_ON] = None if 0 < elsewhere < limit else elsewhere
    fared = [(names[how], here[how]) for how in (LATE, LEFT, LED_ON) if here.get(how, 0) != 0]
    return Queue(service, total if total >= limit else None, fared) if any(number for _how, number in fared) else None


def _full(supports: QuerySet[Service]) -> QuerySet[Service]:
    """Those supports that say of themselves that nothing is free; unknown is not full."""
    none_free = Capacity.objects.filter(service=OuterRef("pk"), available=0)
    some_free = Capacity.objects.filter(service=OuterRef("pk"), available__gt=0)
    return supports.filter(Q(Exists(none_free)) & ~Q(Exists(some_free)))
