"""Supports by words, and by what was chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.expressions import RawSQL

from tsunagi.directory.models import Service
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
    source, values = engine().source(Wanted(wanted), ALL) if wanted else ("FROM directory_searchentry e WHERE 1 = 0", [])
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
    first, *others = tiers
    total, rows = _ask(wanted, [first], offset, limit, counted=ALL)
    if others and len(rows) < min(limit, total - offset):
        if offset and not rows:
            # Only who turns pages has to know how many went before.
            before, _none = _ask(wanted, [], 0, 0, counted=first)
            return total, _hits(wanted, others, offset - before, limit)[1]
        _total, more = _ask(wanted, others, 0, limit - len(rows), counted=None)
        rows += more[: limit - len(rows)]
    return total, rows


def _ask(
    wanted: Wanted, tiers: Sequence[str], offset: int, limit: int, *, counted: str | None
) -> tuple[int, list[int]]:
    """How many rows a tier has, and a piece of each of some tiers, one after the other: in one statement."""
    parts: list[str] = []
    values: list[Any] = []
    if counted is not None:
        source, given = engine().source(wanted, counted)
        parts.append(f"SELECT -1, COUNT(*) {source}")
        values += given
    for place, tier in enumerate(tiers):
        source, given = engine().source(wanted, tier)
        piece = f"SELECT {place} AS tier, e.id AS id {source} ORDER BY e.id LIMIT %s OFFSET %s"
        parts.append(f"SELECT * FROM ({piece}) AS t{place}")  # noqa: S608 -- the engine's own SQL; all values are parameters
        values += [*given, limit, offset]
    with connection.cursor() as cursor:
        cursor.execute(engine().before + " UNION ALL ".join(parts), values)
        while engine().before and cursor.nextset():
            pass
        found = sorted(cursor.fetchall())
    total = found.pop(0)[1] if counted is not None else 0
    return int(total), [row for _tier, row in found]


def _services(rows: Sequence[int]) -> list[Service]:
    found = Service.objects.filter(search_entry__in=rows).select_related("provider").annotate(row=F("search_entry__pk"))
    held = {one.row: one for one in found}
    return [held[row] for row in rows if row in held]  # one may have gone since
