"""What the pages of the yearly round read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Q, QuerySet, When

from tsunagi.base.access import organisations_with
from tsunagi.base.models import Membership, Organisation, User
from tsunagi.register.models import Assignment, Round
from tsunagi.register.rules.round import OPEN, is_late

#: What is counted of a body's assignments.
NUMBERS = ("late", "waiting", "sent_back", "filled", "approved")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one body is: assignments by state, how many are late, and whether anybody there can fill them in."""

    organisation: Organisation
    waiting: int
    filled: int
    sent_back: int
    approved: int
    late: int
    has_officers: bool


def progress(round: Round, day: date) -> list[Progress]:
    """How far each body is, those with most late ones first; in two queries."""
    states: dict[Organisation, Counter[str]] = {}
    for one in round.assignments.select_related("organisation"):
        counted = states.setdefault(one.organisation, Counter())
        counted[one.state] += 1
        counted["late"] += is_late(one.state, round.due, day)
    held = Membership.objects.filter(organisation__in=states, until__isnull=True, user__is_active=True)
    staffed = {one.organisation_id for one in held.select_related("role") if "register.fill" in one.role.permissions}
    found = [
        Progress(body, **{number: counted[number] for number in NUMBERS}, has_officers=body.pk in staffed)
        for body, counted in states.items()
    ]
    return sorted(found, key=lambda one: (-one.late, -one.waiting, one.organisation.name))


def totals(bodies: list[Progress]) -> dict[str, int]:
    """The numbers of all bodies together."""
    return {number: sum(getattr(one, number) for one in bodies) for number in NUMBERS}


def assignments(round: Round) -> QuerySet[Assignment]:
    """All of a round's assignments: first what waits for the checker, last what is approved."""
    states = Assignment.State
    first = (states.FILLED, states.SENT_BACK, states.WAITING, states.APPROVED)
    rank = Case(*(When(state=state, then=place) for place, state in enumerate(first)))
    return _shown(round.assignments.all()).order_by(rank, "entry__order")


def officers(organisation: Organisation) -> QuerySet[User]:
    """Everybody who may fill in for a body."""
    held = Membership.objects.filter(organisation=organisation, until__isnull=True).select_related("role")
    users = [one.user_id for one in held if "register.fill" in one.role.permissions]
    return User.objects.filter(pk__in=users, is_active=True).order_by("name")


def mine(user: User) -> QuerySet[Assignment]:
    """What somebody may fill in, in rounds whose edition is not published; what waits for it first."""
    bodies = organisations_with(user, "register.fill")
    found = Assignment.objects.filter(organisation__in=bodies, round__edition__state="draft")
    return _shown(found).order_by(Case(When(state__in=OPEN, then=0), default=1), "round__due", "entry__order")


def to_check(user: User) -> QuerySet[Assignment]:
    """What waits for somebody's approval."""
    bodies = organisations_with(user, "register.check")
    found = Assignment.objects.filter(
        Q(round__edition__plan__organisation__in=bodies), state=Assignment.State.FILLED, round__edition__state="draft"
    )
    return _shown(found).order_by("filled_at")


def _shown(found: QuerySet[Assignment]) -> QuerySet[Assignment]:
    return found.select_related("entry", "organisation", "officer", "round__edition__plan__organisation")
