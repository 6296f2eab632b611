"""How often one address may do something that anybody may do. The address itself is kept nowhere.

Kept is a seal of it, under a key of the installation and the day, until the hour is over: for what writes in the
database, so that all processes count together; for what only asks, in this process's memory, whose time is spared.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from tsunagi.base.keys import named_under_key
from tsunagi.base.models import Spared

HOUR: Final = 3_600


def may_again(request: HttpRequest, deed: str, *, most: int, within: int = HOUR) -> bool:
    """Count the deed, and say whether whoever asks has done it `most` times at most within so many seconds."""
    now = timezone.now()
    Spared.objects.filter(until__lte=now).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO base_spared (key, count, until) VALUES (%s, 1, %s)"
            " ON CONFLICT (key) DO UPDATE SET count = base_spared.count + 1 RETURNING count",
            [_seal(request, deed), connection.ops.adapt_datetimefield_value(now + timedelta(seconds=within))],
        )
        return int(cursor.fetchone()[0]) <= most


def done(request: HttpRequest, deed: str) -> int:
    """How often whoever asks has done it so far."""
    held = Spared.objects.filter(key=_seal(request, deed), until__gt=timezone.now()).first()
    return held.count if held else 0


def may_ask_again(request: HttpRequest, deed: str, *, most: int, within: int) -> bool:
    """The same for one process alone, and without the database."""
    key = f"sparing.{_seal(request, deed)}"
    caches["process"].add(key, 0, within)
    try:
        return caches["process"].incr(key) <= most
    except ValueError:  # it ended between the two
        return True


def _seal(request: HttpRequest, deed: str) -> str:
    return named_under_key(f"{timezone.localdate().isoformat()} {deed} {_address(request)}")


def _address(request: HttpRequest) -> str:
    """The address as the proxy next to us saw it, if there is one; else the one that the connection is from."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return forwarded.rsplit(",", 1)[-1].strip() or str(request.META.get("REMOTE_ADDR", ""))
