"""The index of public services, in the database itself: FTS5 on SQLite, a tsvector on PostgreSQL.

Both hold the same tokens (rules/grams) in three fields and are asked the same, so they answer the same, in the same
order: who has all terms in the name first, then in other names, then anywhere; within each in the order of the index.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from django.db import connection

from tsunagi.directory.rules.grams import Term, tokens

#: The fields, the weightiest first. A PostgreSQL weight stands beside each.
FIELDS: Final = {"name": "A", "alias": "B", "text": "C"}

#: A token that no text holds, put where a run ends. It is a letter to FTS5: a sign for private use.
_END: Final = "\ue000"
#: PostgreSQL keeps no more places of a token in a text, and none beyond the last one.
_MOST_PLACES: Final = 255
_LAST_PLACE: Final = 16_383


@dataclass(frozen=True, slots=True)
class Document:
    """What one entry is found by: its row in the index, and the texts of each field."""

    row: int
    name: Sequence[str]
    alias: Sequence[str]
    text: Sequence[str]

    def field(self, name: str) -> list[str]:
        """The tokens of a field; an empty string stands between texts."""
        return [token for one in getattr(self, name) for token in (*tokens(one), "")]


class Engine(Protocol):
    """One database's way."""

    def write(self, documents: Sequence[Document]) -> None:
        """Put documents in, in place of what their rows held."""

    def remove(self, rows: Sequence[int]) -> None:
        """Take rows out."""

    def condition(self, terms: Sequence[Term], tier: str) -> tuple[str, list[str]]:
        """SQL that holds for an entry `e` in a tier: a field's name, or "all"; and its parameters."""


class Fts5:
    """SQLite's full-text table. A row's tokens stand in it as words."""

    def write(self, documents: Sequence[Document]) -> None:
        """Put documents in, in place of what their rows held."""
        rows: list[tuple[int | str, ...]] = [
            (one.row, *(self._text(one.field(name)) for name in FIELDS)) for one in documents
        ]
        self.remove([one.row for one in documents])
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO directory_grams (rowid, name, alias, text) VALUES (%s, %s, %s, %s)", rows)

    def remove(self, rows: Sequence[int]) -> None:
        """Take rows out."""
        with connection.cursor() as cursor:
            cursor.executemany("DELETE FROM directory_grams WHERE rowid = %s", [(row,) for row in rows])

    def condition(self, terms: Sequence[Term], tier: str) -> tuple[str, list[str]]:
        """SQL that holds for an entry `e` in a tier, and its parameters."""
        matched = {field: f"{{{field}}} : ({self._all(terms)})" for field in FIELDS}
        everywhere = f"({self._all(terms)})"
        query = {
            "name": matched["name"],
            "alias": f"({matched['alias']}) NOT ({matched['name']})",
            "text": f"(({everywhere}) NOT ({matched['name']})) NOT ({matched['alias']})",
            "all": everywhere,
        }[tier]
        return "e.id IN (SELECT rowid FROM directory_grams WHERE directory_grams MATCH %s)", [query]

    @staticmethod
    def _all(terms: Sequence[Term]) -> str:
        # Tokens are letters and digits only, so quotes keep each from being read as a word of the query's language.
        return " AND ".join(f'"{" ".join(term.tokens)}"{"*" if term.is_prefix else ""}' for term in terms)

    @staticmethod
    def _text(found: list[str]) -> str:
        return " ".join(token or _END for token in found)


class TextSearch:
    """PostgreSQL's tsvector, in a column beside the entry. A row's tokens stand in it at their places."""

    def write(self, documents: Sequence[Document]) -> None:
        """Put documents in, in place of what their rows held."""
        rows = [(self._vector(one), one.row) for one in documents]
        with connection.cursor() as cursor:
            cursor.executemany("UPDATE directory_searchentry SET grams = %s::tsvector WHERE id = %s", rows)

    def remove(self, rows: Sequence[int]) -> None:
        """The column goes with its entry."""

    def condition(self, terms: Sequence[Term], tier: str) -> tuple[str, list[str]]:
        """SQL that holds for an entry `e` in a tier, and its parameters."""
        matched = {field: f"({self._all(terms, weight)})" for field, weight in FIELDS.items()}
        everywhere = f"({self._all(terms, '')})"
        query = {
            "name": matched["name"],
            "alias": f"{matched['alias']} & !{matched['name']}",
            "text": f"{everywhere} & !{matched['name']} & !{matched['alias']}",
            "all": everywhere,
        }[tier]
        return "e.grams @@ %s::tsquery", [query]

    @staticmethod
    def _all(terms: Sequence[Term], weight: str) -> str:
        def said(token: str, mark: str) -> str:
            return f"'{token}':{mark}{weight}" if mark or weight else f"'{token}'"

        return " & ".join(
            "(" + " <-> ".join(said(token, "*" if term.is_prefix else "") for token in term.tokens) + ")"
            for term in terms
        )

    @staticmethod
    def _vector(document: Document) -> str:
        places: dict[str, list[str]] = {}
        place = 0
        for field, weight in FIELDS.items():
            for token in document.field(field):
                place += 1
                if token and place <= _LAST_PLACE and len(places.setdefault(token, [])) < _MOST_PLACES:
                    places[token].append(f"{place}{weight}")
        return " ".join(f"'{token}':{','.join(at)}" for token, at in places.items())


def engine() -> Engine:
    """The way of the database in use."""
    return Fts5() if connection.vendor == "sqlite" else TextSearch()
