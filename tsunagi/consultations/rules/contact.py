"""A contact: what may follow what. The states are a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

#: For each state those that may follow it; docs/reference/consultations.md is made from this.
NEXT: Final[Mapping[str, tuple[str, ...]]] = {
    "waiting": ("live", "left"),
    "live": ("waiting", "ended"),
    "ended": ("live",),
    "left": ("live",),
}

#: Ways on which the person is there and waits, so that minutes count; the others are letters of some kind.
SPOKEN: Final = frozenset({"telephone", "chat", "in_person"})

#: Dangers from the gravest on: of two that were heard in one contact the first stays.
GRAVEST: Final = ("suicide", "medical", "sexual_violence", "violence", "child_abuse", "homeless_tonight", "any")


def may_follow(state: str, wanted: str) -> bool:
    """Whether a contact may go from one state to another."""
    return wanted in NEXT[state]


def is_over(state: str) -> bool:
    """Whether nobody talks or waits any more."""
    return state in ("ended", "left")


def graver(known: str, heard: str) -> str:
    """The graver of two dangers; either may be empty."""
    ranks = [kind for kind in GRAVEST if kind in (known, heard)]
    return ranks[0] if ranks else ""
