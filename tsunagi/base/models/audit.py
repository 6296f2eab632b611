"""What was done, in a chain: each row's digest covers the row before it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tsunagi.base.models.organisation import Organisation
from tsunagi.base.models.user import User


class AuditRow(models.Model):
    """One deed: who, when, what, on what, before and after. Never changed, never removed (triggers refuse it)."""

    place = models.PositiveBigIntegerField(unique=True)
    """1, 2, 3 … without a gap."""
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    """Empty where the system itself or the command acted."""
    action = models.CharField(_("したこと"), max_length=80)
    subject = models.CharField(pgettext_lazy("record", "対象"), max_length=120)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["subject", "place"]), models.Index(fields=["organisation", "place"])]

    def __str__(self) -> str:
        return f"{self.place} {self.action} {self.subject}"


class AuditHead(models.Model):
    """Where the chain ends: one row, locked by whoever adds to the chain."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    place = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")
    casework = models.PositiveBigIntegerField(db_default=0)
    """How many of the deeds were casework's, which change no public page."""

    class Meta:
        constraints = [models.CheckConstraint(name="audit_one_head", condition=models.Q(id=1))]
