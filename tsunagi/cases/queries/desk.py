"""What the desk of somebody who works with people shows: what is theirs, what comes next, what waits for an answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q, QuerySet

from tsunagi.base.models import User
from tsunagi.cases.models import Case, Decision, Emergency, Referral, Step
from tsunagi.cases.queries.cut import (
    bodies_of,
    cases_for,
    decisions_for,
    nobodys_cases_for,
    own_cases_for,
    referrals,
    risen_for,
    sent_for,
    urgent_for,
)
from tsunagi.cases.rules.referral import ENDS, TURN

#: States in which the receiver has something to do.
RECEIVERS = [state for state, side in TURN.items() if side == "receiver"]
A_LIST = 100


@dataclass(frozen=True, slots=True)
class Desk:
    """The lists, each cut to A_LIST rows, what is due first in front."""

    steps: QuerySet[Step]
    cases: QuerySet[Case]
    nobodys: QuerySet[Case]
    to_answer: QuerySet[Referral]
    to_go_on: QuerySet[Referral]
    waiting: QuerySet[Referral]
    results: QuerySet[Referral]
    news: QuerySet[Referral]
    risen: QuerySet[Referral]
    decided: QuerySet[Decision]
    urgent: QuerySet[Emergency]


def desk(user: User) -> Desk:
    """Everything that waits for somebody."""
    sent = _sent(user)
    of_cases = referrals().select_related("case__person")
    reached = Q(receiver__in=bodies_of(user), sent_at__isnull=False)
    reached &= Q(received_case__isnull=True) | Q(received_case__in=cases_for(user))
    received = reached & Q(state__in=RECEIVERS)
    return Desk(
        steps=open_steps(user).select_related("case__person").order_by("due", "pk")[:A_LIST],
        cases=_own(user).order_by("next_due", "opened_on")[:A_LIST],
        nobodys=nobodys_cases_for(user).exclude(state="closed").order_by("next_due", "opened_on")[:A_LIST],
        to_answer=referrals().filter(received | Q(pk__in=sent.to_answer)).order_by("due")[:A_LIST],
        to_go_on=of_cases.filter(pk__in=sent.to_go_on).order_by("due")[:A_LIST],
        waiting=of_cases.filter(pk__in=sent.waiting).order_by("due")[:A_LIST],
        results=of_cases.filter(pk__in=sent.results).order_by("ended_at")[:A_LIST],
        news=referrals().filter(reached, news_at__isnull=False).order_by("news_at")[:A_LIST],
        risen=risen_for(user)[:A_LIST],
        # Of what conferences gave their body to do, but for what is a step of a case already; not the words of it.
        decided=decisions_for(user)
        .filter(organisation__in=bodies_of(user), done_at__isnull=True, step__isnull=True)
        .defer("what", "brought__told", "brought__ground")
        .order_by("due", "pk")[:A_LIST],
        urgent=urgent_for(user),
    )


def open_steps(user: User) -> QuerySet[Step]:
    """What is to be done in the cases of which somebody is in charge."""
    return Step.objects.filter(state="open", case__in=_own(user))


def _own(user: User) -> QuerySet[Case]:
    return own_cases_for(user).exclude(state="closed")


@dataclass(slots=True)
class _Sent:
    """Keys of what somebody's side sent and is not through with, by the list it stands in."""

    to_answer: list[UUID] = field(default_factory=list)
    to_go_on: list[UUID] = field(default_factory=list)
    waiting: list[UUID] = field(default_factory=list)
    results: list[UUID] = field(default_factory=list)


def _sent(user: User) -> _Sent:
    """One question for all four lists: who may see what was sent takes longer to ask than to answer.

    Of a case that others are in charge of, the sender's side is theirs, and their supervisors'.
    """
    found = _Sent()
    rows = sent_for(user).filter(~Q(state__in=ENDS) | Q(seen_at__isnull=True))
    for key, state, receiver in rows.values_list("pk", "state", "receiver"):
        if state in ENDS:
            found.results.append(key)
        elif TURN[state] == "sender":
            found.to_go_on.append(key)
        elif receiver is None:
            # A body without accounts: the sender writes down what it answered.
            found.to_answer.append(key)
        else:
            found.waiting.append(key)
    return found


def listed(user: User, *, state: str = "open", whose: str = "") -> QuerySet[Case]:
    """All cases that somebody may open, what is due first in front; closed ones by the day on which they ended.

    state: "open", "closed", or a state of Case. whose: "mine", "nobodys", or whoever's.
    """
    found = {"mine": own_cases_for, "nobodys": nobodys_cases_for}.get(whose, cases_for)(user)
    found = found.exclude(state="closed") if state == "open" else found.filter(state=state)
    first = "-closed_on" if state == Case.State.CLOSED else "next_due"
    return found.order_by(first, "opened_on", "pk")
