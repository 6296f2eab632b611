"""Answers on their way to mail and LINE: tried until they are there or cannot be, each of which is shown to staff.

A message is claimed for a while before it is handed over, and marked afterwards: a process that dies in between leaves
it to be tried again. The other side then knows it by its name (Message-ID, LINE's retry key) and shows it once.
"""

from __future__ import annotations

import http.client
import logging
import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.headerregistry import Address
from typing import Final, Literal
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from tsunagi.base import audit
from tsunagi.base.access import require
from tsunagi.base.models import User
from tsunagi.base.scope import everything
from tsunagi.consultations.access import can_change
from tsunagi.consultations.actions.contacts import hold
from tsunagi.consultations.actions.messages import add
from tsunagi.consultations.models import Channel, Contact, Message
from tsunagi.consultations.queries.carried import channel_of, to_carry, words_of
from tsunagi.consultations.rules import line
from tsunagi.consultations.rules.mail import reply_address

_log = logging.getLogger(__name__)

Became = Literal["sent", "later", "refused"]
Delivery = Message.Delivery
#: How long one that is being handed over is left alone, longer than any connection is waited for.
CLAIM: Final = timedelta(minutes=5)
PATIENCE: Final = 30
#: After how many minutes it is tried again; after the last it has failed. Within a day, as LINE knows a retry key.
PAUSES: Final = (1, 2, 5, 15, 30, 60, 120, 240, 480)


@dataclass(frozen=True, slots=True)
class Carried:
    """How many were handed over, are tried again later, and failed for good."""

    sent: int
    later: int
    failed: int


def carry_waiting(*, now: datetime) -> Carried:
    """Hand over whatever waits and whose turn it is."""
    counted = {"sent": 0, "later": 0, "failed": 0}
    with everything():
        for key in to_carry(now):
            if _claim(key, now):
                counted[_carry(key, now)] += 1
    return Carried(**counted)


@transaction.atomic
def try_again(*, by: User, contact: Contact, now: datetime) -> int:
    """Put what failed back among those that wait; how many."""
    held = hold(contact)
    require(can_change(by, held))
    failed = Message.objects.filter(contact=held.pk, delivery=Delivery.FAILED)
    count = failed.update(delivery=Delivery.WAITING, tries=0, try_at=now)
    audit.record(
        by=by,
        action="consultations.try_again",
        subject=held,
        organisation=held.organisation,
        after={"messages": count},
    )
    return count


def _claim(key: UUID, now: datetime) -> bool:
    """Whether this process is the one to hand it over."""
    mine = Message.objects.filter(Q(try_at__isnull=True) | Q(try_at__lte=now), pk=key, delivery=Delivery.WAITING)
    return mine.update(try_at=now + CLAIM, tries=F("tries") + 1) == 1


def _carry(key: UUID, now: datetime) -> Literal["sent", "later", "failed"]:
    message = Message.objects.select_related("contact__window__organisation").get(pk=key)
    channel = channel_of(message.contact)
    if channel is None or not message.contact.reach:
        return _mark(message, "refused", now, "no channel")
    try:
        became, why = (_by_mail if message.contact.way == Contact.Way.MAIL else _by_line)(message, channel, now)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _text in error.recipients.values()]
        became, why = (
            ("later", "refused for now") if all(400 <= code < 500 for code in codes) else ("refused", "no such address")
        )
    except (OSError, smtplib.SMTPException, http.client.HTTPException) as error:
        became, why = "later", type(error).__name__
    return _mark(message, became, now, why)


def _by_mail(message: Message, channel: Channel, now: datetime) -> tuple[Became, str]:
    contact, more = message.contact, message.contact.more or {}
    domain = channel.address.rpartition("@")[2]
    headers = {
        "Message-ID": f"<{message.pk.hex}@{domain}>",
        "Reply-To": reply_address(channel.address, contact.pk, settings.SECRET_KEY.encode()),
    }
    if more.get("last_id"):
        headers["In-Reply-To"] = headers["References"] = f"<{more['last_id']}>"
    if message.side == Message.Side.SYSTEM:
        headers["Auto-Submitted"] = "auto-replied"
    subject = more.get("subject") or ""
    with override(contact.language if contact.language in dict(settings.LANGUAGES) else "ja"):
        subject = f"Re: {subject.removeprefix('Re: ')}" if subject else _("相談へのお返事")
        sender = Address(str(contact.window), addr_spec=channel.address)
    EmailMessage(
        subject=" ".join(subject.split()),
        body=words_of(message, now),
        from_email=str(sender),
        to=[contact.reach],
        headers=headers,
    ).send()
    return "sent", ""


def _by_line(message: Message, channel: Channel, now: datetime) -> tuple[Became, str]:
    parts = urlsplit(settings.LINE_API)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=PATIENCE)
    headers = {
        "Content-Type": "application/json",
        "Authorization": f"Bearer {channel.token}",
        "X-Line-Retry-Key": str(message.pk),
    }
    body = line.push(message.contact.reach, words_of(message, now))
    try:
        connection.request("POST", f"{parts.path.rstrip('/')}/v2/bot/message/push", body, headers)
        status = connection.getresponse().status
    finally:
        connection.close()
    return line.became_of(status), str(status)


@transaction.atomic
def _mark(message: Message, became: Became, now: datetime, why: str) -> Literal["sent", "later", "failed"]:
    """Say on the message what became of it. Why it failed goes to the log, without an address or a word."""
    held = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if became == "sent":
        Message.objects.filter(pk=held.pk).update(delivery=Delivery.SENT, try_at=None)
        return "sent"
    if became == "later" and held.tries <= len(PAUSES):
        Message.objects.filter(pk=held.pk).update(try_at=now + timedelta(minutes=PAUSES[held.tries - 1]))
        return "later"
    _log.error("message %s could not be carried: %s", held.pk, why)
    Message.objects.filter(pk=held.pk).update(delivery=Delivery.FAILED, try_at=None)
    add(hold(message.contact), Message.Side.SYSTEM, "failed", now)
    audit.record(
        by=None,
        action="consultations.fail_to_carry",
        subject=message.contact,
        organisation=message.contact.organisation,
        after={"why": why},
    )
    return "failed"
