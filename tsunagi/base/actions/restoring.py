"""A site put back from its back-up: looked through before anything is written, and compared row by row afterwards."""

from __future__ import annotations

import hmac
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.apps.registry import Apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.executor import MigrationExecutor

from tsunagi.base import audit
from tsunagi.base.access import Refused
from tsunagi.base.actions.backing_up import SHAPE, Contents, Progress, Table, fingerprint, ring_here, seal
from tsunagi.base.keys import replace_file
from tsunagi.base.queries import rows as tables
from tsunagi.base.rules import parcel
from tsunagi.base.rules.rows import Sum
from tsunagi.base.rules.sealing import read_ring
from tsunagi.base.scope import everything

Row = list[Any]
Identity = Any

SPOILT: Final = (
    "ファイルの中身が目録と合いません。別の控えを使ってください。"
    " / What the file holds is not what its list says: use another copy."
)


@dataclass
class Found:
    """What a back-up says of itself."""

    head: dict[str, Any] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    contents: Contents = field(default_factory=list)
    seal: str = ""

    @property
    def rows(self) -> int:
        """How many rows it holds."""
        return sum(int(one["rows"]) for one in self.contents)

    @property
    def sealed_under(self) -> set[str]:
        """The numbers of the keys that something in it is sealed under."""
        return {number for one in self.contents for number in one["sealed"]}


def look_through(*, path: Path, key: Identity, progress: Progress | None = None) -> Found:
    """Read a back-up from one end to the other, and hold it against its own list. Refused where it does not hold."""
    return _read(path, key, lambda table, values: None, progress)


def restore(*, path: Path, key: Identity, without_keys: bool = False, progress: Progress | None = None) -> Found:
    """Put a site back: what the file held. Refused, with nothing written, where the file, this site or its keys do not
    fit; all rows come in together, or none.

    without_keys: although what opens the sealed records, or proves the audit chain, is not here.
    A file of an older version is put back as it was, and then brought up to this one.
    """
    steps = _Steps(progress)
    found = look_through(path=path, key=key, progress=steps(0))
    if tables.applied() and tables.has_rows():
        raise Refused(
            "このサイトには、すでに記録があります。空のサイト(新しい TSUNAGI_HOME とデータベース)に戻してください。"
            " / This site holds records already: restore into an empty one (a new TSUNAGI_HOME and database)."
        )
    _keep_keys(found.keys)
    _check_keys(found, without_keys)
    known = _migrate_to(found.head["migrations"])
    with everything(), transaction.atomic():
        with without_triggers(known):
            _write(path, key, found, known, steps(1))
        _compare(found, known, steps(2))
        faults = [] if without_keys else list(audit.faults())
        if faults:
            raise Refused(
                "操作の記録の鎖がつながっていません。何も書いていません。"
                f" / The audit chain of this back-up does not hold; nothing was written. {faults[0]}"
            )
    call_command("migrate", verbosity=0, interactive=False)  # on to this version, with what Django adds after it
    with transaction.atomic():
        audit.record(
            by=None,
            action="base.restore",
            subject=f"base.back_up:{found.head['made_at']}",
            after={"rows": found.rows, "without_keys": without_keys},
        )
    return found


class _Steps:
    """One bar for the three ways through the rows."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress

    def __call__(self, step: int) -> Progress | None:
        progress = self._progress
        return None if progress is None else lambda done, total: progress(step * total + done, 3 * total)


# --- reading the file ---


def _read(path: Path, key: Identity, row: Callable[[str, Row], None], progress: Progress | None) -> Found:
    """Go through the file; each row is handed on with its table's name."""
    reader = _Reader(row, progress)
    with path.open("rb") as file:
        try:
            parcel.unpack(file, key, reader.take)
        except parcel.Unopened as error:
            raise Refused(str(error)) from error
        except (ValueError, KeyError, TypeError, ValidationError) as error:
            raise Refused(SPOILT) from error
    if not reader.ended:
        raise Refused(SPOILT)
    return reader.found


class _Reader:
    """Takes the lines of a back-up one by one."""

    def __init__(self, row: Callable[[str, Row], None], progress: Progress | None) -> None:
        self.found = Found()
        self.ended = False
        self._row = row
        self._progress = progress
        self._left: Iterator[dict[str, Any]] = iter(())
        self._at: dict[str, Any] = {}
        self._sum = Sum()
        self._done = self._total = 0

    def take(self, line: str) -> None:
        """One more line; ValueError where it does not follow from those before it."""
        said = json.loads(line)
        if self.ended:
            raise ValueError("more after the end")
        if not self.found.head:
            self._begin(said)
        elif isinstance(said, list):
            if len(said) != len(self._at["fields"]):
                raise ValueError("a row of another table")
            self._sum.add(said)
            self._row(self._at["table"], said)
            self._done += 1
            if self._progress:
                self._progress(self._done, self._total)
        elif "keys" in said:
            self.found.keys = said["keys"]
        elif "table" in said:
            if (said["table"], said["rows"], said["sum"]) != (self._at["table"], self._sum.rows, self._sum.digest):
                raise ValueError("a table that is not whole")
            self.found.contents.append(said)
            self._next()
        else:
            if said["contents"] != self.found.contents or self._at:
                raise ValueError("a list of something else")
            self.found.seal = said["seal"]
            self.ended = True

    def _begin(self, head: dict[str, Any]) -> None:
        if head["shape"] != SHAPE:
            raise Refused(
                f"この控えは tsunagi {head['version']} のものです。その版か、より新しい版で戻してください。"
                f" / This back-up is one of tsunagi {head['version']}: restore it with that version or a newer one."
            )
        self.found.head = head
        self._left = iter(head["tables"])
        self._total = sum(one["rows"] for one in head["tables"])
        self._next()

    def _next(self) -> None:
        self._at, self._sum = next(self._left, {}), Sum()


# --- keys ---


def _keep_keys(kept: dict[str, str]) -> None:
    """Put the keys that the file holds where this installation looks for them; refuse to put them over others."""
    if not kept:
        return
    path = Path(settings.KEYS_FILE)
    if kept["keys"] and path.exists() and path.read_text(encoding="ascii") != kept["keys"]:
        raise Refused(
            f"{path} に別の鍵があります。空のサイトなら、よそへ移してから戻してください。"
            f" / Other keys are in {path}: move them away, if this site is empty, and restore again."
        )
    for name in ("audit-key", "secret-key"):
        if f"TSUNAGI_{name.replace('-', '_').upper()}" in os.environ:
            continue  # the environment's holds, and _check_keys looks whether it is the right one
        replace_file(Path(settings.HOME) / name, kept[name])
    if "TSUNAGI_AUDIT_KEY" not in os.environ:
        settings.AUDIT_KEY = kept["audit-key"]
    if kept["keys"]:
        read_ring(kept["keys"])
        replace_file(path, kept["keys"])


def _check_keys(found: Found, without_keys: bool) -> None:
    """Whether what the records are sealed with, and the chain, is here."""
    if without_keys:
        return
    head = found.head
    if fingerprint(settings.AUDIT_KEY.encode()) != head["audit_key"]:
        raise Refused(
            "操作の記録の鍵(audit-key)がこの控えのものではありません。控えと別に取ってある audit-key を"
            "TSUNAGI_HOME に置いてください。"
            "無くしたなら --without-keys を付けると戻せますが、記録が損なわれていないことは確かめられません。"
            " / The audit key here is not this back-up's: put the audit-key that was kept apart into TSUNAGI_HOME."
            " If it is lost, --without-keys restores without proof that the chain holds."
        )
    if not hmac.compare_digest(found.seal, seal(head, found.contents, settings.AUDIT_KEY.encode())):
        raise Refused(SPOILT)
    held = ring_here()
    here = {str(key.number): fingerprint(key.secret) for key in held.keys} if held else {}
    wrong = sorted(number for number in found.sealed_under if here.get(number) != head["ring"].get(number))
    if wrong or (found.sealed_under and held and fingerprint(held.index) != head["index"]):
        raise Refused(
            f"個人の記録を開く鍵({', '.join(wrong) or 'index'}番)がここにありません。"
            f"控えと別に取ってある鍵のファイルを {settings.KEYS_FILE} に置いてください。"
            "無くしたなら --without-keys を付けると戻せますが、封じた記録はだれにも読めません。"
            f" / The key ({', '.join(wrong) or 'index'}) that opens personal records is not here: put"
            f" the file that was kept apart at {settings.KEYS_FILE}. If it is lost, --without-keys restores, but"
            " nobody will ever read what is sealed."
        )


# --- writing ---


def _migrate_to(wanted: list[list[str]]) -> Apps:
    """Bring an empty database to the state that the file was made from; the models of that state."""
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    nodes = {(app, name) for app, name in wanted}
    if nodes - set(executor.loader.disk_migrations or ()):
        raise Refused(
            "この控えは、より新しい版のものです。その版を入れてから戻してください。"
            " / This back-up is one of a newer version: install that one first."
        )
    if tables.applied() - nodes:
        raise Refused(
            "この控えは前の版のものです。set-up をしていない、空のデータベースに戻してください。"
            " / This back-up is one of an older version: restore into an empty database, before tsunagi set-up."
        )
    if nodes >= set(graph.nodes):
        executor.migrate(graph.leaf_nodes())
        return apps
    nodes &= set(graph.nodes)  # those that a later one stands for are in it
    ends = [node for node in nodes if not any(child.key in nodes for child in graph.node_map[node].children)]
    executor.migrate(ends)
    return executor.loader.project_state(ends).apps


@contextmanager
def without_triggers(known: Apps) -> Iterator[None]:
    """Let rows in as they were: what refuses to change a published row would refuse to put it back too."""
    names = [connection.ops.quote_name(model._meta.db_table) for model in tables.tables(known)]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _sql in triggers:
                cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
            yield
            for _name, sql in triggers:
                cursor.execute(sql)
            return
        for name in names:
            cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in names:
            cursor.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER")


def _write(path: Path, key: Identity, found: Found, known: Apps, progress: Progress | None) -> None:
    by_name = {model._meta.label_lower: model for model in tables.tables(known)}
    for one in found.head["tables"]:
        model = by_name.get(one["table"])
        if model is None or [field.attname for field in tables.fields(model)] != one["fields"]:
            raise Refused(SPOILT)
    with connection.cursor() as cursor:
        for model in by_name.values():
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608 - our names
    waiting: list[Row] = []
    last = ""

    def put() -> None:
        if waiting:
            _insert(by_name[last], waiting)
            waiting.clear()

    def row(table: str, values: Row) -> None:
        nonlocal last
        if table != last or len(waiting) >= tables.at_once(by_name[last]):
            put()
        last = table
        waiting.append(values)

    _read(path, key, row, progress)
    put()
    for one in found.head["tables"]:
        _set_last_number(by_name[one["table"]], one["last"])
    try:
        connection.check_constraints()
    except IntegrityError as error:
        raise Refused(SPOILT) from error


def _insert(model: type[models.Model], waiting: list[Row]) -> None:
    quote = connection.ops.quote_name
    columns = [quote(str(field.column)) for field in tables.fields(model)]
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(columns)}) VALUES ({marks})",  # noqa: S608
            [tables.for_the_database(model, values) for values in waiting],
        )


def _set_last_number(model: type[models.Model], last: int) -> None:
    """Go on numbering where the site left off: no new row gets the number of one that is gone."""
    if not last:
        return
    table, column = model._meta.db_table, str(model._meta.pk.column)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])
        else:
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [table, column, last])


def _compare(found: Found, known: Apps, progress: Progress | None) -> None:
    """Read every row back, and hold each table against the list."""
    listed = {one["table"]: one for one in found.contents}
    done = 0
    for model in tables.tables(known):
        counted = Table(model)
        for values in tables.plain_rows(model):
            counted.add(values)
            done += 1
            if progress:
                progress(done, found.rows)
        if counted.said() != listed.get(model._meta.label_lower):
            raise Refused(
                f"書いた後に読み直したところ、{model._meta.label_lower} が控えと違います。何も残していません。"
                f" / Read back, {model._meta.label_lower} is not what the back-up holds; nothing was kept."
            )
