"""A telephone call, a visit, a letter: begun with one key, and written down while people speak."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.access import Refused, require
from tsunagi.base.models import User
from tsunagi.consultations.access import can_change
from tsunagi.consultations.actions.contacts import arrive, hold, raise_danger, take
from tsunagi.consultations.models import Contact, Window
from tsunagi.consultations.rules import contact as rules
from tsunagi.consultations.rules.noting import FIELDS, fingerprint
from tsunagi.navigator.queries.danger import meet

#: Ways on which somebody at the window notes what came.
NOTED = (Contact.Way.TELEPHONE, Contact.Way.IN_PERSON, Contact.Way.LETTER)

#: How far apart two presses of one button are that mean one contact.
PRESSED_TWICE: Final = timedelta(seconds=30)


class Overwritten(Refused):
    """Somebody else wrote meanwhile; `held` is what they wrote."""

    def __init__(self, held: Contact) -> None:
        super().__init__(
            _(
                "ほかの人が先に書き足しました。下の「いまの記録」と見くらべて直し、もう一度保存すると、あなたの書いたものに替わります。"
            )
        )
        self.held = held


@transaction.atomic
def begin(*, by: User, window: Window, way: str, key: uuid.UUID) -> Contact:
    """Somebody called, came or wrote, and whoever sits at the window turns to them at once.

    Pressed twice it makes one contact; from a page that was left open and is pressed again later it makes another.
    """
    if way not in NOTED or way not in window.ways:
        raise Refused(_("この窓口では受けていない方法です。窓口の設定を確かめてください。"))
    now = timezone.now()
    is_stale = (
        Contact.objects.filter(pk=key).exclude(state="live", worker=by, arrived_at__gt=now - PRESSED_TWICE).exists()
    )
    made = arrive(window=window, way=way, key=uuid.uuid4() if is_stale else key, by=by, now=now)
    return take(by=by, contact=made)


@transaction.atomic
def note(
    *,
    by: User,
    contact: Contact,
    said: Mapping[str, Any],
    seen: str,
    page: str,
    turn: int = 0,
    is_by_hand: bool = True,
) -> Contact:
    """Write down what was said. Raises Overwritten where somebody else did so since `seen`.

    said: columns of rules.noting.FIELDS. seen: the fingerprint of what the page began with. page: the page's own key;
    what that page wrote itself may be written over, so that a connection that broke after the saving does not make it
    its own rival. turn: counts what the page sent; of two that come out of order the later one stays. is_by_hand: a
    button was pressed. A page that saves by itself every few seconds gets one audit row in all: it is one deed.
    """
    held = hold(contact)
    require(can_change(by, held))
    if held.way == Contact.Way.LINE:  # where answers go to is LINE's to say
        said = {**said, "reach": held.reach}
    written = held.more.get("written", {}) if held.more else {}
    is_own = written.get("page") == page
    if is_own and turn < written.get("turn", 0):
        return held
    known = said_by(held)
    if not is_own and seen != fingerprint(known) and known != {name: said[name] for name in FIELDS}:
        raise Overwritten(held)
    heard = meet(said["notes"])
    for name in FIELDS:
        setattr(held, name, said[name])
    held.more = {**(held.more or {}), "written": {"page": page, "turn": turn}}
    was = held.danger
    if heard is not None and rules.graver(was, heard.kind) != was:
        raise_danger(contact=held, kind=heard.kind, now=timezone.now())
    held.version += 1
    held.save()
    if is_by_hand or not is_own or held.danger != was:
        audit.record(
            by=by,
            action="consultations.note",
            subject=held,
            organisation=held.organisation,
            before={"danger": was},
            after={"danger": held.danger},
        )
    return held


def said_by(contact: Contact) -> dict[str, Any]:
    """What a contact says, by field of its form."""
    return {name: getattr(contact, name) for name in FIELDS}
