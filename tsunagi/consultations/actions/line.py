"""What LINE hands in: words become messages of the conversation that goes on, or of a new one."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from tsunagi.base import audit
from tsunagi.base.keys import ring
from tsunagi.base.scope import everything
from tsunagi.consultations.actions.contacts import arrive, hold
from tsunagi.consultations.actions.messages import Side, add, hear
from tsunagi.consultations.models import Channel, Contact, Message, Receipt
from tsunagi.consultations.rules.chat import message_key
from tsunagi.consultations.rules.line import Event
from tsunagi.consultations.rules.signed import receipt
from tsunagi.navigator.rules.tongues import language_of


def receive_events(*, channel: Channel, events: Iterable[Event], now: datetime) -> list[Message]:
    """The messages that were made. An event that is delivered again makes nothing new."""
    with everything():
        made = [_receive(channel, one, now) for one in events]
    return [one for one in made if one is not None]


@transaction.atomic
def _receive(channel: Channel, event: Event, now: datetime) -> Message | None:
    # One event of an account after the other: two at once must not begin two conversations with one person.
    own = Channel.objects.select_for_update(of=("self",)).select_related("window__organisation").get(pk=channel.pk)
    _made, is_new = Receipt.objects.get_or_create(channel=own, key=receipt(event.key), defaults={"at": now})
    if not is_new:
        return None
    if event.what == "unsend":
        return _take_back(own, event, now)
    held = _conversation(own, event.user)
    if event.what == "unfollow":
        return add(hold(held), Side.SYSTEM, "unfollowed", now) if held is not None else None
    is_first = held is None
    if held is None:
        held = arrive(
            window=own.window,
            way=Contact.Way.LINE,
            key=uuid.uuid5(own.pk, event.key),
            now=now,
            ticket=_token(own, event.user),
            language=language_of(event.words) or "ja",
            reach=event.user,
            more={"channel": str(own.pk)},
        )
    if event.what == "text" and event.words.strip():
        brought = _brought(own, event)
        longest = len(event.words) + 1
        made = hear(contact=held, words=event.words, key=brought, now=now, longest=longest)
    else:
        made = add(hold(held), Side.SYSTEM, f"not_text:{event.words or 'text'}", now)
    if is_first:
        add(hold(held), Side.SYSTEM, "received", now, is_carried=True)
    return made


def _take_back(channel: Channel, event: Event, now: datetime) -> Message | None:
    """The words of a message that somebody took back are let go; that there was one, and a danger in it, stays.

    https://developers.line.biz/en/docs/messaging-api/receiving-messages/ has the event; its shape is that of LINE's own
    SDK (UnsendEvent, UnsendDetail).
    """
    held = Contact.objects.filter(ticket=_token(channel, event.user), way=Contact.Way.LINE)
    keys = [message_key(one, Side.PERSON, _brought(channel, event)) for one in held.values_list("pk", flat=True)]
    message = Message.objects.filter(pk__in=[key for key in keys if key is not None]).first()
    if message is None or not message.words:
        return None
    own = hold(message.contact)
    message.words = ""
    message.save(update_fields=["words"])
    audit.record(by=None, action="consultations.take_back", subject=own, organisation=own.organisation)
    return add(own, Side.SYSTEM, "taken_back", now)


def _brought(channel: Channel, event: Event) -> str:
    """The key that a message brings along: LINE's of the message, where it says one."""
    return str(uuid.uuid5(channel.pk, f"message {event.message}" if event.message else event.key))


def _conversation(channel: Channel, user: str) -> Contact | None:
    """The conversation with a user that is not over. One that is over stays so; what follows is a new one."""
    going_on = (Contact.State.WAITING, Contact.State.LIVE)
    found = Contact.objects.filter(ticket=_token(channel, user), way=Contact.Way.LINE, state__in=going_on)
    return found.order_by("-arrived_at").first()


def _token(channel: Channel, user: str) -> str:
    """What stands for a user in the table, and tells nothing of them."""
    return ring().token(f"line {channel.pk}", user)
