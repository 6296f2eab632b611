"""Supports by words, and by what was chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

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


def keys_found(words: str) -> RawSQL:
    """The keys of what `search` finds, as a subquery: for who asks in his own way and order."""
    wanted = terms(words)
    nothing = "FROM directory_searchentry e WHERE 1 = 0"
    source, values = engine().source(Wanted(wanted), ALL) if wanted else (nothing, [])
    sql = f"SELECT service_id FROM directory_searchentry WHERE id IN (SELECT e.id {source})"  # noqa: S608 -- as below
    return RawSQL(sql, values)  # noqa: S611


def listed(*, filters: Filters = EVERYTHING, offset: int = 0, limit: int = 20) -> Found:
    """Public services that have all that the filters ask for, in the order in which they came."""
    total, rows = _hits(_wanted(filters), (ALL,), offset, limit)
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
    """Tier after tier, until there are enough; all are counted together with the first."""
    total, rows = _ask(wanted, tiers[0], offset, limit, counted=ALL)
    most, skipped = min(limit, total - offset), 0
    for last, tier in pairwise(tiers):
        if len(rows) >= most:
            break
        if offset and not rows:
            # Only who turns pages has to know how many went before.
            skipped += _ask(wanted, last, 0, 0, counted=last)[0]
        rows += _ask(wanted, tier, 0 if rows else offset - skipped, most - len(rows))[1]
    return total, rows


def _ask(wanted: Wanted, tier: str, offset: int, limit: int, *, counted: str = "") -> tuple[int, list[int]]:
    """How many rows there are in the tier to be counted, if any, and a piece of a tier: in one statement."""
    source, values = engine().source(wanted, tier)
    parts = [f"SELECT * FROM (SELECT e.id AS id {source} ORDER BY e.id LIMIT %s OFFSET %s) t"]  # noqa: S608
    values += [limit, offset]
    if counted:
        source, given = engine().source(wanted, counted)
        parts.append(f"SELECT -1 - COUNT(*) {source}")
        values += given
    with connections[router.db_for_read(SearchEntry)].cursor() as cursor:
        cursor.execute(engine().before + " UNION ALL ".join(parts), values)
        while engine().before and cursor.nextset():
            pass
        found = sorted(int(row) for (row,) in cursor.fetchall())
    # The count is the one number below nothing.
    return (-1 - found[0], found[1:]) if counted else (0, found)


def _services(rows: Sequence[int]) -> list[Service]:
    found = Service.objects.filter(search_entry__in=rows).select_related("provider").annotate(row=F("search_entry__pk"))
    held = {one.row: one for one in found}
    return [held[row] for row in rows if row in held]  # one may have gone since
