"""What is published: one definition's table for one period, with small cells hidden, signed off by a person."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tsunagi.base.models import Organisation, User
from tsunagi.figures.models.counting import Counting
from tsunagi.figures.models.definition import Definition


class Publication(models.Model):
    """One table in a version. Once published it never changes (triggers refuse it); a correction is another one."""

    class State(models.TextChoices):
        """Whether everybody sees it."""

        PREPARED = "prepared", _("確認待ち")
        PUBLISHED = "published", _("公表済み")
        DROPPED = "dropped", _("取りやめた")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="publications")
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="publications")
    period = models.CharField(_("期間"), max_length=20)
    """A code of rules/periods.py: 2026-04, 2026-04/2026-06, FY2026."""
    version = models.PositiveSmallIntegerField(default=1)
    batch = models.UUIDField(default=uuid.uuid4)
    """Tables that are signed off together: those that one correction makes anew."""
    reason = models.TextField(_("訂正の内容と理由"), blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREPARED)
    shows = models.CharField(max_length=10)
    """How much of it is shown (rules/hiding.py): cells, whole, nothing."""
    limit = models.PositiveSmallIntegerField()
    """Counts below it were hidden."""
    bodies = models.JSONField(null=True)
    """Keys of the organisations whose records were counted: those that belonged to the body then. Empty where that was
    not kept yet."""
    countings = models.ManyToManyField(Counting, related_name="publications")
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(_("公表した日時"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "definition", "period", "version", name="publication_version_once", condition=~Q(state="dropped")
            ),
            models.UniqueConstraint(
                "definition", "period", name="publication_prepared_once", condition=Q(state="prepared")
            ),
            models.CheckConstraint(
                name="publication_signed_by_another",
                condition=Q(state="published", signed_by__isnull=False, signed_at__isnull=False)
                & ~Q(signed_by=F("prepared_by"))
                | ~Q(state="published") & Q(signed_by__isnull=True, signed_at__isnull=True),
            ),
            models.CheckConstraint(name="publication_correction_says_why", condition=Q(version=1) | ~Q(reason="")),
        ]
        indexes = [models.Index(fields=["organisation", "state", "period"])]

    def __str__(self) -> str:
        return f"{self.definition} {self.period}"


class Figure(models.Model):
    """One published number, or that it is hidden."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="figures")
    place = models.PositiveSmallIntegerField()
    value = models.CharField(max_length=80, blank=True)
    """The value of the definition's dimension; `is_whole` tells the unknown value from the whole."""
    is_whole = models.BooleanField(default=False)
    number = models.DecimalField(max_digits=12, decimal_places=1, null=True, blank=True)
    """In the definition's unit; empty where it is hidden, or where a share or median is of nothing."""
    counted = models.PositiveIntegerField(null=True, blank=True)
    out_of = models.PositiveIntegerField(null=True, blank=True)
    """Of a share how many, and out of how many."""
    is_hidden = models.BooleanField(default=False)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint("publication", "is_whole", "value", name="figure_once"),
            models.CheckConstraint(
                name="figure_hidden_tells_nothing",
                condition=Q(is_hidden=False) | Q(number__isnull=True, counted__isnull=True, out_of__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publication} {self.value}"
