"""What staff see of the counts: finished months, small counts hidden."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.conf import settings

from tsunagi.base.rules.hiding import hide
from tsunagi.directory.models import Service
from tsunagi.directory.queries.public import public_services
from tsunagi.directory.rules.areas import areas
from tsunagi.directory.rules.codes import TERMS
from tsunagi.navigator.models import PageCount, UnmetNeed
from tsunagi.navigator.rules.ledger import NOWHERE, UNKNOWN, finished_months

#: So many months are shown.
MONTHS: Final = 12

Count = int | None


@dataclass(frozen=True, slots=True)
class Row:
    """A need, an area or a page, and its count in each month; None where that is hidden."""

    code: str
    counts: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """Needs that were not met, told by need and by area, over some months; totals: of all together, a month each."""

    months: tuple[int, ...]
    totals: tuple[Count, ...]
    needs: tuple[Row, ...]
    areas: tuple[Row, ...]


def ledger(day: date) -> Ledger:
    """The needs that were not met in the months that are over on a day."""
    months = finished_months(day, MONTHS)
    by_need, by_area = _counted(months)
    hidden: list[list[dict[str, Count]] | None] = [
        hide(
            [_ordered(by_need[month], (UNKNOWN, *TERMS["need"])), _ordered(by_area[month], (NOWHERE, *areas()))],
            limit=settings.SMALL_COUNTS,
        )
        for month in months
    ]
    totals = [sum(by_need[month].values()) for month in months]
    return Ledger(
        months=tuple(months),
        totals=tuple(None if one is None else total for one, total in zip(hidden, totals, strict=True)),
        needs=tuple(_rows([one[0] if one else None for one in hidden], (*TERMS["need"], UNKNOWN))),
        areas=tuple(_rows([one[1] if one else None for one in hidden], (*areas(), NOWHERE))),
    )


def page_counts(day: date) -> tuple[tuple[int, ...], tuple[Row, ...]]:
    """The months that are over on a day, and how often each page was shown in them. There are no totals to subtract."""
    months = finished_months(day, MONTHS)
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for one in PageCount.objects.filter(month__in=months).order_by("page"):
        found[one.page][one.month] = one.count
    small = range(1, settings.SMALL_COUNTS)
    rows = []
    for page, counts in found.items():
        told = [counts.get(month, 0) for month in months]
        rows.append(Row(page, tuple(None if count in small else count for count in told)))
    return tuple(months), tuple(rows)


def never_shown(day: date) -> list[Service]:
    """Public supports that no answer of the last months, the running one included, has held."""
    since = finished_months(day, MONTHS)[0]
    pages = PageCount.objects.filter(page__startswith="shown:", month__gte=since).values_list("page", flat=True)
    keys = [page.removeprefix("shown:") for page in pages]
    return list(public_services().exclude(pk__in=keys).order_by("name", "pk"))


def _counted(months: list[int]) -> tuple[dict[int, dict[str, int]], dict[int, dict[str, int]]]:
    """By month the counts by need, and the same by area: out of one query, so that their totals are the same."""
    needs: dict[int, dict[str, int]] = {month: defaultdict(int) for month in months}
    places: dict[int, dict[str, int]] = {month: defaultdict(int) for month in months}
    for one in UnmetNeed.objects.filter(month__in=months):
        needs[one.month][one.need] += one.count
        places[one.month][one.area] += one.count
    return needs, places


def _ordered(counts: dict[str, int], order: Iterable[str]) -> dict[str, int]:
    """The counts in an order that has nothing to do with them: the unknown is the first to be hidden beside others."""
    return {code: counts[code] for code in dict.fromkeys([*order, *sorted(counts)]) if code in counts}


def _rows(shown: list[dict[str, Count] | None], order: Iterable[str]) -> Iterator[Row]:
    """A row for each code that a shown month has; a month that is hidden whole gives away none."""
    held = {code for one in shown if one for code, count in one.items() if count != 0}
    codes = [code for code in order if code in held]
    for code in [*codes, *sorted(held.difference(codes))]:
        yield Row(code, tuple(None if one is None else one.get(code, 0) for one in shown))
