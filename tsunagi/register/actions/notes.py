"""Reasoned notes beside verdicts."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.access import Refused, require
from tsunagi.base.models import Organisation, User
from tsunagi.register.access import can_annotate, can_view
from tsunagi.register.models import Target, VerdictNote


@transaction.atomic
def annotate(*, by: User, target: Target, organisation: Organisation, text: str) -> VerdictNote:
    """Set a reasoned note beside a target's verdict; the verdict itself is computed and stays."""
    require(can_view(by, target.entry.edition))
    require(can_annotate(by, organisation))
    if not text.strip():
        raise Refused(_("理由を書いてください。"))
    note = VerdictNote.objects.create(
        target=target, text=text.strip(), by=by, organisation=organisation, at=timezone.now()
    )
    audit.record(
        by=by,
        action="register.annotate",
        subject=note,
        organisation=organisation,
        after={"target": target, "text": note.text},
    )
    return note
