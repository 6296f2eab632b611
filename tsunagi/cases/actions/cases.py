"""A case: who is in charge, what is done next, how it ends. An open case never lacks a next step with a day."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.access import Refused, can, require
from tsunagi.base.models import User
from tsunagi.cases.access import can_change, can_supervise, can_work_on
from tsunagi.cases.actions.people import add_first_step
from tsunagi.cases.models import Case, Decision, Referral, Step
from tsunagi.cases.rules import case as rules
from tsunagi.cases.rules.referral import ENDS


@transaction.atomic
def assign(*, by: User, case: Case, worker: User) -> Case:
    """Say who is in charge: a supervisor gives it to anybody, a worker takes what nobody has."""
    held = hold(case)
    if held.worker_id is not None or worker != by:
        require(can_supervise(by, held.organisation))
    require(can_change(by, held))
    if not can(worker, "cases.work", held.organisation):
        raise Refused(_("%(name)sさんは、この組織の支援員ではありません。") % {"name": worker.name})
    before, held.worker = held.worker, worker
    held.save(update_fields=["worker"])
    audit.record(
        by=by,
        action="cases.assign",
        subject=held,
        organisation=held.organisation,
        before={"worker": before},
        after={"worker": worker},
    )
    return held


@transaction.atomic
def add_step(*, by: User, case: Case, what: str, due: date, who: str = "", goal: str = "") -> Step:
    """Add something to be done, by when, for which goal."""
    held = hold(case)
    require(can_change(by, held))
    made = add_first_step(by=by, case=held, what=what, due=due)
    if who.strip() or goal.strip():
        made.who, made.goal = who.strip(), goal.strip()
        made.save(update_fields=["who", "goal"])
    audit.record(by=by, action="cases.add_step", subject=made, organisation=held.organisation, after={"due": due})
    return made


@transaction.atomic
def end_step(*, by: User, step: Step, dropped: bool = False, next_what: str = "", next_due: date | None = None) -> Step:
    """Say that a step is done, or will not be; with what is to be done next, which the last step has to have."""
    held = hold(step.case)
    require(can_change(by, held))
    mine = Step.objects.select_for_update().get(pk=step.pk)
    if mine.state != Step.State.OPEN:
        raise Refused(_("この予定は、すでに済んでいるか、取りやめられています。"))
    if next_what.strip() and next_due is None:
        raise Refused(_("次にすることの日を入れてください。"))
    if next_due is not None:
        add_first_step(by=by, case=held, what=next_what, due=next_due)
    if not held.steps.filter(state=Step.State.OPEN).exclude(pk=mine.pk).exists():
        raise Refused(_("これが最後の予定です。次にすることと日を入れるか、支援を終結してください。"))
    mine.state = Step.State.DROPPED if dropped else Step.State.DONE
    mine.ended_by, mine.ended_at = by, timezone.now()
    mine.save(update_fields=["state", "ended_by", "ended_at"])
    # A conference that decided on it hears that it is done; what is dropped is open there, and no step any more.
    decided = Decision.objects.filter(step=mine)
    decided.update(**{"step": None} if dropped else {"done_by": by, "done_at": mine.ended_at})
    after = {"state": mine.state, "next": next_due}
    audit.record(by=by, action="cases.end_step", subject=mine, organisation=held.organisation, after=after)
    return mine


@transaction.atomic
def close_case(*, by: User, case: Case, outcome: str, closing: str, day: date) -> Case:
    """End a case, with what came of it. Not while a referral of it is on its way: somebody waits for that."""
    held = hold(case)
    require(can_change(by, held))
    if outcome not in Case.Outcome.values:
        raise Refused(_("終結の理由を選んでください。"))
    if not closing.strip():
        raise Refused(_("終結にあたって、様子とこれからのことを書いてください。"))
    _refuse_while_handed_on(held)
    before = {"state": held.state}
    _move(held, Case.State.CLOSED)
    held.outcome, held.closing, held.closed_on, held.closed_by = outcome, closing.strip(), day, by
    held.save()
    # After the case: the database keeps the last step of one that is open.
    left = held.steps.filter(state=Step.State.OPEN)
    Decision.objects.filter(step__in=left).update(step=None)
    left.update(state=Step.State.LEFT, ended_by=by, ended_at=timezone.now())
    audit.record(
        by=by,
        action="cases.close_case",
        subject=held,
        organisation=held.organisation,
        before=before,
        after={"state": held.state, "outcome": outcome},
    )
    return held


@transaction.atomic
def reopen_case(*, by: User, case: Case, step: str, due: date) -> Case:
    """Begin again, with a next step."""
    held = hold(case)
    require(can_work_on(by, held))
    if held.erased_on is not None:
        raise Refused(_("この記録は保存の期間が過ぎて消されています。新しい支援として始めてください。"))
    before = {"state": held.state, "outcome": held.outcome, "closed_on": held.closed_on}
    _move(held, Case.State.INTAKE)
    held.outcome, held.closed_on, held.closed_by = "", None, None
    held.next_due = add_first_step(by=by, case=held, what=step, due=due).due
    held.save()
    after = {"state": held.state, "due": due}
    audit.record(
        by=by, action="cases.reopen_case", subject=held, organisation=held.organisation, before=before, after=after
    )
    return held


def hold(case: Case) -> Case:
    """The case, held until this action is done."""
    held = Case.objects.select_for_update(of=("self",)).select_related("organisation", "person", "worker")
    return held.get(pk=case.pk)


def _refuse_while_handed_on(held: Case) -> None:
    if Referral.objects.filter(case=held).exclude(state__in=ENDS).exists():
        raise Refused(_("返事や結果を待っているつなぎがあります。結果を確かめるか、取り下げてから終結してください。"))
    if Referral.objects.filter(case=held, seen_at__isnull=True).exists():
        raise Refused(_("まだ確かめていないつなぎの結果があります。確かめてから終結してください。"))
    if Referral.objects.filter(received_case=held).exclude(state__in=ENDS).exists():
        raise Refused(_("つながれた元の組織が結果を待っています。つなぎの結果を伝えてから終結してください。"))


def _move(held: Case, state: str) -> None:
    if not rules.may_follow(held.state, state):
        raise Refused(
            _("「%(now)s」の支援を「%(then)s」にはできません。")
            % {"now": held.get_state_display(), "then": Case.State(state).label}
        )
    held.state = state
