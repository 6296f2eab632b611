"""Counts are added to. No audit rows: docs/decisions/0007 says why."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F

from tsunagi.navigator.models import PageCount, UnmetNeed


@transaction.atomic
def add_pages(*, counts: Mapping[tuple[str, int], int]) -> None:
    """Add to the counts of pages, each by its name and month."""
    rows = [PageCount(page=page, month=month) for page, month in counts]
    PageCount.objects.bulk_create(rows, ignore_conflicts=True)
    for (page, month), count in sorted(counts.items()):
        PageCount.objects.filter(page=page, month=month).update(count=F("count") + count)


@transaction.atomic
def add_unmet(*, counts: Mapping[tuple[str, str, int], int]) -> None:
    """Add to the counts of needs that were not met, each by its code, area and month."""
    rows = [UnmetNeed(need=need, area=area, month=month) for need, area, month in counts]
    UnmetNeed.objects.bulk_create(rows, ignore_conflicts=True)
    for (need, area, month), count in sorted(counts.items()):
        UnmetNeed.objects.filter(need=need, area=area, month=month).update(count=F("count") + count)
