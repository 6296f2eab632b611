"""A whole site into another database, SQLite or PostgreSQL: all of it, proved to be the same, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from django.core.management import call_command
from django.db import DatabaseError, connections, transaction

from tsunagi.base import audit
from tsunagi.base.access import Refused
from tsunagi.base.fields import Sealed, SealedField, place
from tsunagi.base.keys import ring
from tsunagi.base.models import AuditHead
from tsunagi.base.queries import tables as of
from tsunagi.base.queries.tables import BATCH, Columns, Model
from tsunagi.base.rules.rows import Sum, alike
from tsunagi.base.rules.sealing import Unopenable
from tsunagi.base.scope import everything

#: The database that a site is moved from; the one that it is moved into is the default.
SOURCE: Final = "source"
TARGET: Final = "default"
#: What migrations put into a new database, and may therefore be found in one that holds no site yet.
FROM_MIGRATIONS: Final = frozenset(
    "base.role base.organisation register.targetgroup contenttypes.contenttype auth.permission".split()
)

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Moved:
    """What came over, proved table by table."""

    rows: int = 0
    tables: int = 0
    sealed: int = 0
    """Values of personal records, every one of which the ring of keys opens."""
    guarded: int = 0
    """Tables whose rows the new database shows by rules of its own."""
    faults: list[str] = field(default_factory=list)
    """Where the audit chain did not hold before, and so does not now."""


def move(*, derived: Collection[str], rebuild: Callable[[], None], progress: Progress | None = None) -> Moved:
    """Copy every row of the site in SOURCE into TARGET, which holds none yet, and read both back to compare.

    derived: labels of models, and beginnings of names of other tables, that `rebuild` makes anew from the rest.
    progress: told how many rows of how many are done; each counts twice, once written and once read back.
    Raises Refused with a sentence where it cannot be done; then TARGET is without rows of the site, as before.
    """
    _check_source(derived)
    _make_ready(derived)
    models_ = [model for model in of.tables() if model._meta.label_lower not in derived]
    moved = Moved(tables=len(models_), guarded=len(of.tables_with_rules(TARGET)))
    with everything(), transaction.atomic(TARGET):
        with everything(SOURCE), transaction.atomic(SOURCE):
            _see_one_moment()
            tell = _told(progress, 2 * sum(model._base_manager.using(SOURCE).count() for model in models_))
            for model in models_:
                _run(f"DELETE FROM {_quoted(model._meta.db_table)}")  # noqa: S608 - our own names
            # Those that point at others first: what guards published editions then finds no edition that it guards.
            # Keys are checked at the end of the transaction.
            copied = {model: _copy(model, moved, tell) for model in reversed(models_)}
            numbers = {model: of.last_number(model, SOURCE) for model in models_}
            head = AuditHead.objects.using(SOURCE).first()
        for model, number in numbers.items():
            if number is not None:
                _count_on(model, number)
        _compare(copied, numbers, tell)
        connections[TARGET].check_constraints()
        if _end(AuditHead.objects.using(SOURCE).first()) != _end(head):
            raise Refused(
                "移している間に、元のサイトで操作がありました。サイトを止めてから、もう一度実行してください。"
                " / Somebody used the site meanwhile; stop it and run this again."
            )
        rebuild()
        moved.faults = list(audit.faults())
        moved.rows = sum(one.rows for one in copied.values())
        said = {model._meta.label_lower: str(one) for model, one in copied.items()}
        audit.record(by=None, action="base.move", subject="base.database:moved", after=said)
    return moved


def _check_source(derived: Collection[str]) -> None:
    if not of.is_up_to_date(SOURCE):
        raise Refused(
            "元のデータベースがこの版の形になっていません。先に tsunagi set-up を実行してください。"
            " / The database is not as this version wants it: run `tsunagi set-up` on it first."
        )
    if unknown := _strangers(SOURCE, derived):
        raise Refused(
            f"この版が知らない表があります({unknown})。中身を確かめ、要らなければ消してください。"
            f" / This version does not know the tables {unknown}: look into them, and drop them if nobody needs them."
        )


def _make_ready(derived: Collection[str]) -> None:
    """Make the target's tables as this version wants them; Refused where it holds something already."""
    with everything():
        names = {model._meta.db_table for model in of.tables() if model._meta.label_lower not in FROM_MIGRATIONS}
        held = [name for name in of.names(TARGET) if name in names and _count(name)]
    if held or (held := _strangers(TARGET, derived).split(", ")) != [""]:
        raise Refused(
            f"移す先が空ではありません({held[0]})。空のデータベースを作り、それを指定してください。"
            f" / The target is not empty ({held[0]}): make an empty database and name that."
        )
    try:
        _check_encoding()
        call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        raise Refused(
            f"移す先に表を作れません({_kind(error)})。サイトの役割を、そのデータベースの所有者にしてください。"
            f" / Cannot make tables in the target ({_kind(error)}): let the site's role own the database."
        ) from error


def _check_encoding() -> None:
    if connections[TARGET].vendor == "postgresql" and _asked("SHOW server_encoding") != "UTF8":
        raise Refused(
            "移す先の文字コードが UTF8 ではありません。UTF8 で作り直してください。"
            " / The target's encoding is not UTF8: make the database anew with it."
        )


def _strangers(using: str, derived: Collection[str]) -> str:
    """Tables that are not of this version, with commas between."""
    return ", ".join(name for name in of.unknown_tables(using) if not name.startswith(tuple(derived)))


def _see_one_moment() -> None:
    """Whatever is read from the source, is read as it stands now; SQLite lets nobody else write meanwhile."""
    if connections[SOURCE].vendor == "postgresql":
        with connections[SOURCE].cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def _copy(model: Model, moved: Moved, tell: Callable[[], None]) -> Sum:
    """Write a table's rows, and say what was read."""
    columns = of.columns(model)
    names = ", ".join(_quoted(str(one.column)) for one in columns)
    marks = ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {_quoted(model._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608 - our own names
    made = Sum()
    for batch in _batches(of.rows(model, SOURCE), size=1 if of.has_files(model) else BATCH):
        for row in batch:
            made.add([alike(one) for one in row])
            moved.sealed += _opened(model, columns, row)
            tell()
        prepared = [_prepared(columns, row) for row in batch]
        try:
            with connections[TARGET].cursor() as cursor:
                cursor.executemany(statement, prepared)
        except (DatabaseError, ValueError) as error:
            raise Refused(
                f"表 {model._meta.db_table} に、移す先が受け取らない行があります({_kind(error)})。"
                f" / The target does not take a row of the table {model._meta.db_table} ({_kind(error)})."
            ) from error
    return made


def _opened(model: Model, columns: Columns, row: tuple[Any, ...]) -> int:
    """How many sealed values the row has; Refused unless the ring at hand opens each."""
    sealed = [(one, value) for one, value in zip(columns, row, strict=True) if isinstance(value, Sealed)]
    own_key = next(value for one, value in zip(columns, row, strict=True) if one.primary_key) if sealed else None
    try:
        for one, value in sealed:
            assert isinstance(one, SealedField)
            ring().open(value, place(one, own_key))
    except Unopenable as error:
        raise Refused(
            "いまの鍵では開けない個人の記録があります。このサイトの鍵のファイル(TSUNAGI_KEYS)を使ってください。"
            " / These keys do not open all records of persons: use the key file of this site (TSUNAGI_KEYS)."
        ) from error
    return len(sealed)


def _prepared(columns: Columns, row: tuple[Any, ...]) -> list[Any]:
    return [one.get_db_prep_save(value, connections[TARGET]) for one, value in zip(columns, row, strict=True)]


def _compare(copied: dict[Model, Sum], numbers: dict[Model, int | None], tell: Callable[[], None]) -> None:
    """Read everything back; Refused where it is not what was read before."""
    for model, before in copied.items():
        after = Sum()
        for row in of.rows(model, TARGET):
            after.add([alike(one) for one in row])
            tell()
        if after != before or of.last_number(model, TARGET) != numbers[model]:
            raise Refused(
                f"表 {model._meta.db_table} が、移した後に元と一致しません(元{before.rows}行、先{after.rows}行)。何も移していません。"
                f" / The table {model._meta.db_table} is not the same after it was moved; nothing was kept."
            )


def _count_on(model: Model, number: int) -> None:
    """Let the target give out numbers from here on: one that a row had is never given to another."""
    table = model._meta.db_table
    if connections[TARGET].vendor == "sqlite":
        _run("DELETE FROM sqlite_sequence WHERE name = %s", table)
        if number:
            _run("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", table, number)
        return
    sequence = _asked("SELECT pg_get_serial_sequence(%s, %s)", _quoted(table), str(model._meta.pk.column))
    _run("SELECT setval(%s, %s, %s)", sequence, max(number, 1), number > 0)


def _count(table: str) -> int:
    return int(_asked(f"SELECT count(*) FROM {_quoted(table)}"))  # noqa: S608 - a name of our own


def _run(statement: str, *values: str | int | bool) -> None:
    with connections[TARGET].cursor() as cursor:
        cursor.execute(statement, list(values) or None)


def _asked(statement: str, *values: str | int | bool) -> Any:
    with connections[TARGET].cursor() as cursor:
        cursor.execute(statement, list(values) or None)
        return cursor.fetchone()[0]


def _quoted(name: str) -> str:
    return f'"{name}"'


def _kind(error: Exception) -> str:
    """What kind of error the database gave, never its words: they may hold what is in the row."""
    return type(error.__cause__ or error).__name__


def _end(head: AuditHead | None) -> tuple[int, str]:
    return (head.place, head.digest) if head else (0, "")


def _batches(rows: Iterator[tuple[Any, ...]], size: int) -> Iterator[list[tuple[Any, ...]]]:
    while batch := list(islice(rows, size)):
        yield batch


def _told(progress: Progress | None, total: int) -> Callable[[], None]:
    """A function that counts one row more."""
    done = 0

    def tell() -> None:
        nonlocal done
        done += 1
        if progress:
            progress(done, total)

    return tell
