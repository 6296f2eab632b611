"""Letters outside, in an installation of two halves: kept packed until the inside has them, then let go."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from tsunagi.base import audit
from tsunagi.base.rules import parcel
from tsunagi.base.rules.rows import to_line
from tsunagi.consultations.models import Entrance, Letter, Window


@transaction.atomic
def lay_aside(*, key: UUID, entrance: Entrance, window: Window, at: datetime, ticket: str, **told: Any) -> None:
    """Keep what somebody wrote so that only the inside can read it; the same one again changes nothing."""
    whither = {"entrance": str(entrance.pk), "window": str(window.pk)}
    out = io.BytesIO()
    inside = parcel.recipient(settings.OTHER_HALF.partition(",")[2])
    parcel.pack([to_line({**whither, "at": at.isoformat(), "ticket": ticket, **told})], out, [inside])
    held, is_new = Letter.objects.get_or_create(pk=key, defaults={"ticket": ticket, "parcel": out.getvalue()})
    if is_new:
        audit.record(
            by=None, action="consultations.lay_aside", subject=held, organisation=entrance.organisation, after=whither
        )


@transaction.atomic
def let_letters_go(*, states: Mapping[UUID, str]) -> None:
    """Empty those that the inside says to have, and keep where they stand there; forget those that it tells of no more.

    One that is not empty is one that the inside does not have yet: it stays, whatever is told.
    """
    for key, state in states.items():
        Letter.objects.filter(pk=key).update(parcel=b"", state=state)
    Letter.objects.filter(parcel=b"").exclude(pk__in=states).delete()
