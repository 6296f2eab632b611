"""A referral: its states, who does what in each, whose turn it is, and when silence rises. All of it tables.

Nothing is ever lost: each state that is not the end is somebody's turn, and each end is the sender's until they say
that they have seen it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

Side = Literal["sender", "receiver"]


@dataclass(frozen=True, slots=True)
class Deed:
    """What one side may do: from which states, to which one, and whether it has to be explained in words."""

    by: Side
    states: tuple[str, ...]
    to: str
    needs_words: bool = False


#: Every deed by name; docs/reference/referral.md is made from this.
DEEDS: Final[Mapping[str, Deed]] = {
    "send": Deed("sender", ("draft",), "sent"),
    "discard": Deed("sender", ("draft",), "withdrawn"),
    # Who asked back may have had the answer by telephone, and goes on without waiting for it here.
    "accept": Deed("receiver", ("sent", "asked_back"), "accepted"),
    "decline": Deed("receiver", ("sent", "asked_back"), "declined", needs_words=True),
    "ask_back": Deed("receiver", ("sent",), "asked_back", needs_words=True),
    "reply": Deed("sender", ("asked_back",), "sent", needs_words=True),
    "withdraw": Deed("sender", ("sent", "asked_back", "accepted"), "withdrawn", needs_words=True),
    "give_back": Deed("receiver", ("accepted",), "declined", needs_words=True),
    "connect": Deed("receiver", ("accepted",), "connected"),
    "close": Deed("receiver", ("connected",), "closed", needs_words=True),
}

#: Whose turn it is; at the ends the sender's, until they have seen the answer.
TURN: Final[Mapping[str, Side]] = {
    "draft": "sender",
    "sent": "receiver",
    "asked_back": "sender",
    "accepted": "receiver",
    "connected": "receiver",
    "declined": "sender",
    "withdrawn": "sender",
    "closed": "sender",
}

#: Where nobody has anything to do any more but to take note.
ENDS: Final = frozenset({"declined", "withdrawn", "closed"})

#: Days of silence, counted from the day on which something was due, after which it rises to whom: the supervisors of
#: whoever's turn it is, the other side, the coordinating body.
RISES: Final[tuple[tuple[int, str], ...]] = ((1, "supervisor"), (3, "other_side"), (5, "coordinator"))
#: Days within which an answer is asked for, if the sender names no other day.
ANSWER_WITHIN: Final = timedelta(days=3)
#: Days within which somebody who was accepted is to be met.
CONNECT_WITHIN: Final = timedelta(days=7)


def may(deed: str, state: str) -> bool:
    """Whether a deed can be done in a state."""
    return state in DEEDS[deed].states


def deeds_in(state: str, side: Side) -> list[str]:
    """What a side can do in a state."""
    return [name for name, deed in DEEDS.items() if deed.by == side and state in deed.states]


def is_end(state: str) -> bool:
    """Whether it has come to an end, of whatever kind."""
    return state in ENDS


def risen_to(due: date, day: date) -> int:
    """How far silence has risen: 0 not at all, 1 the supervisors, 2 the other side, 3 the coordinator."""
    return sum((day - due).days >= days for days, _whom in RISES)
