"""What of this part waits for somebody (base/queries/waiting.py)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tsunagi.base.access import organisations_with
from tsunagi.base.models import User
from tsunagi.base.queries.waiting import Waiting
from tsunagi.consultations.queries.board import due_again, in_danger, letters, waiting


def waits_for(user: User, now: datetime) -> Iterator[Waiting]:
    """Danger not seen to, who waits to be met, letters without an answer, and whom to call again by today."""
    if not organisations_with(user, "consultations.answer") + organisations_with(user, "consultations.supervise"):
        return
    yield Waiting(_("危険な様子があり、だれも確かめていない相談"), in_danger(user).count(), "consultations:board")
    yield Waiting(_("電話・チャット・窓口で待っている人"), waiting(user).count(), "consultations:board")
    yield Waiting(_("返事を待つ便り"), letters(user).count(), "consultations:board")
    yield Waiting(_("きょうまでに、あらためて連絡する人"), due_again(user, now.date()).count(), "consultations:board")
