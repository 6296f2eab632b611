"""Who may see the navigator's counts, and the sentence that says why not."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from tsunagi.base.access import ALLOWED, Answer, organisations_with
from tsunagi.base.models import User


def can_read_ledger(user: User | AnonymousUser) -> Answer:
    """May this person see which needs were not met, and which pages were shown? Whoever has the right anywhere here."""
    if organisations_with(user, "navigator.read_ledger"):
        return ALLOWED
    return Answer(_("見つからなかった支援の数を見る権限がありません。所属する組織の管理者に、役割を付けるよう頼んでください。"))
