"""Work that takes longer than a page may."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tsunagi.base.models.organisation import Organisation
from tsunagi.base.models.user import User


class Job(models.Model):
    """Something under way in the background, how far it has come, and what came of it."""

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", _("順番を待っています")
        RUNNING = "running", _("進んでいます")
        DONE = "done", _("終わりました")
        FAILED = "failed", _("できませんでした")

    kind = models.CharField(max_length=80)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.TextField(blank=True)
    """One sentence for whoever waits: what it does now, or why it failed."""
    leads_to = models.CharField(max_length=300, blank=True)
    """The address of what came of it."""
    arguments = models.JSONField(default=dict)
    content = models.BinaryField(null=True)
    """A file that was handed in with it; let go when the work has ended."""
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="job_ended_where_it_has_ended",
                condition=Q(state__in=["waiting", "running"], ended_at__isnull=True)
                | Q(state__in=["done", "failed"], ended_at__isnull=False),
            ),
            models.CheckConstraint(name="job_no_more_than_all", condition=Q(done__lte=F("total"))),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
