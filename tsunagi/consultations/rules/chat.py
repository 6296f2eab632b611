"""A chat with somebody who has no account: what their browser holds, what their page knows, silence, deletion."""

from __future__ import annotations

import hashlib
import re
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

#: The longest message, in characters: more than fits a phone's screen twice; LINE takes 5,000.
LONGEST: Final = 2_000
#: Somebody who was answered and writes nothing for so long is asked whether they are still there: long enough to cry,
#: to look for a word, to see to a child; short enough that others who wait are not kept from being met.
ASK_AFTER: Final = timedelta(minutes=15)
#: … and so long after having been asked the chat is ended. It can be begun anew at any time.
END_AFTER: Final = timedelta(minutes=15)
#: Somebody who waits and whose page gave no sign for so long has gone. A page without JavaScript gives a sign only when
#: it is loaded again, and tells so.
GONE_AFTER: Final = timedelta(minutes=30)
#: The person ended it, and nobody said within this time what came of it: it ends all the same, so that it is deleted.
SETTLE_AFTER: Final = timedelta(hours=12)
#: The person wrote last and was never answered: a fault of ours, which supervisors see; it still has to be deleted.
FORGOTTEN_AFTER: Final = timedelta(hours=24)
#: What was written is deleted so long after the end: long enough to read it again on the next day.
ERASE_AFTER: Final = timedelta(hours=48)
#: What was handed in by a channel is remembered so long: LINE delivers again for days at most, a signature is good for
#: minutes.
RECEIPTS_FOR: Final = timedelta(days=7)

#: Milliseconds from one question of a page for what is new to the next, while people talk, and while somebody waits.
TALKING, WAITING = 1_500, 5_000

#: What the system says in a chat. Those of the first line the person reads too; the page has the words for each.
TOLD: Final = frozenset({"received", "danger", "silence", "ended_by_silence", "closing", "closed", "person_ended"})
NOTED: Final = frozenset(
    {"attachments", "cut", "failed", "not_text", "bounced", "other_sender", "automatic", "unfollowed", "taken_back"}
)

_SEED: Final = re.compile(r"[0-9a-f]{64}")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Ticket:
    """What the browser of the anonymous side holds: whose contact it is, which, and what shows that it is theirs."""

    organisation: int
    contact: uuid.UUID
    secret: str

    @property
    def digest(self) -> str:
        """What is kept of the secret (Contact.ticket)."""
        return hashlib.sha256(self.secret.encode()).hexdigest()

    def __str__(self) -> str:
        return f"{self.organisation}.{self.contact.hex}.{self.secret}"


def ticket_of(seed: str, organisation: int) -> Ticket | None:
    """The ticket that grows from the seed in a page (64 hexadecimal digits): sent twice, it makes the same contact.

    The contact's key tells nothing of the seed, so whoever knows the key cannot come by the ticket.
    """
    if not _SEED.fullmatch(seed):
        return None
    key = hashlib.sha256(f"key {seed}".encode()).digest()[:16]
    return Ticket(organisation, uuid.UUID(bytes=key, version=4), hashlib.sha256(f"secret {seed}".encode()).hexdigest())


def read_ticket(text: str) -> Ticket | None:
    """The ticket that a cookie holds; None where it holds none."""
    match text.split("."):
        case [organisation, contact, secret] if organisation.isdecimal() and re.fullmatch("[0-9a-f]{32}", contact):
            return Ticket(int(organisation), uuid.UUID(hex=contact), secret)
    return None


@dataclass(frozen=True, slots=True)
class Known:
    """What a page knows of a chat: the last place it has, the state it shows, how many it said wait before."""

    place: int = 0
    state: str = ""
    ahead: int = 0

    def __str__(self) -> str:
        return f"{self.place}-{self.state}-{self.ahead}"

    @property
    def pace(self) -> int:
        """Every how many milliseconds the page asks what is new, where the site keeps none of its questions."""
        return TALKING if self.state == "live" else WAITING


def read_known(text: str) -> Known:
    """What a page says that it knows; nothing, where that cannot be read: it then gets all."""
    found = re.fullmatch(r"([0-9]{1,9})-([a-z]{0,8})-([0-9]{1,6})", text)
    return Known(int(found[1]), found[2], int(found[3])) if found else Known()


def message_key(contact: uuid.UUID, side: str, brought: str) -> uuid.UUID | None:
    """The key of a message, from the one that the page brought along: the same one in the same chat stands once."""
    try:
        return uuid.uuid5(contact, f"{side} {uuid.UUID(brought)}")
    except ValueError:
        return None


def tidy(words: str) -> str:
    """Words as they are kept: line ends as one, no signs that no keyboard makes, nothing around them."""
    return _CONTROL.sub("", words.replace("\r\n", "\n").replace("\r", "\n")).strip()


def after_silence(
    now: datetime, *, last_side: str, last_at: datetime, asked_at: datetime | None, person_ended_at: datetime | None
) -> Literal["ask", "end", ""]:
    """What follows from silence. Only somebody who was answered is silent: who waits for an answer never is.

    last_side, last_at: of the last words that person or staff wrote (or "staff" and when they were met).
    """
    if person_ended_at is not None:
        return "end" if now - person_ended_at >= SETTLE_AFTER else ""
    if last_side != "staff":
        return "end" if now - last_at >= FORGOTTEN_AFTER else ""
    if asked_at is None or asked_at < last_at:
        return "ask" if now - last_at >= ASK_AFTER else ""
    return "end" if now - asked_at >= END_AFTER else ""
