"""Slows down who guesses codes. From which address somebody asked is known for a quarter of an hour, and only as a
keyed digest in this process's memory."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

#: So many wrong codes from one address, in so many seconds.
TRIES: Final = 10
SECONDS: Final = 15 * 60


def may_try(request: HttpRequest) -> bool:
    """Whether who asks has not yet given too many wrong codes."""
    tries: int = cache.get(_key(request), 0)
    return tries < TRIES


def was_wrong(request: HttpRequest) -> None:
    """Take note of a wrong code."""
    key = _key(request)
    if not cache.add(key, 1, SECONDS):
        cache.incr(key)


def _key(request: HttpRequest) -> str:
    """The address without its name: behind a proxy the one that the proxy saw, which it puts last."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        address = request.headers.get("X-Forwarded-For", address).rsplit(",", 1)[-1].strip()
    return salted_hmac("tsunagi.navigator.guessing", address).hexdigest()
