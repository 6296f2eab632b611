"""Whose personal records this connection may see: PostgreSQL's own rules (row-level security) ask for it.

A connection that nobody told anything sees none. SQLite has no such rules; there the queries' own cuts stand alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connection

NAME: Final = "tsunagi.organisations"
EVERYTHING: Final = "*"


@contextmanager
def scope_of(organisations: Iterable[int]) -> Iterator[None]:
    """For a while, the records of these organisations."""
    yield from _while(",".join(str(one) for one in sorted(organisations)))


@contextmanager
def everything() -> Iterator[None]:
    """For a while, all records: for the installation's own commands, never for a person."""
    yield from _while(EVERYTHING)


def _while(value: str) -> Iterator[None]:
    if connection.vendor != "postgresql":
        yield
        return
    before = _told(None)
    _told(value)
    try:
        yield
    finally:
        if connection.is_usable():  # what was told dies with a connection that broke
            _told(before)


def _told(value: str | None) -> str:
    """Tell the connection, or ask what it was told."""
    with connection.cursor() as cursor:
        if value is None:
            cursor.execute("SELECT current_setting(%s, true)", [NAME])
        else:
            cursor.execute("SELECT set_config(%s, %s, false)", [NAME, value])
        return str(cursor.fetchone()[0] or "")
