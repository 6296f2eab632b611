"""Passing a contact on to another window, sitting beside, taking over."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.access import Refused, organisations_of_people, require, rights
from tsunagi.base.models import User
from tsunagi.base.scope import scope_of
from tsunagi.consultations.access import can_pass_on, can_sit_beside, can_take_over, is_in_charge
from tsunagi.consultations.actions.contacts import State, hold, keep
from tsunagi.consultations.actions.messages import add
from tsunagi.consultations.models import Contact, Message, Moved, Window
from tsunagi.consultations.queries.chat import WRITTEN
from tsunagi.consultations.queries.windows import targets_of


def pass_on(*, by: User, contact: Contact, window: Window, why: str, agreed: bool) -> Contact:
    """Let another window go on. Of another organisation: the contact becomes theirs, with all that was written in it.

    why: for whoever goes on. agreed: the person knows and wants it, which passing it out of the organisation takes,
    unless there is danger to life.
    """
    with scope_of({*organisations_of_people(by), contact.organisation_id, window.organisation_id}):
        return _pass_on(by, contact, window, why.strip(), agreed)


@transaction.atomic
def _pass_on(by: User, contact: Contact, window: Window, why: str, agreed: bool) -> Contact:
    held = hold(contact)
    require(can_pass_on(by, held))
    if window not in targets_of(held):
        raise Refused(_("その窓口には回せません。いま選べる窓口から選んでください。"))
    if not why:
        raise Refused(_("次に応対する人に伝えることを書いてください。"))
    goes_out = window.organisation_id != held.organisation_id
    if goes_out and not agreed and not held.danger:
        raise Refused(_("ほかの組織に回すには、本人に伝えて了解を得てください。"))
    left, now = held.window, timezone.now()
    after = {"window": window, "organisation": window.organisation, "agreed": agreed}
    audit.record(
        by=by,
        action="consultations.pass_on",
        subject=held,
        organisation=held.organisation,
        before={"window": left},
        after=after,
    )
    passed = {"from": f"{left.organisation} {left}", "by": str(by), "at": now.isoformat(), "why": why, "agreed": agreed}
    more = held.more or {}
    held.more = {**more, "passed": [*more.get("passed", []), passed]}
    held.window, held.organisation = window, window.organisation
    held.state, held.worker, held.partner = State.WAITING, None, None
    if goes_out:
        held.danger_told_at = None  # those who supervise there were not told yet
        Moved.objects.create(contact=held.pk, entrance=held.entrance, organisation=window.organisation, at=now)
        Message.objects.filter(contact=held).update(organisation=window.organisation)
    return keep(by, "receive", held, {"window": str(left.pk)})


@transaction.atomic
def sit_beside(*, by: User, contact: Contact, partner: User | None) -> Contact:
    """Two answer together. partner: whoever talks calls them in; without one a supervisor sits down beside."""
    held = hold(contact)
    if partner is None:
        require(can_sit_beside(by, held))
        held.partner = by
    else:
        require(can_pass_on(by, held))
        if held.state != State.LIVE:
            raise Refused(_("いま応対している相談ではありません。"))
        if partner.pk == held.worker_id:
            raise Refused(_("応対している人とは別の人を選んでください。"))
        if "consultations.answer" not in rights(partner).get(held.organisation_id, ()):
            raise Refused(_("その人は、この組織の相談を受けられません。"))
        held.partner = partner
    _note(by, held, _("%(name)sが、いっしょに応対します。") % {"name": held.partner})
    return keep(by, "sit_beside", held, {"state": held.state})


@transaction.atomic
def take_over(*, by: User, contact: Contact) -> Contact:
    """Go on talking in the place of whoever did; they stay beside, if they still work there."""
    held = hold(contact)
    require(can_take_over(by, held))
    before = {"worker": str(held.worker_id)}
    held.worker, held.partner = by, held.worker if is_in_charge(held) else None
    _note(by, held, _("応対を代わりました。"))
    return keep(by, "take_over", held, before)


def _note(by: User, held: Contact, words: str) -> None:
    """Where people write to each other, whoever answers sees it at once among the messages; the person never does."""
    if held.way in WRITTEN:
        add(held, Message.Side.NOTE, words, timezone.now(), by=by)
