"""Counts as they were when they were made: frozen, seen by nobody, kept for what is told of them.

They hold small numbers. No page shows them; PostgreSQL hides them from every connection but the one that counts or
tells for their body.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tsunagi.base.models import Organisation, User


class Counting(models.Model):
    """One source counted for one month. Counted again, for a correction, it is another round beside the first."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="countings")
    source = models.CharField(max_length=20)
    month = models.PositiveIntegerField()
    """Year and month, as 202611."""
    round = models.PositiveSmallIntegerField(default=1)
    counted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    counted_at = models.DateTimeField(_("数えた日時"))

    class Meta:
        constraints = [
            models.UniqueConstraint("organisation", "source", "month", "round", name="counting_round_once"),
            models.CheckConstraint(name="counting_of_a_month", condition=Q(month__gte=2000_01, month__lte=2999_12)),
        ]


class Tally(models.Model):
    """How many records of a counting have one value of one dimension and lie in one part."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    counting = models.ForeignKey(Counting, on_delete=models.PROTECT, related_name="tallies")
    dimension = models.CharField(max_length=20, blank=True)
    """A code of the vocabulary; empty for all records together."""
    value = models.CharField(max_length=80, blank=True)
    part = models.CharField(max_length=20)
    number = models.PositiveIntegerField()

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [
            models.UniqueConstraint("counting", "dimension", "value", "part", name="figures_tally_once"),
            models.CheckConstraint(name="tally_of_something", condition=Q(number__gt=0)),
        ]
