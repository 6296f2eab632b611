"""What the desk of somebody who works with people shows: what is theirs, what comes next, what waits for an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, Q, QuerySet

from tsunagi.base.access import organisations_with
from tsunagi.base.models import Organisation, User
from tsunagi.base.often import Given, Keys, Often
from tsunagi.cases.models import Case, Decision, Emergency, Referral, Step
from tsunagi.cases.queries.cut import (
    GIVEN,
    cases_for,
    decisions,
    given,
    may_open,
    nobodys_cases_for,
    nobodys_in,
    own_cases,
    own_cases_for,
    risen_for,
    urgent,
    working_by_body,
)
from tsunagi.cases.rules.referral import ENDS, TURN, deeds_in
from tsunagi.directory.models import Service

A_LIST = 100

_keys = Given("keys", Keys())


def _open(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.exclude(state="closed").order_by("next_due", "opened_on")[:A_LIST]


def _steps(cases: QuerySet[Case]) -> QuerySet[Step]:
    return Step.objects.filter(state="open", case__in=cases.exclude(state="closed"))


def _referrals() -> QuerySet[Referral]:
    return Referral.objects.filter(pk__among=_keys).defer("shared", "request", "ground")


_own_steps = Often(lambda: _steps(own_cases(GIVEN)).select_related("case__person").order_by("due", "pk")[:A_LIST])
_own_cases = Often(lambda: _open(own_cases(GIVEN)))
_nobodys_cases = Often(
    lambda: _open(
        Case.objects.filter(
            nobodys_in(Given("body", BigIntegerField()), Given("working", Keys())), erased_on__isnull=True
        ).select_related("organisation", "person", "worker")
    )
)
#: Of what conferences gave their body to do, but for what is a step of a case already; not the words of it.
_decided = Often(
    lambda: decisions(GIVEN)
    .filter(organisation__among=GIVEN.bodies, done_at__isnull=True, step__isnull=True)
    .defer("what", "brought__told", "brought__ground")
    .order_by("due", "pk")[:A_LIST]
)
_urgent = Often(lambda: urgent(GIVEN))
#: What either side is not through with: few of very many, and only what says in which list they stand.
_sent = Often(
    lambda: Referral.objects.filter(
        may_open(GIVEN, "case__"), sender__among=GIVEN.bodies, seen_at__isnull=True
    ).values_list("pk", "state", "due", "receiver", "ended_at")
)
_received = Often(
    lambda: Referral.objects.filter(
        Q(received_case__isnull=True) | may_open(GIVEN, "received_case__"),
        Q(state__in=[state for state in TURN if deeds_in(state, "receiver")]) | Q(news_at__isnull=False),
        receiver__among=GIVEN.bodies,
        sent_at__isnull=False,
    ).values_list("pk", "state", "due", "news_at")
)
_by_key = Often(_referrals)
_own_by_key = Often(lambda: _referrals().select_related("case__person"))
_organisations = Often(lambda: Organisation.objects.filter(pk__among=_keys))
_services = Often(lambda: Service.objects.filter(pk__among=_keys).select_related("provider"))


@dataclass(frozen=True, slots=True)
class Standing:
    """Keys of the referrals that somebody's side is not through with, by the list they stand in, the first in front."""

    to_answer: list[UUID]
    asked_back: list[UUID]
    to_go_on: list[UUID]
    waiting: list[UUID]
    results: list[UUID]
    news: list[UUID]


@dataclass(frozen=True, slots=True)
class Desk:
    """The lists, each cut to A_LIST rows, what is due first in front; of referrals, how many more there are by list."""

    more: dict[str, int]
    steps: list[Step]
    cases: list[Case]
    nobodys: list[Case]
    to_answer: list[Referral]
    asked_back: list[Referral]
    to_go_on: list[Referral]
    waiting: list[Referral]
    results: list[Referral]
    news: list[Referral]
    risen: list[Referral]
    decided: list[Decision]
    urgent: list[Emergency]


def desk(user: User) -> Desk:
    """Everything that waits for somebody."""
    of = given(user)
    keys = standing(user)
    rows = _rows(_by_key, keys.to_answer, keys.asked_back, keys.news)
    rows |= _rows(_own_by_key, keys.to_go_on, keys.waiting, keys.results)
    _name(rows.values())

    def listed(keys: list[UUID]) -> list[Referral]:
        return [rows[key] for key in keys[:A_LIST] if key in rows]

    return Desk(
        more={one.name: max(len(getattr(keys, one.name)) - A_LIST, 0) for one in fields(Standing)},
        steps=_own_steps(**of),
        cases=_own_cases(**of),
        nobodys=_nobodys(user),
        to_answer=listed(keys.to_answer),
        asked_back=listed(keys.asked_back),
        to_go_on=listed(keys.to_go_on),
        waiting=listed(keys.waiting),
        results=listed(keys.results),
        news=listed(keys.news),
        risen=list(risen_for(user)[:A_LIST]) if organisations_with(user, "cases.coordinate") else [],
        decided=_decided(**of),
        urgent=_urgent(**of),
    )


def standing(user: User) -> Standing:
    """In which list each referral stands.

    Of a case that others are in charge of, the sender's side is theirs, and their supervisors'.
    """
    of = given(user)
    lists: dict[str, list[tuple[Any, UUID]]] = {one.name: [] for one in fields(Standing)}
    for key, state, due, receiver, ended_at in _sent(**of):
        if state in ENDS:
            lists["results"].append((ended_at, key))
        elif TURN[state] == "sender":
            lists["to_go_on"].append((due, key))
        elif receiver is None:
            # A body without accounts: the sender writes down what it answered.
            lists["to_answer"].append((due, key))
        else:
            lists["waiting"].append((due, key))
    for key, state, due, news_at in _received(**of):
        if TURN[state] == "receiver":
            lists["to_answer"].append((due, key))
        elif deeds_in(state, "receiver"):
            lists["asked_back"].append((due, key))
        if news_at is not None:
            lists["news"].append((news_at, key))
    return Standing(**{name: [key for _at, key in sorted(rows)] for name, rows in lists.items()})


def decided(user: User) -> list[Decision]:
    """What conferences gave somebody's bodies to do."""
    return _decided(**given(user))


def open_steps(user: User) -> QuerySet[Step]:
    """What is to be done in the cases of which somebody is in charge."""
    return _steps(own_cases_for(user))


def _nobodys(user: User) -> list[Case]:
    working = working_by_body(user).items()
    found = [case for body, keys in working for case in _nobodys_cases(body=body, working=keys)]
    return sorted(found, key=lambda case: (case.next_due, case.opened_on))[:A_LIST]


def _rows(asked: Callable[..., list[Referral]], *lists: list[UUID]) -> dict[UUID, Referral]:
    keys = [key for one in lists for key in one[:A_LIST]]
    return {one.pk: one for one in asked(keys=keys)} if keys else {}


def _name(referrals: Iterable[Referral]) -> None:
    """Give each the bodies and the service that lists name."""
    held = list(referrals)
    named = {key for one in held for key in (one.sender_id, one.receiver_id) if key is not None}
    bodies = {one.pk: one for one in _organisations(keys=named)} if held else {}
    services = {one.pk: one for one in _services(keys={one.service_id for one in held})} if held else {}
    for one in held:
        one.sender, one.service = bodies[one.sender_id], services[one.service_id]
        one.receiver = bodies[one.receiver_id] if one.receiver_id is not None else None


def listed(user: User, *, state: str = "open", whose: str = "") -> QuerySet[Case]:
    """All cases that somebody may open, what is due first in front; closed ones by the day on which they ended.

    state: "open", "closed", or a state of Case. whose: "mine", "nobodys", or whoever's.
    """
    found = {"mine": own_cases_for, "nobodys": nobodys_cases_for}.get(whose, cases_for)(user)
    found = found.exclude(state="closed") if state == "open" else found.filter(state=state)
    first = "-closed_on" if state == Case.State.CLOSED else "next_due"
    return found.order_by(first, "opened_on", "pk")
