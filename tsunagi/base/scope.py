"""Whose personal records this connection may see: PostgreSQL's own rules (row-level security) ask for it.

A connection that nobody told anything sees none. SQLite has no such rules; there the queries' own cuts stand alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper

NAME: Final = "tsunagi.organisations"
EVERYTHING: Final = "*"


@contextmanager
def scope_of(organisations: Iterable[int]) -> Iterator[None]:
    """For a while, the records of these organisations."""
    yield from _while(",".join(str(one) for one in sorted(organisations)), DEFAULT_DB_ALIAS)


@contextmanager
def everything(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """For a while, all records: for the installation's own commands, never for a person."""
    yield from _while(EVERYTHING, using)


def _while(value: str, using: str) -> Iterator[None]:
    connection = connections[using]
    if connection.vendor != "postgresql":
        yield
        return
    before = _told(value, connection)
    try:
        yield
    finally:
        try:
            _told(before, connection)
        except Error:
            # With a transaction that failed goes back what was told in it; else it must die with the connection.
            if not connection.in_atomic_block:
                connection.close()


def _told(value: str, connection: BaseDatabaseWrapper) -> str:
    """Tell the connection, and say what it had been told; in one question, since nearly every page asks it twice."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH before AS MATERIALIZED (SELECT current_setting(%s, true) AS told)"
            " SELECT told, set_config(%s, %s, false) FROM before",
            [NAME, NAME, value],
        )
        return str(cursor.fetchone()[0] or "")
