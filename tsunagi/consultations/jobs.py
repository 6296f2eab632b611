"""What consultations do outside of the request: tell supervisors of danger, carry answers, fetch mail, end, erase."""

from __future__ import annotations

import imaplib
import logging
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django_tasks import task

from tsunagi.consultations.actions.carrying import carry_waiting
from tsunagi.consultations.actions.chat import tend_chats
from tsunagi.consultations.actions.erasing import erase_chats
from tsunagi.consultations.actions.mail import receive_letter
from tsunagi.consultations.actions.messages import CARRIED
from tsunagi.consultations.actions.receipts import let_receipts_go
from tsunagi.consultations.actions.telling import tell_of_dangers
from tsunagi.consultations.mailbox import fetch_unread
from tsunagi.consultations.models import Message
from tsunagi.consultations.rules.mail import read_letter
from tsunagi.mailing import Server

_log = logging.getLogger(__name__)


def follow(message: Message) -> None:
    """Put in the queue what has to follow a message at once; `tend` does it too, where that is lost."""
    if message.danger:
        tell_of_danger.enqueue()
    if message.contact.way in CARRIED:
        carry.enqueue()


@task()
def tell_of_danger() -> None:
    """Tell supervisors where danger was heard and nobody has turned to it."""
    tell_of_dangers(now=timezone.now())


@task()
def carry() -> None:
    """Hand over what waits to be carried."""
    carry_waiting(now=timezone.now())


@dataclass
class Tended:
    """What a round did. failed: a line for each thing that went wrong, without anybody's name or words."""

    asked: int = 0
    ended: int = 0
    erased: int = 0
    sent: int = 0
    fetched: int = 0
    failed: list[str] = field(default_factory=list)


def tend(now: datetime) -> Tended:
    """Everything that has to be done every minute or so, in an order in which nothing waits for what may hang.

    What anybody was promised comes first: danger and deletion before mail servers that may not answer.
    """
    done = Tended()
    told = tell_of_dangers(now=now)
    done.failed += [f"nobody could be told of the danger in {key}" for key in told.failed]
    chats = tend_chats(now=now)
    done.asked, done.ended = chats.asked, chats.ended + chats.left
    done.failed += [f"chat {key} could not be tended" for key in chats.failed]
    erased = erase_chats(now=now)
    done.erased = erased.done
    done.failed += [f"chat {key} could not be erased" for key in erased.failed]
    let_receipts_go(now=now)
    carried = carry_waiting(now=now)
    done.sent = carried.sent
    if carried.failed:
        done.failed.append(f"{carried.failed} answers could not be carried")
    if settings.IMAP:
        _fetch(settings.IMAP, now, done)
    return done


def _fetch(mailbox: Server, now: datetime, done: Tended) -> None:
    def keep(raw: bytes) -> bool:
        became, made = receive_letter(letter=read_letter(raw), now=now)
        if made is not None:
            follow(made)
        return became != "not_ours"

    try:
        fetched = fetch_unread(mailbox, keep)
    except (OSError, imaplib.IMAP4.error) as error:
        _log.error("the mailbox could not be opened: %s", type(error).__name__)
        done.failed.append(f"the mailbox could not be opened ({type(error).__name__})")
        return
    done.fetched = fetched.kept
    if fetched.astray:
        _log.error("mails that are for no window here: %s", fetched.astray)
        done.failed.append(f"mails in the mailbox that are for no window here, flagged there: {fetched.astray}")
    if fetched.failed:
        done.failed.append(f"mails that could not be kept, and stay unread: {fetched.failed}")
