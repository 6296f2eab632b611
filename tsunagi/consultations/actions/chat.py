"""An anonymous chat: begun, left, ended after silence; nothing of it asks who somebody is."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.access import Refused
from tsunagi.base.models import User
from tsunagi.base.scope import everything
from tsunagi.consultations.actions.contacts import arrive, hold, leave, take
from tsunagi.consultations.actions.messages import Side, add
from tsunagi.consultations.models import Contact, Entrance, Window
from tsunagi.consultations.queries.chat import chats_to_tend, has_answer, is_past_hours, last_words, told_in
from tsunagi.consultations.rules.chat import GONE_AFTER, Ticket, after_silence
from tsunagi.consultations.rules.contact import is_over

_log = logging.getLogger(__name__)


def begin_chat(
    *,
    entrance: Entrance,
    window: Window,
    ticket: Ticket,
    language: str,
    now: datetime,
    area: str = "",
    age: str = Contact.Age.UNKNOWN,
    need: str = "",
) -> Contact:
    """Somebody begins to wait. area, age, need: what they chose to say."""
    return arrive(
        window=window,
        way=Contact.Way.CHAT,
        key=ticket.contact,
        entrance=entrance,
        now=now,
        ticket=ticket.digest,
        language=language,
        seen_at=now,
        area=area,
        age=age,
        need=need,
    )


@transaction.atomic
def leave_chat(*, contact: Contact, now: datetime) -> None:
    """The person ends it. Their browser cannot come back to it; whoever talked with them says what came of it."""
    held = hold(contact)
    if not held.ticket:
        return
    held.ticket = ""
    held.save(update_fields=["ticket"])
    if not is_over(held.state):
        add(held, Side.SYSTEM, "person_ended", now)
    audit.record(by=None, action="consultations.leave_chat", subject=held, organisation=held.organisation)
    leave(contact=held)


def note_presence(*, contact: UUID, now: datetime) -> None:
    """Keep that the person's page gave a sign. It is no deed: it says only that somebody is still there."""
    Contact.objects.filter(pk=contact).update(seen_at=now)


@dataclass(frozen=True, slots=True)
class Tended:
    """What became of a round: how many chats were asked, ended and left, and the keys of those where it failed."""

    asked: int
    ended: int
    left: int
    failed: tuple[UUID, ...]


def tend_chats(*, now: datetime) -> Tended:
    """Ask those who went silent, end what stays silent, tell who waits at a window that has closed. Each by itself."""
    counted = {"asked": 0, "ended": 0, "left": 0}
    failed = []
    with everything():
        for key in chats_to_tend():
            try:
                for word in _tend(key, now):
                    counted[word] += 1
            except DatabaseError as error:
                _log.error("chat %s could not be tended: %s", key, type(error).__name__)
                failed.append(key)
    return Tended(**counted, failed=tuple(failed))


@transaction.atomic
def _tend(key: UUID, now: datetime) -> list[str]:
    held = hold(Contact(pk=key))
    step: dict[str, Callable[[Contact, datetime], list[str]]] = {"waiting": _tend_waiting, "live": _tend_live}
    return step[held.state](held, now) if held.state in step else []


def _tend_waiting(held: Contact, now: datetime) -> list[str]:
    """Who waits in vain is told so; who has gone is not waited for."""
    if is_past_hours(held.window, now):
        add(held, Side.SYSTEM, "closed", now)
    elif held.seen_at is None or now - held.seen_at < GONE_AFTER:
        return []
    leave(contact=held)
    return ["left"]


def _tend_live(held: Contact, now: datetime) -> list[str]:
    """A chat that is talked in is never cut off when the window closes; that it closes is said once."""
    told = told_in(held)
    if is_past_hours(held.window, now) and "closing" not in told:
        add(held, Side.SYSTEM, "closing", now)
    last = last_words(held)
    side, at = (last.side, last.at) if last is not None else (Side.STAFF.value, held.met_at or held.arrived_at)
    asked, ended = told.get("silence"), told.get("person_ended")
    what = after_silence(now, last_side=side, last_at=at, asked_at=asked, person_ended_at=ended)
    if what == "ask":
        add(held, Side.SYSTEM, "silence", now)
        return ["asked"]
    if what == "end":
        was_talked = ended is not None and has_answer(held)
        outcome = Contact.Outcome.LISTENED if was_talked else Contact.Outcome.BROKEN_OFF
        if ended is None:
            add(held, Side.SYSTEM, "ended_by_silence", now)
        held.state, held.outcome, held.ended_at = Contact.State.ENDED, outcome, now
        held.version += 1
        held.save()
        after = {"state": held.state, "outcome": held.outcome}
        audit.record(by=None, action="consultations.end", subject=held, organisation=held.organisation, after=after)
        return ["ended"]
    return []


@transaction.atomic
def take_chat(*, by: User, contact: Contact) -> Contact:
    """Turn to somebody who waits; no more at once than the window lets one person take."""
    held = hold(contact)
    live = Contact.objects.filter(worker=by, way=Contact.Way.CHAT, state=Contact.State.LIVE).exclude(pk=held.pk).count()
    if held.way == Contact.Way.CHAT and live >= held.window.at_once:
        raise Refused(
            _("この窓口で一人が同時に受けるチャットは%(most)s件までです。先に一つ終えてください。")
            % {"most": held.window.at_once}
        )
    return take(by=by, contact=held)
