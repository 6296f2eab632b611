"""The index of public services, in the database itself: FTS5 on SQLite, a tsvector on PostgreSQL.

Both hold the same runs of characters (rules/grams) in three fields, and the same marks (rules/marks), and are asked the
same, so they answer the same, in the same order: who has all terms in the name first, then in other names, then
anywhere; within each in the order of the index.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, Final, Protocol

from django.db import connection, transaction

from tsunagi.base.often import cursor_for_often
from tsunagi.directory.queries.documents import Document
from tsunagi.directory.rules.grams import Term, is_word, run_tokens
from tsunagi.directory.rules.marks import mark

#: The fields, the weightiest first; and all of them together.
FIELDS: Final = ("name", "alias", "text")
ALL: Final = "all"

#: How the tokens of a tier begin, with signs for private use: what is in the name or another name is in the index once
#: more, so that it is found and counted without a look at all other texts. Those of `text` may stand anywhere.
BEGINS: Final = {"name": "\ue002", "alias": "\ue003", "text": "", ALL: ""}

#: A token that no text holds, put where a run ends: a sign for private use, which is a letter to FTS5.
_END: Final = "\ue000"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What entries must have: all terms, of each group of marks one, one of the openings; an empty tuple asks nothing.

    openings: keys, each with its number. among: SQL of the keys of the only services that count, with its parameters.
    """

    terms: Sequence[Term] = ()
    marks: Sequence[Sequence[str]] = ()
    openings: Mapping[int, int | None] | None = None
    among: tuple[str, Sequence[Any]] | None = None

    def beside(self, *, opening: bool = True) -> tuple[list[str], list[Any]]:
        """Conditions on the entry `e` itself, and their parameters. opening: on its opening, too."""
        conditions: list[str] = []
        values: list[Any] = []
        if opening and self.openings is not None:
            # Whole numbers, worked out here: they may stand in the statement, which takes few parameters on SQLite.
            conditions.append(f"e.opening_id IN ({', '.join(map(str, self.openings)) or 'NULL'})")
        if self.among is not None:
            conditions.append(f"e.service_id IN ({self.among[0]})")
            values += self.among[1]
        return conditions, values


class Engine(Protocol):
    """One database's way. What it holds of an entry goes when that goes.

    before: statements to send along before one with a `source`.
    """

    before: str

    def write(self, documents: Mapping[int, Document]) -> None:
        """Put documents in, by row, in place of what the rows held."""

    def by_keys(self) -> AbstractContextManager[None]:
        """While this lasts, rows are looked for by their keys, however many rows there are."""

    def make_room(self) -> None:
        """Get ready for more writings than there were so far; `settle` has to follow."""

    def settle(self) -> None:
        """Put in order what very many writings left, so that less has to be gone through."""

    def source(self, wanted: Wanted, tier: str, blocks: range | None = None) -> tuple[str, list[Any]]:
        """SQL from FROM on for the rows of a tier, a field or ALL, and its parameters; blocks: only in these."""

    def row(self, wanted: Wanted) -> str:
        """How a `source` calls its rows."""

    def order(self, wanted: Wanted) -> str:
        """What the rows of a `source` are to be sorted by, to come in the order of the index."""

    def few(self, wanted: Wanted) -> int:
        """Up to how many rows all tiers may have to be taken at once, instead of being counted and looked for again."""

    def first_blocks(self, total: int, most: int) -> range | None:
        """Where the first rows of a tier may well be, if that need not be looked for among all.

        total: how many rows all tiers have. most: how many rows are wanted.
        """


class Fts5:
    """SQLite's full-text table. A row's tokens stand in it as words.

    A row's own number is its entry's key and, in the last bits, the number of the entry's opening, or 0: so to see what
    of very much that was found is open, no entry has to be looked up.
    """

    #: For the number of an opening. There are as many openings as there are different hours, and more bits would make
    #: the index larger.
    BITS: Final = 20

    before = ""

    def write(self, documents: Mapping[int, Document]) -> None:
        """Put documents in, by row, in place of what the rows held."""
        old = [(row << self.BITS, (row + 1 << self.BITS) - 1) for row in documents]
        new = [(self.BITS, " ".join(self._tokens(one)), row) for row, one in documents.items()]
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM directory_opening WHERE number IS NULL")
            cursor.executemany(
                "UPDATE directory_opening "
                "SET number = 1 + (SELECT COALESCE(MAX(number), 0) FROM directory_opening) WHERE id = %s",
                cursor.fetchall(),
            )
            cursor.executemany("DELETE FROM directory_grams WHERE rowid BETWEEN %s AND %s", old)
            cursor.executemany(
                "INSERT INTO directory_grams (rowid, tokens) SELECT e.id << %s | COALESCE(o.number, 0), %s "
                "FROM directory_searchentry e LEFT JOIN directory_opening o ON o.id = e.opening_id WHERE e.id = %s",
                new,
            )

    def by_keys(self) -> AbstractContextManager[None]:
        """Nothing to be said: SQLite does."""
        return nullcontext()

    def make_room(self) -> None:
        """Nothing: pieces are made anew anyhow."""

    def settle(self) -> None:
        """One piece instead of the dozen that many batches leave, in each of which every token is looked for."""
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO directory_grams (directory_grams) VALUES ('optimize')")

    def source(self, wanted: Wanted, tier: str, blocks: range | None = None) -> tuple[str, list[Any]]:
        """SQL from FROM on for the rows of a tier, a field or ALL, and its parameters."""
        query = self._query(wanted, tier)
        if not query:
            return _source("directory_searchentry e", *wanted.beside())
        conditions, values = wanted.beside(opening=False)
        # CROSS: in this order, for the query leaves the fewest.
        beside = f" CROSS JOIN directory_searchentry e ON e.id = {self.row(wanted)}" if conditions else ""
        if wanted.openings is not None:
            conditions.insert(0, f"substr(%s, 1 + (g.rowid & {(1 << self.BITS) - 1}), 1) = x'01'")
            values.insert(0, self._flags(filter(None, wanted.openings.values())))
        return _source(f"directory_grams g{beside}", ["g.directory_grams MATCH %s", *conditions], [query, *values])

    def row(self, wanted: Wanted) -> str:
        """The key of the entry, which the full-text table's own number tells where that is asked."""
        return f"g.rowid >> {self.BITS}" if wanted.terms or wanted.marks else "e.id"

    def order(self, wanted: Wanted) -> str:
        """That number where the table is asked: in whose order it answers, and need not be sorted."""
        return "g.rowid" if wanted.terms or wanted.marks else "e.id"

    def few(self, wanted: Wanted) -> int:
        """Many where only some services count, for then each entry is looked up; none where the index alone tells."""
        return 1_000 if wanted.among else 0

    def first_blocks(self, total: int, most: int) -> range | None:
        """None: rows come in their order, and the first ones are there before the others were looked for."""
        return None

    def _query(self, wanted: Wanted, tier: str) -> str:
        parts = [self._tier(wanted.terms, tier)] if wanted.terms else []
        # Tokens hold letters, digits and signs for private use: in quotes none is read as the query's own word.
        parts += ("(" + " OR ".join(f'"{one}"' for one in group) + ")" for group in wanted.marks)
        return " AND ".join(parts)

    @staticmethod
    def _flags(numbers: Iterable[int]) -> bytes:
        """A byte for each number up to the highest of these: 1 where it is one of them."""
        among = {*numbers}
        return bytes(number in among for number in range(max(among, default=0) + 1))

    @classmethod
    def _tier(cls, terms: Sequence[Term], tier: str) -> str:
        query = cls._all(terms, tier)
        for field in before(tier):
            query = f"({query} NOT {cls._all(terms, field)})"
        return query

    @staticmethod
    def _all(terms: Sequence[Term], tier: str) -> str:
        begin = BEGINS[tier]
        phrases = (
            f'"{" ".join(begin + token for token in term.tokens)}"{"*" if term.is_prefix else ""}' for term in terms
        )
        return f"({' AND '.join(phrases)})"

    @staticmethod
    def _tokens(document: Document) -> list[str]:
        found: list[str] = []
        for tier, runs in ((ALL, document.whole), ("name", document.name), ("alias", document.alias)):
            begin = BEGINS[tier]
            for run in runs:
                found += (begin + token for token in run_tokens(run)) if begin else run_tokens(run)
                found.append(_END)
        return [*found, *document.marks]


class TextSearch:
    """PostgreSQL's tsvector, in a column of the entry.

    Its index knows in which rows a token is, not where in them. So pieces of several lengths are tokens, those of the
    name and of other names once more as tokens of their own; longer words are looked for in the texts of the rows that
    have all their pieces. To find the rows of a token is fast, to go through many of them is not, be it to count or to
    sort them: therefore entries are short, their texts are in a table beside, and the number of an entry's block is a
    token too.
    """

    #: In characters. More lengths make the index larger, fewer leave more rows to be looked through. The longest is
    #: long enough for most words; what is longer than the others but not so long begins one of them, or ends a run.
    PIECES: Final = (1, 2, 3, 4, 8)

    #: What stands in the table beside, by its columns.
    TEXTS: Final = ("name", "alias", "whole")

    #: What the server may take while it makes the index anew.
    MEMORY: Final = "256MB"

    #: Rows of an entry's key that make a block.
    BLOCK: Final = 1024

    #: PostgreSQL does not count what it costs to get at a tsvector, and would rather look at all of them than go by
    #: the index; and what is answered within milliseconds is not worth a compilation or a second process. Sent together
    #: with the statement that they are for, they hold until its transaction ends.
    before = "SET LOCAL enable_seqscan = off; SET LOCAL jit = off; SET LOCAL max_parallel_workers_per_gather = 0; "

    def write(self, documents: Mapping[int, Document]) -> None:
        """Put documents in, by row, in place of what the rows held."""
        rows = list(documents)
        vectors = [self._vector(row, one) for row, one in documents.items()]
        texts = [[self._text(getattr(one, field)) for one in documents.values()] for field in self.TEXTS]
        # All of them in one statement each, apart from its words: to send them row by row, or to have so much text put
        # into a statement and read out of it again, takes longer than to keep them.
        with cursor_for_often(connection) as cursor:
            cursor.execute(
                "UPDATE directory_searchentry e SET grams = v.grams::tsvector "
                "FROM unnest(%s::bigint[], %s::text[]) v (id, grams) WHERE e.id = v.id",
                [rows, vectors],
            )
            cursor.execute(
                "INSERT INTO directory_grams_texts (entry_id, name, alias, whole) "
                "SELECT * FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[]) "
                "ON CONFLICT (entry_id) "
                "DO UPDATE SET name = EXCLUDED.name, alias = EXCLUDED.alias, whole = EXCLUDED.whole",
                [rows, *texts],
            )

    @contextmanager
    def by_keys(self) -> Iterator[None]:
        """Of rows written just now PostgreSQL has no figures yet, and would read whole tables for each batch."""
        with connection.cursor() as cursor:
            cursor.execute("SET enable_seqscan = off")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("RESET enable_seqscan")

    def make_room(self) -> None:
        """Take its index away: to put each piece of very many rows into it takes far longer than to make it anew."""
        connection.check_constraints()  # no index of a table goes or comes while rows of it wait to be checked
        with connection.cursor() as cursor:
            cursor.execute("DROP INDEX IF EXISTS directory_grams")

    def settle(self) -> None:
        """Make the index that `make_room` took away, also where what came between was stopped half-way."""
        connection.check_constraints()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL maintenance_work_mem = '{self.MEMORY}'")
            cursor.execute("CREATE INDEX IF NOT EXISTS directory_grams ON directory_searchentry USING gin (grams)")

    def source(self, wanted: Wanted, tier: str, blocks: range | None = None) -> tuple[str, list[Any]]:
        """SQL from FROM on for the rows of a tier, a field or ALL, and its parameters; blocks: only in these."""
        conditions, values = wanted.beside()
        groups = [*wanted.marks, [self._block(number) for number in blocks]] if blocks else wanted.marks
        query = [f"({' | '.join(map(self._said, group))})" for group in groups]
        if wanted.terms:
            query.append(self._all(wanted.terms, tier))
            longer = [term.run for term in wanted.terms if self._is_longer(term.run)]
            if longer:
                # As a subquery, so that no more texts are read than those of the rows that have the pieces.
                said, more = self._in_texts(wanted.terms, longer, tier)
                conditions.append(f"(SELECT {said} FROM directory_grams_texts t WHERE t.entry_id = e.id)")  # noqa: S608
                values += more
            else:
                query += (f"!({self._all(wanted.terms, field)})" for field in before(tier))
        if query:
            conditions.insert(0, "e.grams @@ %s::tsquery")
            values.insert(0, " & ".join(query))
        return _source("directory_searchentry e", conditions, values)

    def row(self, wanted: Wanted) -> str:
        """The entry's key."""
        return "e.id"

    def order(self, wanted: Wanted) -> str:
        """The key; written so that PostgreSQL does not go through all entries in its order where there is a query."""
        return "e.id + 0" if wanted.terms or wanted.marks else "e.id"

    def few(self, wanted: Wanted) -> int:
        """None: to find rows is most of the work, and is not done twice where there turn out to be many."""
        return 0

    def first_blocks(self, total: int, most: int) -> range | None:
        """The first blocks, where there are so many rows that these hold more than are wanted, were they spread evenly.

        None where those are not much fewer than all blocks.
        """
        if total < self.BLOCK:
            return None
        with connection.cursor() as cursor:
            cursor.execute("SELECT MIN(id), MAX(id) FROM directory_searchentry")
            low, high = (int(key) // self.BLOCK for key in cursor.fetchone())
        wanted = 1 + 2 * most * (high + 1 - low) // total
        return range(low, low + wanted) if 4 * wanted < high + 1 - low else None

    @staticmethod
    def _in_texts(terms: Sequence[Term], longer: Sequence[str], tier: str) -> tuple[str, list[str]]:
        """A condition on the texts `t`: the longer words stand in the tier, and not all words in one before it."""
        parts = [f"strpos(t.{'whole' if tier in ('text', ALL) else tier}, %s) > 0"] * len(longer)
        values = [*longer]
        for field in before(tier):
            parts.append(f"NOT ({' AND '.join([f'strpos(t.{field}, %s) > 0'] * len(terms))})")
            values += (f" {term.run}" if is_word(term.run) else term.run for term in terms)
        return " AND ".join(parts), values

    @classmethod
    def _all(cls, terms: Sequence[Term], tier: str) -> str:
        """A query that holds where all terms, or at least their pieces, stand in a tier."""
        begin = BEGINS[tier]
        return " & ".join(
            cls._said(begin + piece) + (":*" if is_word(piece) or len(piece) not in cls.PIECES else "")
            for term in terms
            for piece in cls._longest(term.run)
        )

    @classmethod
    def _vector(cls, row: int, document: Document) -> str:
        found = {*document.marks, cls._block(row // cls.BLOCK)}
        for field in FIELDS:
            pieces = cls._pieces(getattr(document, field))
            found |= pieces
            if begin := BEGINS[field]:
                found.update(begin + piece for piece in pieces)
        return cls._said("' '".join(found))

    @classmethod
    def _block(cls, number: int) -> str:
        return mark("block", str(number))

    @classmethod
    def _pieces(cls, runs: Sequence[str]) -> set[str]:
        """All pieces of runs, and their ends, which are shorter than a piece; words as they are."""
        unbroken = [(run, range(len(run))) for run in runs if not is_word(run)]
        # In one expression, for there are a thousand of each record.
        pieces = {run[at : at + size] for run, places in unbroken for size in cls.PIECES for at in places}
        return pieces.union(filter(is_word, runs))

    @classmethod
    def _longest(cls, run: str) -> list[str]:
        """The fewest pieces, or beginnings of them, that say the most of a run."""
        most = cls.PIECES[-1]
        return [run] if not cls._is_longer(run) else [run[at : at + most] for at in range(len(run) - most + 1)]

    @classmethod
    def _is_longer(cls, run: str) -> bool:
        """Whether a run is looked for in the texts: pieces say where it may be, not where it is."""
        return not is_word(run) and len(run) > cls.PIECES[-1]

    @staticmethod
    def _said(token: str) -> str:
        return f"'{token}'"

    @staticmethod
    def _text(runs: Sequence[str]) -> str:
        """Runs, each after a space: so a word is found from its beginning."""
        return "".join(f" {run}" for run in runs)


def before(tier: str) -> Sequence[str]:
    """The tiers whose entries have gone before those of a tier."""
    return FIELDS[: FIELDS.index(tier)] if tier in FIELDS else ()


def engine() -> Engine:
    """The way of the database in use."""
    return Fts5() if connection.vendor == "sqlite" else TextSearch()


def _source(tables: str, conditions: Sequence[str], values: Sequence[Any]) -> tuple[str, list[Any]]:
    return f"FROM {tables}" + (f" WHERE {' AND '.join(conditions)}" if conditions else ""), list(values)
