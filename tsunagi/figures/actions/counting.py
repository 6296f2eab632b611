"""Records are counted, month by month, and the counts are frozen."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Max
from django.utils import timezone

from tsunagi.base import audit
from tsunagi.base.models import Organisation, User
from tsunagi.figures.models import Counting, Tally
from tsunagi.figures.queries.counting import count


def count_months(*, by: User, organisation: Organisation, source: str, months: Collection[int]) -> list[Counting]:
    """Count some months anew, within the action that needs them; each count is a round of its own."""
    if not months:
        return []
    rounds = Counting.objects.filter(organisation=organisation, source=source, month__in=months).order_by()
    last = dict(rounds.values_list("month").annotate(last=Max("round")))
    at = timezone.now()
    made = {
        month: Counting.objects.create(
            organisation=organisation,
            source=source,
            month=month,
            round=last.get(month, 0) + 1,
            counted_by=by,
            counted_at=at,
        )
        for month in sorted(months)
    }
    Tally.objects.bulk_create(
        Tally(
            organisation=organisation,
            counting=made[month],
            dimension=dimension,
            value=value,
            part=part,
            number=number,
        )
        for (month, dimension, value, part), number in count(source, organisation, sorted(months)).items()
    )
    after = {"source": source, "months": sorted(months)}
    audit.record(by=by, action="figures.count", subject=organisation, organisation=organisation, after=after)
    return list(made.values())
