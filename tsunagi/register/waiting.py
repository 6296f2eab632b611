"""What of this part waits for somebody (base/queries/waiting.py)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tsunagi.base.access import organisations_with
from tsunagi.base.models import User
from tsunagi.base.queries.waiting import Waiting
from tsunagi.register.models import Assignment
from tsunagi.register.queries.imports import undecided
from tsunagi.register.queries.round import mine, to_check
from tsunagi.register.rules.round import OPEN


def waits_for(user: User, now: datetime) -> Iterator[Waiting]:
    """Measures to fill in and to check, and what was read out of documents and is not decided."""
    if organisations_with(user, "register.fill"):
        sent_back = mine(user).filter(state=Assignment.State.SENT_BACK).count()
        yield Waiting(_("記入する施策"), mine(user).filter(state__in=OPEN).count(), "register:my_measures")
        yield Waiting(_("そのうち、差し戻された施策"), sent_back, "register:my_measures")
    if organisations_with(user, "register.check"):
        yield Waiting(_("確かめる記入"), to_check(user).count(), "register:my_measures")
    for plan, count in undecided(user):
        label = _("取り込みで決めていないこと(%(plan)s)") % {"plan": plan}
        yield Waiting(label, count, "register:upload", plan.slug)
