"""What is written in a contact, by the person, by whoever answers, and between those who answer.

A message is its own record: it says who wrote it and when, and never changes. It adds no row to the audit chain, which
would keep for good when an anonymous person wrote, and whose one lock a thousand chats would wait for; danger does.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Count, DateTimeField, Max, Q, UUIDField
from django.utils import timezone
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.access import Refused, require
from tsunagi.base.models import User
from tsunagi.base.often import Given, Often
from tsunagi.consultations.access import can_change, can_write
from tsunagi.consultations.actions.contacts import raise_danger
from tsunagi.consultations.models import Contact, Message
from tsunagi.consultations.queries.chat import WRITTEN
from tsunagi.consultations.queries.hearing import heard
from tsunagi.consultations.rules.chat import LONGEST, message_key, tidy
from tsunagi.consultations.rules.contact import is_over

Side = Message.Side
#: Ways whose messages have to be carried to another system.
CARRIED: Final = (Contact.Way.MAIL, Contact.Way.LINE)
#: Words that follow so soon are read together with those before: people break off in the middle of a sentence.
AT_ONE_GO: Final = timedelta(minutes=2)

_contact = Given("contact", UUIDField())
_contact_held = Often(lambda: Contact.objects.select_for_update().filter(pk=_contact, way__in=WRITTEN))
_last_and_known = Often(
    lambda: Message.objects.filter(contact=_contact)
    .order_by()
    .values("contact")
    .annotate(last=Max("place"), known=Count("pk", filter=Q(pk=Given("key", UUIDField()))))
    .values_list("last", "known")
)
_last_of_person = Often(
    lambda: Message.objects.filter(
        contact=_contact, side=Side.PERSON, at__gt=Given("since", DateTimeField())
    ).order_by("-place")[:1]
)


@transaction.atomic
def hear(
    *,
    contact: Contact,
    words: str,
    key: str,
    now: datetime | None = None,
    longest: int = LONGEST,
    listened: str | None = None,
) -> Message:
    """The person writes. Danger is looked for before anything else is done, and raised with the message itself.

    key: what the page brought along (UUID); the same words under it again give back the message that they made.
    listened: where danger is looked for, if not in all words (a mail quotes those of before).
    """
    held, now, said = _hold(contact), now or timezone.now(), _said(words, longest)
    made_by, last, known = _place(held, Side.PERSON, key, said)
    if known is not None:
        return known
    if held.erased_at is not None or is_over(held.state):
        raise Refused(_("この相談は終わっています。続けるには、もう一度はじめてください。"))
    kind = heard(said if listened is None else listened, _just_before(held, now))
    made = add(held, Side.PERSON, said, now, key=made_by, danger=kind, last=last)
    if kind:
        _raise(held, kind, now)
    return made


@transaction.atomic
def answer(*, by: User, contact: Contact, words: str, key: str, now: datetime | None = None) -> Message:
    """Whoever talks with them, or sits beside, answers. By mail and on LINE it is carried there afterwards."""
    held, said = _hold(contact), _said(words)
    require(can_change(by, held))
    made_by, last, known = _place(held, Side.STAFF, key, said)
    if known is not None:
        return known
    require(can_write(held))
    carried = held.way in CARRIED
    return add(held, Side.STAFF, said, now or timezone.now(), key=made_by, by=by, is_carried=carried, last=last)


@transaction.atomic
def note_between(*, by: User, contact: Contact, words: str, key: str, now: datetime | None = None) -> Message:
    """Those who answer write to each other; the person never sees it."""
    held, said = _hold(contact), _said(words)
    require(can_change(by, held))
    made_by, last, known = _place(held, Side.NOTE, key, said)
    if known is not None:
        return known
    return add(held, Side.NOTE, said, now or timezone.now(), key=made_by, by=by, last=last)


def add(
    held: Contact,
    side: str,
    words: str,
    now: datetime,
    *,
    key: uuid.UUID | None = None,
    by: User | None = None,
    danger: str = "",
    is_carried: bool = False,
    last: int | None = None,
) -> Message:
    """The next message of a contact that this action holds. last: the place of the one before, where it is known."""
    if last is None:
        last, _is_known = _last(held, key)
    return Message.objects.create(
        pk=key or uuid.uuid4(),
        contact=held,
        organisation_id=held.organisation_id,
        place=last + 1,
        side=side,
        by=by,
        at=now,
        words=words,
        danger=danger,
        delivery=Message.Delivery.WAITING if is_carried else Message.Delivery.HERE,
    )


def _hold(contact: Contact) -> Contact:
    """The contact, held until this action is done, and nothing beside it: no other action is done as often."""
    found = _contact_held(contact=contact.pk)
    if not found:
        raise Contact.DoesNotExist
    return found[0]


def _last(held: Contact, key: uuid.UUID | None) -> tuple[int, bool]:
    """The place of the last message, 0 before the first; and whether one with this key is there already."""
    found = _last_and_known(contact=held.pk, key=key)
    return (found[0][0], bool(found[0][1])) if found else (0, False)


def _raise(held: Contact, kind: str, now: datetime) -> None:
    """Show staff the danger, and the person, once for each kind, who can help at this moment."""
    before = {"danger": held.danger}
    raise_danger(contact=held, kind=kind, now=now)
    held.save(update_fields=["danger", "danger_at", "danger_told_at", "danger_seen_by", "danger_seen_at"])
    told = Message.objects.filter(contact=held.pk, side=Side.SYSTEM, danger=kind)
    if not told.exists():
        add(held, Side.SYSTEM, "danger", now, danger=kind, is_carried=held.way in CARRIED)
    audit.record(
        by=None,
        action="consultations.hear_danger",
        subject=held,
        organisation=held.organisation,
        before=before,
        after={"danger": held.danger},
    )


def _just_before(held: Contact, now: datetime) -> str:
    """What the person wrote a moment ago, if no danger was heard in it."""
    last = next(iter(_last_of_person(contact=held.pk, since=now - AT_ONE_GO)), None)
    return last.words[-LONGEST:] if last is not None and not last.danger else ""


def _place(held: Contact, side: str, key: str, said: str) -> tuple[uuid.UUID, int, Message | None]:
    """The key of a message, the place of the one before it, and the message itself if it is there already.

    Other words under the same key are a message of their own: without JavaScript somebody who was not answered in time
    writes on in the page that they have. What was taken back on LINE (no words are left) stays so.
    """
    made_by = message_key(held.pk, side, key)
    if made_by is None:
        raise Refused(_("送信に失敗しました。ページを開き直して、もう一度送ってください。"))
    while True:
        last, is_known = _last(held, made_by)
        if not is_known:
            return made_by, last, None
        known = Message.objects.get(pk=made_by)
        if known.words in ("", said):
            return made_by, last, known
        made_by = uuid.uuid5(made_by, "other words")


def _said(words: str, longest: int = LONGEST) -> str:
    said = tidy(words)
    if not said:
        raise Refused(_("メッセージが空です。書いてから送ってください。"))
    if len(said) > longest:
        raise Refused(_("一度に送れるのは%(most)s文字までです。分けて送ってください。") % {"most": longest})
    return said
