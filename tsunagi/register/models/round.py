"""The yearly round: who fills what in, by when, and how far they are."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tsunagi.base.models import Organisation, User
from tsunagi.register.models.edition import Edition
from tsunagi.register.models.entry import Entry


class Round(models.Model):
    """One year's collection for an edition that is being prepared."""

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="round")
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    due = models.DateField(_("締切"))
    message = models.TextField(_("記入者へのことば"), blank=True)


class Assignment(models.Model):
    """One measure, to be filled in by one body."""

    class State(models.TextChoices):
        """Where it stands; rules/round.py says what may follow what."""

        WAITING = "waiting", _("記入待ち")
        FILLED = "filled", _("確認待ち")
        SENT_BACK = "sent_back", _("差し戻し")
        APPROVED = "approved", _("承認済み")

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="assignments")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="assignment")
    previous = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """The same measure in the edition before, to be seen beside the form."""
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="assignments")
    officer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="assignments")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    remark = models.TextField(_("差し戻しの理由"), blank=True)
    version = models.PositiveIntegerField(default=1)
    filled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    filled_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="assignment_filled_by_somebody",
                condition=Q(state="waiting") | Q(filled_by__isnull=False, filled_at__isnull=False),
            ),
            models.CheckConstraint(
                name="assignment_checked_by_somebody",
                condition=Q(state__in=["waiting", "filled"]) | Q(checked_by__isnull=False, checked_at__isnull=False),
            ),
            models.CheckConstraint(
                name="assignment_sent_back_says_why", condition=~Q(state="sent_back") | ~Q(remark="")
            ),
        ]
        indexes = [models.Index(fields=["round", "state", "organisation"])]
