"""Who sits at which window."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from tsunagi.base import audit
from tsunagi.base.access import require
from tsunagi.base.models import User
from tsunagi.consultations.access import can_sit_at
from tsunagi.consultations.models import Presence, Window


@transaction.atomic
def sit(*, by: User, window: Window, takes_more: bool = True) -> Presence:
    """Sit down at a window; or, sitting there, say whether somebody new can be taken."""
    require(can_sit_at(by, window))
    now = timezone.now()
    known = Presence.objects.select_for_update().filter(window=window, user=by).first()
    made = known or Presence(window=window, user=by, since=now)
    made.seen_at, made.takes_more = now, takes_more
    made.save()
    audit.record(
        by=by,
        action="consultations.sit",
        subject=window,
        organisation=window.organisation,
        after={"takes_more": takes_more},
    )
    return made


@transaction.atomic
def rise(*, by: User, window: Window) -> None:
    """Leave a window."""
    if Presence.objects.filter(window=window, user=by).delete()[0]:
        audit.record(by=by, action="consultations.rise", subject=window, organisation=window.organisation)


def give_sign(*, by: User, now: datetime | None = None) -> None:
    """Keep that somebody is still there, as their page asks for what is new. No deed, and no row in the chain."""
    Presence.objects.filter(user=by).update(seen_at=now or timezone.now())
