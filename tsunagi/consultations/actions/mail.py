"""A mail that came in: led to the contact that it answers, or to a new one. Of a machine's no contact is made."""

from __future__ import annotations

import uuid
from datetime import datetime
from email.utils import parseaddr
from typing import Literal

from django.conf import settings
from django.db import transaction

from tsunagi.base import audit
from tsunagi.base.scope import everything
from tsunagi.consultations.actions.contacts import arrive, hold
from tsunagi.consultations.actions.messages import Side, add, hear
from tsunagi.consultations.models import Channel, Contact, Message
from tsunagi.consultations.rules.chat import message_key
from tsunagi.consultations.rules.mail import Letter, contact_of, cut_quotes, without_code
from tsunagi.navigator.rules.tongues import language_of

State = Contact.State
#: What became of a letter: a message was kept; it was kept before; a note was made for staff; it is for no window here;
#: it came from a machine, or from a window itself.
Became = Literal["kept", "known", "noted", "not_ours", "machine"]


def receive_letter(*, letter: Letter, now: datetime, channel: Channel | None = None) -> tuple[Became, Message | None]:
    """Keep a letter; the same one again changes nothing. channel: by which it was handed in, where that is known."""
    with everything(), transaction.atomic():
        return _receive(letter, now, channel)


def _receive(letter: Letter, now: datetime, channel: Channel | None) -> tuple[Became, Message | None]:
    if letter.machine == "bounce":
        return _bounced(letter, now)
    own = _channel(letter, channel)
    if own is None:
        return "not_ours", None
    if letter.machine == "bulk" or _is_own(letter.sender) or "@" not in letter.sender:
        return "machine", None
    # Two mails of one person that come at once must not make two contacts of one conversation.
    Channel.objects.select_for_update().get(pk=own.pk)
    held = _thread(letter)
    if letter.machine == "reply":
        if held is None:
            return "machine", None
        return "noted", add(hold(held), Side.SYSTEM, "automatic", now)
    brought = str(uuid.uuid5(own.pk, letter.message_id))
    if held is not None:
        if Message.objects.filter(pk__in=[message_key(held.pk, Side.PERSON, brought)]).exists():
            return "known", None
        _open_again(held)
        return "kept", _keep(held, letter, brought, now, is_first=False)
    key = uuid.uuid5(own.pk, f"contact {letter.message_id}")
    if Contact.objects.filter(pk=key).exists():
        return "known", None
    made = arrive(
        window=own.window,
        way=Contact.Way.MAIL,
        key=key,
        now=now,
        language=language_of(letter.words) or "ja",
        name=letter.name,
        reach=letter.sender,
        more={"subject": letter.subject, "channel": str(own.pk), "last_id": letter.message_id},
    )
    kept = _keep(made, letter, brought, now, is_first=True)
    add(hold(made), Side.SYSTEM, "received", now, is_carried=True)
    return "kept", kept


def _keep(held: Contact, letter: Letter, brought: str, now: datetime, *, is_first: bool) -> Message:
    """The letter as a message; its subject with it where it opens the conversation, since danger may stand there."""
    words = letter.words
    if is_first and letter.subject:
        words = f"{letter.subject}\n\n{words}"
    if not words.strip():
        words = "—"
    shown, _quoted = cut_quotes(words)
    made = hear(contact=held, words=words, key=brought, now=now, longest=len(words) + 1, listened=shown)
    again = hold(held)
    if letter.attachments:
        add(again, Side.SYSTEM, "attachments:" + ", ".join(letter.attachments), now)
    if letter.is_cut:
        add(again, Side.SYSTEM, "cut", now)
    if not is_first and letter.sender != str(again.reach).lower():
        add(again, Side.SYSTEM, "other_sender", now)
    if not is_first:
        again.more = {**(again.more or {}), "last_id": letter.message_id}
        again.save(update_fields=["more"])
    return made


def _open_again(held: Contact) -> None:
    """An answer to a conversation that had ended goes to whoever had it."""
    again = hold(held)
    if again.state != State.ENDED:
        return
    before = {"state": again.state, "outcome": again.outcome}
    again.state, again.outcome, again.ended_at = State.LIVE, "", None
    again.version += 1
    again.save()
    audit.record(
        by=None,
        action="consultations.open_again",
        subject=again,
        organisation=again.organisation,
        before=before,
        after={"state": again.state},
    )


def _bounced(letter: Letter, now: datetime) -> tuple[Became, Message | None]:
    """Somebody could not be reached: the message says so, and whoever wrote it."""
    keys = [found for one in letter.failed if (found := _key_in(one)) is not None]
    lost = Message.objects.filter(pk__in=keys, delivery=Message.Delivery.SENT).select_related("contact").first()
    if lost is None:
        return "machine", None
    held = hold(lost.contact)
    Message.objects.filter(pk=lost.pk).update(delivery=Message.Delivery.FAILED)
    return "noted", add(held, Side.SYSTEM, "bounced", now)


def _channel(letter: Letter, handed_in: Channel | None) -> Channel | None:
    if handed_in is not None:
        return handed_in
    addresses = [without_code(one) for one in letter.to]
    found = Channel.objects.filter(kind=Channel.Kind.MAIL, in_use=True, address__in=addresses)
    return found.select_related("window__organisation").order_by("pk").first()


def _is_own(sender: str) -> bool:
    """Whether a window's own address, or the site's, wrote it: answering that would go round and round."""
    own = without_code(sender)
    if own == parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower():
        return True
    return Channel.objects.filter(kind=Channel.Kind.MAIL, address=own).exists()


def _thread(letter: Letter) -> Contact | None:
    """The contact that it answers: by the address that only an answer knows, else by what it says it answers.

    Never by its subject, which anybody can write, and never one of which nothing is left.
    """
    keys = [found for one in letter.to if (found := contact_of(one, settings.SECRET_KEY.encode())) is not None]
    held = Contact.objects.filter(pk__in=keys, erased_at__isnull=True).first()
    if held is not None:
        return held
    answered = [key for one in letter.answers if (key := _key_in(one)) is not None]
    said = Message.objects.filter(pk__in=answered, contact__way=Contact.Way.MAIL, contact__erased_at__isnull=True)
    message = said.select_related("contact").first()
    return message.contact if message is not None else None


def _key_in(message_id: str) -> uuid.UUID | None:
    """The message of ours that a Message-ID names."""
    try:
        return uuid.UUID(hex=message_id.partition("@")[0])
    except ValueError:
        return None
