"""What was handed in already."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tsunagi.consultations.models import Channel, Receipt
from tsunagi.consultations.rules.chat import RECEIPTS_FOR
from tsunagi.consultations.rules.signed import receipt


@transaction.atomic
def take_receipt(*, channel: Channel, key: str, now: datetime) -> None:
    """Keep that something was handed in. IntegrityError: it was so before. Nothing of it can be read from this."""
    Receipt.objects.create(channel=channel, key=receipt(key), at=now)


@transaction.atomic
def let_receipts_go(*, now: datetime) -> int:
    """Forget those that are too old to matter; how many."""
    count, _by_model = Receipt.objects.filter(at__lt=now - RECEIPTS_FOR).delete()
    return count
