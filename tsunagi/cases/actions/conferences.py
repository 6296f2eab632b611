"""Conferences: founded, joined, pledged to; cases brought; decisions that somebody carries out by a day."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.access import Refused, can, require
from tsunagi.base.models import Organisation, User
from tsunagi.cases.access import can_attend, can_change, can_coordinate, can_decide, can_pledge, has_agreed, has_pledged
from tsunagi.cases.actions.cases import hold
from tsunagi.cases.actions.people import add_first_step
from tsunagi.cases.models import Brought, Case, Conference, Decision, Person, Seat
from tsunagi.cases.rules.gates import GATES


@transaction.atomic
def found_conference(*, by: User, organisation: Organisation, kind: str, name: str, day: date) -> Conference:
    """Found a conference; who holds it has a seat in it."""
    require(can_coordinate(by, organisation))
    if not name.strip():
        raise Refused(_("会議の名称を書いてください。"))
    made = Conference.objects.create(organisation=organisation, kind=kind, name=name.strip(), founded_on=day)
    Seat.objects.create(conference=made, organisation=organisation)
    after = {"kind": kind, "name": made.name}
    audit.record(by=by, action="cases.found_conference", subject=made, organisation=organisation, after=after)
    return made


@transaction.atomic
def give_seat(*, by: User, conference: Conference, organisation: Organisation) -> Seat:
    """Take a body in as a member."""
    require(can_coordinate(by, conference.organisation))
    if Seat.objects.filter(conference=conference, organisation=organisation, ended_on__isnull=True).exists():
        raise Refused(_("この組織は、すでに構成員です。"))
    made = Seat.objects.create(conference=conference, organisation=organisation)
    audit.record(by=by, action="cases.give_seat", subject=made, organisation=conference.organisation)
    return made


@transaction.atomic
def end_seat(*, by: User, seat: Seat, day: date) -> Seat:
    """A body leaves; from now on it sees nothing of what is brought."""
    held = _held(seat)
    require(can_coordinate(by, held.conference.organisation))
    if held.ended_on is not None:
        raise Refused(_("この組織は、すでに構成員ではありません。"))
    held.ended_on = day
    held.save(update_fields=["ended_on"])
    audit.record(by=by, action="cases.end_seat", subject=held, organisation=held.conference.organisation)
    return held


@transaction.atomic
def pledge(*, by: User, seat: Seat, day: date) -> Seat:
    """Pledge secrecy in a body's name."""
    held = _held(seat)
    require(can_pledge(by, held))
    held.pledged_on, held.pledged_by = day, by
    held.save(update_fields=["pledged_on", "pledged_by"])
    audit.record(by=by, action="cases.pledge", subject=held, organisation=held.organisation)
    return held


@transaction.atomic
def bring(*, by: User, conference: Conference, case: Case, on: date, ground: str, told: str) -> Brought:
    """Bring a case before a conference: its pledged members see what is told, and no more of the case."""
    held = hold(case)
    require(can_change(by, held))
    if not has_pledged(conference, held.organisation):
        raise Refused(_("この会議の構成員でないか、守秘の誓約がまだです。会議の事務局に確かめてください。"))
    if not ground.strip() or not told.strip():
        raise Refused(_("会議に出す必要と根拠、構成員に伝えることを書いてください。"))
    if GATES[conference.kind].needs_consent and not has_agreed(held.pk, on):
        raise Refused(_("この会議に出すには、本人の同意が必要です。同意を記録してから出してください。"))
    made = Brought.objects.create(
        organisation=held.organisation,
        conference=conference,
        case=held,
        on=on,
        ground=ground.strip(),
        told=told.strip(),
        brought_by=by,
    )
    after = {"case": held, "conference": conference, "on": on}
    audit.record(by=by, action="cases.bring", subject=made, organisation=held.organisation, after=after)
    return made


@transaction.atomic
def decide(*, by: User, brought: Brought, organisation: Organisation, what: str, due: date) -> Decision:
    """Keep what was decided. Whoever brought the case, or holds the conference, writes it down.

    Where the body that brought the case carries it out, it is a step of that case at once.
    """
    held = Brought.objects.select_related("conference__organisation", "organisation").get(pk=brought.pk)
    require(can_decide(by, held, organisation))
    if not has_pledged(held.conference, organisation):
        raise Refused(_("構成員として誓約した組織にだけ、役割を決められます。"))
    if not what.strip():
        raise Refused(_("決まったことを書いてください。"))
    step = None
    if organisation.pk == held.organisation_id:
        require(can(by, "cases.work", organisation))
        case = hold(held.case)
        require(can_change(by, case))
        step = add_first_step(by=by, case=case, what=what, due=due)
    made = Decision.objects.create(
        brought=held, organisation=organisation, what=what.strip(), due=due, step=step, decided_by=by
    )
    after = {"brought": held, "organisation": organisation, "due": due}
    audit.record(by=by, action="cases.decide", subject=made, organisation=organisation, after=after)
    return made


@transaction.atomic
def carry_out(*, by: User, decision: Decision) -> Decision:
    """Say that what was decided is done; what is a step of a case is ended there."""
    held = Decision.objects.select_for_update(of=("self",)).select_related("organisation", "brought__conference")
    mine = held.get(pk=decision.pk)
    require(can_attend(by, mine.brought.conference, mine.organisation))
    if mine.done_at is not None:
        raise Refused(_("すでに済んだことになっています。"))
    if mine.step_id is not None:
        raise Refused(_("支援の予定になっています。支援のページで終えてください。"))
    mine.done_by, mine.done_at = by, timezone.now()
    mine.save(update_fields=["done_by", "done_at"])
    audit.record(by=by, action="cases.carry_out", subject=mine, organisation=mine.organisation)
    return mine


def _held(seat: Seat) -> Seat:
    found = Seat.objects.select_for_update(of=("self",)).select_related("conference__organisation", "organisation")
    return found.get(pk=seat.pk)


def take_back_brought(*, person: Person, day: date) -> list[Brought]:
    """Take back what was brought before conferences that need a consent where none is left; within the action that ends
    the consent."""
    kinds = [kind for kind, gate in GATES.items() if gate.needs_consent and gate.needs_conference]
    open_ = Brought.objects.select_for_update(of=("self",)).filter(conference__kind__in=kinds, taken_back_on=None)
    found = [one for one in open_.filter(case__person=person) if not has_agreed(one.case_id, day)]
    for one in found:
        one.taken_back_on = day
        one.save(update_fields=["taken_back_on"])
    return found
