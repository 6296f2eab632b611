"""How often one address may do something that anybody may do. The address itself is kept nowhere."""

from __future__ import annotations

import hashlib
import hmac
from datetime import date
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

HOUR: Final = 3_600


def may_again(request: HttpRequest, deed: str, *, most: int, day: date) -> bool:
    """Count the deed, and say whether whoever asks has done it `most` times at most within an hour.

    Kept is a seal of the address that holds for a day, in this process alone, for that hour.
    """
    said = f"{day.isoformat()} {deed} {_address(request)}"
    key = "sparing." + hmac.new(settings.SECRET_KEY.encode(), said.encode(), hashlib.sha256).hexdigest()
    cache.add(key, 0, HOUR)
    return cache.incr(key) <= most


def _address(request: HttpRequest) -> str:
    """The address as the proxy next to us saw it, if there is one; else the one that the connection is from."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return forwarded.rsplit(",", 1)[-1].strip() or str(request.META.get("REMOTE_ADDR", ""))
