"""Supports by words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from tsunagi.directory.models import SearchEntry, Service
from tsunagi.directory.queries.index import FIELDS, engine
from tsunagi.directory.rules.grams import terms


@dataclass(frozen=True, slots=True)
class Found:
    """A piece of what was found, and how much there is in all."""

    total: int
    services: list[Service]


def search(words: str, *, among: QuerySet[Service] | None = None, offset: int = 0, limit: int = 20) -> Found:
    """Public services in which every word stands: those that bear the words in their name first.

    among: only these, where given. Words that hold nothing to search for find nothing.
    """
    wanted = terms(words)
    if not wanted:
        return Found(0, [])
    way = engine()
    within, within_values = _within(among)
    keys: list[Any] = []
    total = 0
    with connection.cursor() as cursor:
        for tier in FIELDS:
            condition, values = way.condition(wanted, tier)
            where = f"FROM directory_searchentry e WHERE {condition}{within}"
            cursor.execute(f"SELECT COUNT(*) {where}", [*values, *within_values])
            [count] = cursor.fetchone()
            skipped = max(0, offset - total)
            room = limit - len(keys)
            total += count
            if room > 0 and skipped < count:
                cursor.execute(
                    f"SELECT e.service_id {where} ORDER BY e.id LIMIT %s OFFSET %s",
                    [*values, *within_values, room, skipped],
                )
                keys += (row[0] for row in cursor.fetchall())
    return Found(total, _in_order(keys))


def _within(among: QuerySet[Service] | None) -> tuple[str, tuple[Any, ...]]:
    if among is None:
        return "", ()
    sql, values = SearchEntry.objects.filter(service__in=among).values("pk").query.sql_with_params()
    return f" AND e.id IN ({sql})", values


def _in_order(keys: list[Any]) -> list[Service]:
    wanted = [key if isinstance(key, UUID) else UUID(key) for key in keys]  # SQLite gives keys back as text
    held = Service.objects.select_related("provider").in_bulk(wanted)
    return [held[key] for key in wanted]
