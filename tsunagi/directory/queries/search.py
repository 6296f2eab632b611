"""Supports by words, and by what was chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections, router
from django.db.models import F, QuerySet
from django.db.models.expressions import RawSQL

from tsunagi.directory.models import SearchEntry, Service
from tsunagi.directory.queries.filters import EVERYTHING, Filters, marks, open_openings
from tsunagi.directory.queries.index import ALL, FIELDS, Wanted, engine
from tsunagi.directory.rules.grams import Term, terms


@dataclass(frozen=True, slots=True)
class Found:
    """A piece of what was found, and how much there is in all."""

    total: int
    services: list[Service]


def search(
    words: str,
    *,
    filters: Filters = EVERYTHING,
    among: QuerySet[Service] | None = None,
    offset: int = 0,
    limit: int = 20,
) -> Found:
    """Public services in which every word stands: those that bear the words in their name first.

    filters: what they must have. among: only these, where given. Words that hold nothing to search for find nothing.
    """
    total, rows = hits(words, filters=filters, among=among, offset=offset, limit=limit)
    return Found(total, _services(rows))


def keys_found(words: str, filters: Filters = EVERYTHING) -> RawSQL:
    """The keys of what `search` finds, or `listed` where there are no words, as a subquery: for who asks in his own way
    and order."""
    wanted = terms(words)
    rows, values = ("NULL", []) if words and not wanted else _select(_wanted(filters, wanted=wanted), ALL)
    sql = f"SELECT service_id FROM directory_searchentry WHERE id IN ({rows})"  # noqa: S608 -- as below
    return RawSQL(sql, values)  # noqa: S611


def listed(*, filters: Filters = EVERYTHING, offset: int = 0, limit: int = 20) -> Found:
    """Public services that have all that the filters ask for, in the order in which their names are read."""
    wanted = _wanted(filters)
    total = _count(wanted, ALL)
    entries = SearchEntry.objects.order_by("reading", "service")
    if filters != EVERYTHING:
        entries = entries.filter(pk__in=RawSQL(*_select(wanted, ALL)))  # noqa: S611 -- values stand beside
    # Beyond the end nothing is looked for.
    rows = list(entries.values_list("pk", flat=True)[offset : offset + limit]) if offset < total else []
    return Found(total, _services(rows))


def hits(
    words: str,
    *,
    filters: Filters = EVERYTHING,
    among: QuerySet[Service] | None = None,
    offset: int = 0,
    limit: int = 20,
) -> tuple[int, list[int]]:
    """What `search` finds, as rows of the index: how many there are, and a piece of them."""
    wanted = terms(words)
    return _hits(_wanted(filters, among, wanted), FIELDS, offset, limit) if wanted else (0, [])


def _wanted(filters: Filters, among: QuerySet[Service] | None = None, wanted: Sequence[Term] = ()) -> Wanted:
    return Wanted(
        terms=wanted,
        marks=marks(filters),
        openings=None if filters.open_at is None else open_openings(filters.open_at),
        among=None if among is None else among.order_by().values("pk").query.sql_with_params(),
    )


def _hits(wanted: Wanted, tiers: Sequence[str], offset: int, limit: int) -> tuple[int, list[int]]:
    """How many there are in all, and tier after tier until there are enough."""
    few = _few(wanted)
    if few is not None:
        return len(few), _in_order(wanted, tiers, few)[offset : offset + limit]
    total = _count(wanted, ALL)
    most, skipped = min(limit, total - offset), 0
    rows: list[int] = []
    for place, tier in enumerate(tiers):
        if len(rows) >= most:
            break
        if place and offset and not rows:
            # Only who turns pages has to know how many went before.
            skipped += _count(wanted, tiers[place - 1])
        rows += _piece(wanted, tier, 0 if rows else offset - skipped, most - len(rows), total)
    return total, rows


def _few(wanted: Wanted) -> list[int] | None:
    """All rows, where there are so few that to have them is no more work than to count them; else None."""
    most = engine().few(wanted)
    if not most:
        return None
    statement, values = _select(wanted, ALL)
    rows = _asked(f"{statement} LIMIT %s", [*values, most + 1])
    return sorted(rows) if len(rows) <= most else None


def _in_order(wanted: Wanted, tiers: Sequence[str], rows: Sequence[int]) -> list[int]:
    """All rows of a search, tier after tier; the last tier is what is left."""
    found: list[int] = []
    for tier in tiers[:-1] if rows else ():
        found += sorted(_asked(*_select(wanted, tier)))
    before = set(found)
    return [*found, *(row for row in rows if row not in before)]


def _count(wanted: Wanted, tier: str) -> int:
    source, values = engine().source(wanted, tier)
    return _asked(f"SELECT COUNT(*) {source}", values)[0]


def _piece(wanted: Wanted, tier: str, offset: int, limit: int, total: int) -> list[int]:
    """A piece of a tier, from where its first rows may be if they are there. total: how many rows all tiers have."""
    index = engine()
    blocks = index.first_blocks(total, offset + limit)
    for among in (blocks, None) if blocks else (None,):
        statement, values = _select(wanted, tier, among)
        rows = _asked(f"{statement} ORDER BY {index.order(wanted)} LIMIT %s OFFSET %s", [*values, limit, offset])
        if len(rows) == limit:
            break
    return rows


def _select(wanted: Wanted, tier: str, blocks: range | None = None) -> tuple[str, list[Any]]:
    index = engine()
    source, values = index.source(wanted, tier, blocks)
    return f"SELECT {index.row(wanted)} {source}", values


def _asked(statement: str, values: Sequence[Any]) -> list[int]:
    """The one column of an answer."""
    before = engine().before
    with connections[router.db_for_read(SearchEntry)].cursor() as cursor:
        cursor.execute(before + statement, values)
        while before and cursor.nextset():
            pass
        return [int(row) for (row,) in cursor.fetchall()]


def _services(rows: Sequence[int]) -> list[Service]:
    found = Service.objects.filter(search_entry__in=rows).select_related("provider").annotate(row=F("search_entry__pk"))
    held = {one.row: one for one in found}
    return [held[row] for row in rows if row in held]  # one may have gone since
