"""What of this part waits for somebody (base/queries/waiting.py)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from tsunagi.base.models import User
from tsunagi.base.queries.waiting import Waiting
from tsunagi.figures.queries.tables import to_sign


def waits_for(user: User, now: datetime) -> Iterator[Waiting]:
    """Tables that others prepared, to be signed off."""
    for body, count in to_sign(user):
        yield Waiting(_("公表の前に確かめる数字(%(body)s)") % {"body": body}, count, "figures:keep", body.slug)
