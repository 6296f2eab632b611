"""How long somebody stays signed in."""

from __future__ import annotations

from typing import Final

#: Under which a session keeps when it began, and when somebody was last seen in it; in seconds since 1970.
BEGAN: Final = "began"
SEEN: Final = "seen"
#: Seconds between two notes of that: not every page writes.
PACE: Final = 60


def has_run_out(began: int | None, *, now: int, longest: int) -> bool:
    """Whether a session is older than `longest` seconds. One that does not say when it began ends with its cookie."""
    return began is not None and now - began > longest


def has_rested(seen: int | None, *, now: int, longest: int) -> bool:
    """Whether nobody was seen in it for more than `longest` seconds."""
    return seen is not None and now - seen > longest


def is_to_be_noted(seen: int | None, *, now: int) -> bool:
    """Whether that somebody is here now is news. One that does not say when it was last used is none of a person's."""
    return seen is not None and now - seen > PACE
