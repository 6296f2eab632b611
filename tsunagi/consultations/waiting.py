"""What of this part waits for somebody (base/queries/waiting.py)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tsunagi.base.access import organisations_with
from tsunagi.base.models import User
from tsunagi.base.queries.waiting import Waiting
from tsunagi.consultations.queries.board import due_again, held_by, in_danger, letters, waiting


def waits_for(user: User, now: datetime) -> Iterator[Waiting]:
    """Danger not seen to, who is talked with, who waits, letters without an answer, whom to call again by today."""
    if not organisations_with(user, "consultations.answer") + organisations_with(user, "consultations.supervise"):
        return
    yield Waiting(_("危険な様子があり、だれも確かめていない相談"), in_danger(user).count(), "consultations:board")
    yield Waiting(_("自分が応対している相談"), held_by(user).count(), "consultations:board")
    yield Waiting(_("電話・チャット・窓口で待っている人"), waiting(user).count(), "consultations:board")
    yield Waiting(_("返事を待つ便り"), letters(user).count(), "consultations:board")
    yield Waiting(_("きょうまでに、あらためて連絡する人"), due_again(user, now.date()).count(), "consultations:board")
