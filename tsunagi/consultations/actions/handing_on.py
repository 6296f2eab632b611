"""A contact out of which a case was made: it ends, and waits for nothing more here."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.access import Refused, require
from tsunagi.base.models import User
from tsunagi.consultations.access import can_change
from tsunagi.consultations.actions.contacts import hold
from tsunagi.consultations.models import Contact

#: What can come of a contact out of which a case was made.
OUTCOMES = (Contact.Outcome.CASE, Contact.Outcome.REFERRED)


@transaction.atomic
def hand_on(*, by: User, contact: Contact, outcome: str) -> Contact:
    """Say that the person is accompanied from now on; within the action that opens their case.

    Whoever was to be called again is so no more: the case has a next step with a day in the place of that.
    """
    held = hold(contact)
    require(can_change(by, held))
    if outcome not in OUTCOMES:
        raise Refused(_("結果を選んでください。"))
    before, now = {"state": held.state, "outcome": held.outcome}, timezone.now()
    if held.met_at is None or held.worker_id is None:
        held.met_at, held.worker = held.met_at or max(now, held.arrived_at), by
    held.state, held.outcome, held.ended_at = Contact.State.ENDED, outcome, held.ended_at or now
    if held.again_on is not None and held.again_done_at is None:
        held.again_done_at = now
    held.version += 1
    held.save()
    after = {"state": held.state, "outcome": outcome}
    audit.record(
        by=by,
        action="consultations.hand_on",
        subject=held,
        organisation=held.organisation,
        before=before,
        after=after,
    )
    return held


@transaction.atomic
def give_up_whereabouts(*, by: User, contact: Contact, keeps_reach: bool) -> None:
    """Say no more in the contact in which municipality they are, nor (but where it is an address of mail or LINE, which
    keeps_reach says) where they are reached; within the action that protects their record."""
    held = hold(contact)
    held.area = ""
    if not keeps_reach:
        held.reach = ""
    # A page of it that is still open knows both, and may not write them back by itself.
    held.more = {name: one for name, one in (held.more or {}).items() if name != "written"}
    held.version += 1
    held.save()
    audit.record(by=by, action="consultations.give_up_whereabouts", subject=held, organisation=held.organisation)
