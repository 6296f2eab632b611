"""Slows down who guesses codes, over all processes; from which address somebody asked is not kept (base/sparing.py)."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest

from tsunagi.base.sparing import done, may_again

#: So many wrong codes from one address, in so many seconds.
TRIES: Final = 10
SECONDS: Final = 15 * 60
_DEED: Final = "wrong code"


def may_try(request: HttpRequest) -> bool:
    """Whether who asks has not yet given too many wrong codes."""
    return done(request, _DEED) < TRIES


def was_wrong(request: HttpRequest) -> None:
    """Take note of a wrong code."""
    may_again(request, _DEED, most=TRIES, within=SECONDS)
