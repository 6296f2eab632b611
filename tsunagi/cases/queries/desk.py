"""What the desk of somebody who works with people shows: what is theirs, what comes next, what waits for an answer."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from tsunagi.base.models import User
from tsunagi.cases.models import Case, Referral, Step
from tsunagi.cases.queries.cut import NOBODYS, bodies_of, cases_for, referrals_for, risen_for, sent_for
from tsunagi.cases.rules.referral import ENDS, TURN

#: States in which the receiver has something to do, and in which the sender has.
RECEIVERS = [state for state, side in TURN.items() if side == "receiver"]
SENDERS = [state for state, side in TURN.items() if side == "sender" and state not in ENDS]
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
    risen: QuerySet[Referral]


def desk(user: User) -> Desk:
    """Everything that waits for somebody."""
    open_cases = cases_for(user).exclude(state="closed")
    mine = open_cases.filter(worker=user)
    steps = Step.objects.filter(case__worker=user, state="open", case__in=open_cases)
    # Of a case that others are in charge of, the sender's side is theirs, and their supervisors'.
    sent = sent_for(user)
    received = referrals_for(user).filter(state__in=RECEIVERS)
    received = received.filter(Q(receiver__in=bodies_of(user)) | Q(receiver__isnull=True))
    taken = Q(received_case__isnull=True) | Q(received_case__in=cases_for(user))
    return Desk(
        steps=steps.select_related("case__person").order_by("due", "pk")[:A_LIST],
        cases=mine.order_by("next_due", "opened_on")[:A_LIST],
        nobodys=open_cases.filter(NOBODYS).order_by("next_due", "opened_on")[:A_LIST],
        to_answer=received.filter(taken).order_by("due")[:A_LIST],
        to_go_on=sent.filter(state__in=SENDERS).order_by("due")[:A_LIST],
        waiting=sent.filter(state__in=RECEIVERS, receiver__isnull=False).order_by("due")[:A_LIST],
        results=sent.filter(state__in=ENDS, seen_at__isnull=True).order_by("ended_at")[:A_LIST],
        risen=risen_for(user)[:A_LIST],
    )


def listed(user: User, *, state: str = "open", whose: str = "") -> QuerySet[Case]:
    """All cases that somebody may open, what is due first in front; closed ones by the day on which they ended.

    state: "open", "closed", or a state of Case. whose: "mine", "nobodys", or whoever's.
    """
    found = cases_for(user)
    found = found.exclude(state="closed") if state == "open" else found.filter(state=state)
    if whose == "mine":
        found = found.filter(worker=user)
    elif whose == "nobodys":
        found = found.filter(NOBODYS)
    first = "-closed_on" if state == Case.State.CLOSED else "next_due"
    return found.order_by(first, "opened_on", "pk")
