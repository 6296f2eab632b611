"""Counts of presses and pages, by month. No row tells of a person, and none is told apart by one."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

#: Months and nothing finer: a day would have two digits more.
MONTHS = Q(month__gte=2000_01, month__lte=2999_12)


class UnmetNeed(models.Model):
    """How often in a month nothing fitted, by need and place."""

    need = models.CharField(max_length=40)
    """A code of directory/rules/codes, or "unknown"."""
    area = models.CharField(max_length=6, blank=True)
    """Six digits of a municipality or prefecture; empty where it was not said."""
    month = models.PositiveIntegerField()
    """Year and month, as 202611."""
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint("need", "area", "month", name="unmet_need_once_a_month"),
            models.CheckConstraint(name="unmet_need_no_finer_than_a_month", condition=MONTHS),
        ]
        indexes = [models.Index(fields=["month"])]

    def __str__(self) -> str:
        return f"{self.need} {self.area} {self.month}"


class PageCount(models.Model):
    """How often in a month a page was shown."""

    page = models.CharField(max_length=80)
    """Such as "navigator:ask", "directory:service:<key>", "danger:suicide"; "shown:<key>" is a support in an answer."""
    month = models.PositiveIntegerField()
    """Year and month, as 202611."""
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint("page", "month", name="page_count_once_a_month"),
            models.CheckConstraint(name="page_count_no_finer_than_a_month", condition=MONTHS),
        ]
        indexes = [models.Index(fields=["month"])]

    def __str__(self) -> str:
        return f"{self.page} {self.month}"
