"""A contact from its coming to its end. Nothing here waits for anything outside of the database."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.access import Refused, require
from tsunagi.base.models import User
from tsunagi.consultations.access import can_change, can_end, can_sit_at, can_work_on
from tsunagi.consultations.models import Contact, Entrance, Window
from tsunagi.consultations.rules import contact as rules

State = Contact.State


@transaction.atomic
def arrive(
    *,
    window: Window,
    way: str,
    key: uuid.UUID | None = None,
    entrance: Entrance | None = None,
    by: User | None = None,
    now: datetime | None = None,
    ticket: str = "",
    **said: object,
) -> Contact:
    """Somebody got in touch, by themselves or (by) as somebody at the window notes it; they wait to be met.

    key: the contact's own, brought along by the page: the same one again gives back the contact that it made.
    said: columns of Contact that are known from the start.
    """
    if by is not None:
        require(can_sit_at(by, window))
    if key is not None:
        known = Contact.objects.filter(pk=key).first()
        if known is not None:
            return known
    made = Contact(
        pk=key or uuid.uuid4(),
        organisation=window.organisation,
        window=window,
        entrance=entrance,
        way=way,
        arrived_at=now or timezone.now(),
        ticket=ticket,
    )
    for name, value in said.items():
        setattr(made, name, value)
    made.save(force_insert=True)
    audit.record(by=by, action="consultations.arrive", subject=made, organisation=made.organisation, after={"way": way})
    return made


@transaction.atomic
def take(*, by: User, contact: Contact) -> Contact:
    """Turn to somebody who waits. Of two who take the same one at once, the second is told so."""
    held = hold(contact)
    if held.state == State.LIVE and held.worker_id == by.pk:
        return held
    if not rules.may_follow(held.state, State.LIVE):
        raise Refused(_("すでに別の人が応対を始めています。"))
    require(can_sit_at(by, held.window))
    require(can_change(by, held))
    before = {"state": held.state}
    held.state, held.worker, held.ended_at, held.outcome = State.LIVE, by, None, ""
    held.met_at = held.met_at or max(timezone.now(), held.arrived_at)
    return keep(by, "take", held, before)


@transaction.atomic
def end(*, by: User, contact: Contact, outcome: str, again_on: date | None = None) -> Contact:
    """Say what came of it. Whoever is to be called again is so on a day, and stays in the list until they were."""
    held = hold(contact)
    require(can_end(by, held))
    if outcome not in Contact.Outcome.values:
        raise Refused(_("結果を選んでください。"))
    if outcome == Contact.Outcome.AGAIN and again_on is None:
        raise Refused(_("あらためて連絡する日を入れてください。"))
    if again_on is not None and again_on < timezone.localdate():
        raise Refused(_("あらためて連絡する日に、過ぎた日は入れられません。"))
    before = {"state": held.state}
    if held.met_at is None:
        held.met_at, held.worker = max(timezone.now(), held.arrived_at), by
    held.state, held.outcome, held.again_on, held.ended_at = State.ENDED, outcome, again_on, timezone.now()
    held.again_done_at, held.risen_at = None, None
    return keep(by, "end", held, before)


@transaction.atomic
def call_again_done(*, by: User, contact: Contact) -> Contact:
    """Say that somebody who was to be called again was, or could not be; the contact says which in its notes."""
    held = hold(contact)
    require(can_change(by, held))
    if held.again_on is None or held.again_done_at is not None:
        raise Refused(_("あらためて連絡する予定は、もうありません。"))
    held.again_done_at = timezone.now()
    return keep(by, "call_again_done", held, {"state": held.state})


@transaction.atomic
def put_off(*, by: User, contact: Contact, again_on: date) -> Contact:
    """Call somebody again on another day."""
    held = hold(contact)
    require(can_change(by, held))
    if held.again_on is None or held.again_done_at is not None:
        raise Refused(_("あらためて連絡する予定は、もうありません。"))
    if again_on < timezone.localdate():
        raise Refused(_("あらためて連絡する日に、過ぎた日は入れられません。"))
    held.again_on, held.risen_at = again_on, None
    return keep(by, "put_off", held, {"state": held.state})


@transaction.atomic
def see_danger(*, by: User, contact: Contact) -> Contact:
    """Say that the danger that was heard has been seen by somebody who acts on it."""
    held = hold(contact)
    require(can_work_on(by, held))
    if held.danger and held.danger_seen_at is None:
        held.danger_seen_by, held.danger_seen_at = by, timezone.now()
        return keep(by, "see_danger", held, {"state": held.state})
    return held


@transaction.atomic
def leave(*, contact: Contact) -> Contact:
    """The person went before anybody turned to them."""
    held = hold(contact)
    if held.state == State.WAITING:
        before = {"state": held.state}
        held.state, held.ended_at = State.LEFT, timezone.now()
        return keep(None, "leave", held, before)
    return held


def raise_danger(*, contact: Contact, kind: str, now: datetime) -> None:
    """Keep the gravest danger that was heard, for staff to see at once; within the action that heard it.

    `contact` is held by that action, which saves it.
    """
    graver = rules.graver(contact.danger, kind)
    if graver and (graver != contact.danger or contact.danger_seen_at is not None):
        contact.danger, contact.danger_at, contact.danger_told_at = graver, now, None
        contact.danger_seen_by, contact.danger_seen_at = None, None


def hold(contact: Contact) -> Contact:
    """The contact, held until this action is done."""
    return Contact.objects.select_for_update(of=("self",)).select_related("window", "organisation").get(pk=contact.pk)


def keep(by: User | None, deed: str, held: Contact, before: dict[str, str]) -> Contact:
    """Save what an action did to the contact that it holds, with its audit row."""
    held.version += 1
    held.save()
    after = {"state": held.state, "outcome": held.outcome}
    audit.record(
        by=by,
        action=f"consultations.{deed}",
        subject=held,
        organisation=held.organisation,
        before=before,
        after=after,
    )
    return held
