"""Whose personal records this connection may see: PostgreSQL's own rules (row-level security) ask for it.

A connection that nobody told anything sees none. It is told with the next question (base/postgresql). SQLite has no
such rules; there the queries' own cuts stand alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connections

NAME: Final = "tsunagi.organisations"
EVERYTHING: Final = "*"


@contextmanager
def scope_of(organisations: Iterable[int]) -> Iterator[None]:
    """For a while, the records of these organisations."""
    yield from _while(",".join(str(int(one)) for one in sorted(organisations)), DEFAULT_DB_ALIAS)


@contextmanager
def everything(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """For a while, all records: for the installation's own commands, never for a person."""
    yield from _while(EVERYTHING, using)


def _while(value: str, using: str) -> Iterator[None]:
    connection: Any = connections[using]
    if connection.vendor != "postgresql":
        yield
        return
    before, connection.telling.wanted = connection.telling.wanted, value
    try:
        yield
    finally:
        connection.telling.wanted = before
