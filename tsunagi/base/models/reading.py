"""Who looked at which personal record, when and why."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tsunagi.base.models.organisation import Organisation
from tsunagi.base.models.user import User


class Reading(models.Model):
    """One look at a personal record. Never changed, never removed (triggers refuse it)."""

    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    """Whose record it is; its supervisors see this row."""
    subject = models.CharField(pgettext_lazy("record", "対象"), max_length=120)
    """The record's name as the audit chain has it; no word of what it says."""
    why = models.CharField(_("理由"), max_length=40)
    """What it was read for: work, supervision, referral, search, print, emergency."""

    class Meta:
        indexes = [models.Index(fields=["subject", "at"]), models.Index(fields=["organisation", "at"])]

    def __str__(self) -> str:
        return f"{self.at} {self.by} {self.subject}"
