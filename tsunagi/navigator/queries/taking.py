"""What was taken along."""

from __future__ import annotations

from datetime import datetime

from tsunagi.directory.queries.cards import Card, cards
from tsunagi.directory.queries.public import public_services
from tsunagi.navigator.models import TakeAlong


def taken_under(code: str, *, at: datetime) -> TakeAlong | None:
    """What a code opens at a moment; None for a code that never was, or is over."""
    return TakeAlong.objects.filter(code=code, expires_at__gt=at).first()


def taken_cards(taken: TakeAlong, *, language: str, at: datetime) -> list[Card]:
    """The supports in their order; those that are no longer public are left out."""
    found = public_services().filter(pk__in=taken.taken.values("service")).in_bulk()
    keys = taken.taken.values_list("service", flat=True)
    return cards([found[key] for key in keys if key in found], language=language, at=at)
