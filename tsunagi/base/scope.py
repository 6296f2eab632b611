"""Whose personal records this connection may see: PostgreSQL's own rules (row-level security) ask for it.

A connection that nobody told anything sees none. SQLite has no such rules; there the queries' own cuts stand alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from django.db import DEFAULT_DB_ALIAS, connections

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
    before = _told(None, using)
    _told(value, using)
    try:
        yield
    finally:
        if connection.is_usable():  # what was told dies with a connection that broke
            _told(before, using)


def _told(value: str | None, using: str) -> str:
    """Tell the connection, or ask what it was told."""
    with connections[using].cursor() as cursor:
        if value is None:
            cursor.execute("SELECT current_setting(%s, true)", [NAME])
        else:
            cursor.execute("SELECT set_config(%s, %s, false)", [NAME, value])
        return str(cursor.fetchone()[0] or "")
