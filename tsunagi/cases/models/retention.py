"""How long what is known of people is kept, and what is held back from erasure."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tsunagi.base.fields import SealedText
from tsunagi.base.models import Organisation, User
from tsunagi.base.rules.sensitivity import Sensitivity
from tsunagi.cases.models.case import Case


class Retention(models.Model):
    """After how many years one body erases what it knows, counted from the day on which the case was closed.

    Without such a row nothing is erased.
    """

    class Kind(models.TextChoices):
        """By how a case ended."""

        HELPED = "helped", _("支援した人の記録")
        BRIEF = "brief", _("受付だけで終わった人の記録")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="retentions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    years = models.PositiveSmallIntegerField(_("終結から何年"))

    class Meta:
        constraints = [
            models.UniqueConstraint("organisation", "kind", name="retention_once"),
            models.CheckConstraint(name="retention_at_least_a_year", condition=Q(years__gte=1)),
        ]


class Hold(models.Model):
    """A case that is not erased, whatever its age, until the hold ends: a lawsuit, a request to see the record."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="holds")
    reason = SealedText(_("残す理由"), sensitivity=Sensitivity.SPECIAL)
    since = models.DateTimeField()
    held_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint("case", name="hold_once", condition=Q(ended_at__isnull=True)),
            models.CheckConstraint(
                name="hold_ended_by_somebody",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__gte=F("since"), ended_by__isnull=False),
            ),
        ]
