"""The records of each source counted in the database, by month, dimension, value and part: a query a dimension.

Only plain columns are counted, with one exception: the year of birth in a case's person is sealed, and is opened in
the job that counts, within its body's scope, to find the age band. Addresses are never opened: the area of a case or
referral is that of the organisation that works on it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any, Final

from django.db.models import Case as Choice
from django.db.models import Count, DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import ExtractMonth, ExtractYear, TruncDate
from django.utils import timezone

from tsunagi.base.models import Organisation
from tsunagi.base.queries import circle
from tsunagi.cases.models import Case, Referral, Sheet
from tsunagi.consultations.models import Contact, Impression
from tsunagi.consultations.rules.contact import SPOKEN
from tsunagi.figures.queries.areas import areas_of
from tsunagi.figures.queries.queues import count_queues
from tsunagi.figures.rules.periods import bounds
from tsunagi.figures.rules.vocabulary import LENGTH, QUEUE, UNKNOWN, age_band
from tsunagi.navigator.models import PageCount, UnmetNeed

#: One row: month, dimension, value, part, number.
Row = tuple[int, str, str, str, int]
#: Keys of organisations.
Bodies = Collection[int]
WEEK: Final = timedelta(days=7)
#: Lengths beyond this are counted as this: a median does not see them.
LONGEST: Final = 10_000


def count(source: str, organisation: Organisation, months: Sequence[int]) -> dict[tuple[int, str, str, str], int]:
    """How many records of a source each of some months has, of the body and of those that belong to it."""
    bodies = circle(organisation)
    found: Counter[tuple[int, str, str, str]] = Counter()
    for month, dimension, value, part, number in _COUNTERS[source](bodies, tuple(sorted(months))):
        if month in months and number:
            found[month, dimension, value or UNKNOWN if dimension else "", part] += number
    return dict(found)


def contacts(bodies: Bodies, months: tuple[int, ...]) -> QuerySet[Any]:
    """Contacts of some bodies that arrived in some months, each with its month and part."""
    found: QuerySet[Any] = Contact.objects.filter(organisation__in=bodies, **_between("arrived_at", months))
    return _in_parts(
        _in_months(found, "arrived_at"),
        _parts(
            (Q(outcome="not_a_contact"), "mistaken"), (Q(state="left"), "left"), (Q(met_at__isnull=True), "waiting"),
            (Q(way__in=SPOKEN), "spoken"), otherwise="written",
        ),
    )  # fmt: skip


def referrals(bodies: Bodies, months: tuple[int, ...]) -> QuerySet[Any]:
    """Referrals that some bodies sent in some months, each with its month, part, and days until the person was met."""
    found: QuerySet[Any] = Referral.objects.filter(sender__in=bodies, **_between("sent_at", months))
    length = ExpressionWrapper(F("connected_on") - TruncDate("sent_at"), output_field=DurationField())
    met = Q(state__in=["connected", "closed"])
    return _in_parts(
        _in_months(found.annotate(length=length), "sent_at"),
        _parts(
            (met & Q(length__lte=WEEK), "connected_week"), (met, "connected_later"), (Q(state="accepted"), "accepted"),
            (Q(state="declined"), "declined"), (Q(state="withdrawn"), "withdrawn"), otherwise="waiting",
        ),
    )  # fmt: skip


def cases(bodies: Bodies, months: tuple[int, ...]) -> QuerySet[Any]:
    """Cases that some bodies opened in some months, each with its month and part. Records that were merged are one
    person."""
    first, after = bounds(months)
    found: QuerySet[Any] = Case.objects.filter(organisation__in=bodies, opened_on__gte=first, opened_on__lt=after)
    earlier = Case.objects.filter(number__lt=OuterRef("number"))
    # Each an index look-up: of the same record, of the one that stands for both, of those that it stands for.
    known = [
        Exists(earlier.filter(person=OuterRef("person"))),
        Exists(earlier.filter(person=OuterRef("person__merged_into"))),
        Exists(earlier.filter(person__merged_into=OuterRef("person"))),
        Exists(earlier.filter(person__merged_into=OuterRef("person__merged_into"))),
    ]
    plan = Sheet.objects.filter(case=OuterRef("pk"), form="plan")
    parts = _parts((reduce(or_, known), "again"), (Exists(plan), "new_planned"), otherwise="new_unplanned")
    return _in_parts(_in_months(found, "opened_on"), parts)


def _count_contacts(bodies: Bodies, months: tuple[int, ...]) -> Iterator[Row]:
    found = contacts(bodies, months)
    yield from _grouped(found)
    for dimension in ("area", "need", "way", "age", "outcome"):
        yield from _grouped(found, dimension)
    waits = found.filter(part="spoken").annotate(
        length=ExpressionWrapper(F("met_at") - F("arrived_at"), output_field=DurationField())
    )
    for month, length, part in waits.values_list("month", "length", "part").iterator():
        yield month, LENGTH, _length(length.total_seconds() / 60), part, 1
    for month, value, part, number in count_queues(found):
        yield month, QUEUE, value, part, number


def _count_impressions(bodies: Bodies, months: tuple[int, ...]) -> Iterator[Row]:
    found = Impression.objects.filter(organisation__in=bodies, month__in=months).annotate(
        part=_parts((Q(felt__gte=Impression.Felt.RATHER_GOOD), "good"), otherwise="not_good")
    )
    yield from _grouped(found)
    yield from _grouped(found, "way")


def _count_referrals(bodies: Bodies, months: tuple[int, ...]) -> Iterator[Row]:
    found = referrals(bodies, months)
    yield from _grouped(found)
    yield from _by_area(found, "sender", bodies)
    yield from _grouped(found, "reason")
    yield from _grouped(found, "outcome")
    for month, length, part, number in _by(found.filter(length__isnull=False), "length"):
        yield month, LENGTH, _length(length.days), part, number


def _count_cases(bodies: Bodies, months: tuple[int, ...]) -> Iterator[Row]:
    found = cases(bodies, months)
    yield from _grouped(found)
    yield from _by_area(found, "organisation", bodies)
    yield from _grouped(found, "outcome")
    with_birth: QuerySet[Any] = found.select_related("person").only("opened_on", "person__born")
    for one in with_birth.iterator(chunk_size=500):
        yield one.month, "age", age_band(one.person.born, one.opened_on.year), one.part, 1


def _count_needs(_bodies: Bodies, months: tuple[int, ...]) -> Iterator[Row]:
    rows = UnmetNeed.objects.filter(month__in=months).values_list("month", "need", "area", "count")
    for month, need, area, number in rows:
        yield month, "", "", "unmet", number
        yield month, "need", need, "unmet", number
        yield month, "area", area, "unmet", number


def _count_pages(_bodies: Bodies, months: tuple[int, ...]) -> Iterator[Row]:
    """Pages by name; those of single supports and the supports in answers go by what they are, not by which."""
    shown = PageCount.objects.filter(month__in=months).exclude(page__startswith="shown:")
    for month, page, number in shown.values_list("month", "page", "count"):
        yield month, "", "", "shown", number
        yield month, "page", ":".join(page.split(":")[:2]), "shown", number


_COUNTERS: Final[dict[str, Callable[[Bodies, tuple[int, ...]], Iterator[Row]]]] = {
    "contact": _count_contacts,
    "impression": _count_impressions,
    "referral": _count_referrals,
    "case": _count_cases,
    "need": _count_needs,
    "page": _count_pages,
}


def _grouped(found: QuerySet[Any], dimension: str = "") -> Iterator[Row]:
    if dimension:
        for month, value, part, number in _by(found, dimension):
            yield month, dimension, value, part, number
        return
    for month, part, number in found.order_by().values_list("month", "part").annotate(number=Count("pk")):
        yield month, "", "", part, number


def _by_area(found: QuerySet[Any], column: str, bodies: Bodies) -> Iterator[Row]:
    areas = areas_of(bodies)
    for month, body, part, number in _by(found, column):
        yield month, "area", areas[body], part, number


def _by(found: QuerySet[Any], column: str) -> QuerySet[Any]:
    told: QuerySet[Any] = found.order_by().values_list("month", column, "part").annotate(number=Count("pk"))
    return told


def _in_months(found: QuerySet[Any], column: str) -> QuerySet[Any]:
    told: QuerySet[Any] = found.annotate(month=ExtractYear(column) * 100 + ExtractMonth(column))
    return told


def _in_parts(found: QuerySet[Any], part: Choice) -> QuerySet[Any]:
    told: QuerySet[Any] = found.annotate(part=part)
    return told


def _parts(*whens: tuple[Any, str], otherwise: str) -> Choice:
    return Choice(*(When(condition, then=Value(part)) for condition, part in whens), default=Value(otherwise))


def _between(column: str, months: tuple[int, ...]) -> dict[str, datetime]:
    """Moments from the first of the months to the last, in the installation's own time."""
    first, after = (timezone.make_aware(datetime.combine(day, time())) for day in bounds(months))
    return {f"{column}__gte": first, f"{column}__lt": after}


def _length(length: float) -> str:
    return str(min(max(math.ceil(length), 0), LONGEST))
