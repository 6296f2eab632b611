"""Triggers for migrations: what must not change is refused by the database itself, on SQLite and PostgreSQL alike."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

Event = Literal["INSERT", "UPDATE", "DELETE"]
Deed = Callable[[BaseDatabaseSchemaEditor], None]


class Guard(Operation):
    """A migration step that adds something to the database itself and asks for no model: before a `RunPython` Django
    makes all models anew, which took a third of the time in which a site is set up."""

    reduces_to_sql = True

    def __init__(self, add: Deed, drop: Deed) -> None:
        self.add, self.drop = add, drop

    def lifted(self) -> Guard:
        """The step that takes it away again, before one that it would stand in the way of."""
        return Guard(self.drop, self.add)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """No model changes."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Add it."""
        self.add(schema_editor)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Take it away."""
        self.drop(schema_editor)


ROWS: dict[Event, tuple[str, ...]] = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}


def refuse(table: str, event: Event, message: str, when: str = "", rows: tuple[str, ...] | None = None) -> Guard:
    """A migration step: `event` on a row of `table` fails with `message` where `when` holds (or always).

    when: an SQL condition in which {row} stands for the row.
    rows: the row before ("OLD") or after ("NEW") the change; an UPDATE is refused where it holds for either, unless
    only one is named.
    """
    condition = " OR ".join(when.format(row=row) for row in rows or ROWS[event]) if when else ""
    name = f"refuse_{event.lower()}_{table}"

    def add(editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "sqlite":
            clause = f"WHEN {condition}" if condition else ""
            editor.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} {clause} BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )
            return
        test = condition or "TRUE"
        editor.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF {test} THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF;"
            f" RETURN {'OLD' if event == 'DELETE' else 'NEW'}; END $$"
        )
        editor.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")

    def drop(editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "sqlite":
            editor.execute(f"DROP TRIGGER {name}")
            return
        editor.execute(f"DROP TRIGGER {name} ON {table}")
        editor.execute(f"DROP FUNCTION {name}()")

    return Guard(add, drop)


def keep_sum(table: str, key: str, *, of: str, column: str, said: str, where: str) -> Guard:
    """A migration step: triggers keep in `of`.`column` what `said` (min(due)) gives over the rows of `table` that point
    to it by `key`, of those where `where` holds. A constraint on the column then is one on the rows.

    On SQLite a later migration that makes `of` anew has to take the step back before it and repeat it after it; one
    that makes `table` anew repeats it too, since the triggers go with the table.
    """
    name = f"keep_{of}_{column}"

    def deed(row: str) -> str:
        counted = f"SELECT {said} FROM {table} WHERE {key} = {row}.{key} AND {where}"  # noqa: S608
        return f"UPDATE {of} SET {column} = ({counted}) WHERE id = {row}.{key};"  # noqa: S608

    def add(editor: BaseDatabaseSchemaEditor) -> None:
        for event, rows in ROWS.items():
            # Rows that are not counted change nothing; so they may come in any order, as from a back-up.
            when = " OR ".join(f"{row}.{where}" for row in rows)
            deeds = " ".join(deed(row) for row in rows)
            this = f"{name}_{event.lower()}"
            if editor.connection.vendor == "sqlite":
                editor.execute(f"CREATE TRIGGER {this} AFTER {event} ON {table} WHEN {when} BEGIN {deeds} END")
                continue
            editor.execute(
                f"CREATE FUNCTION {this}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {deeds} RETURN NULL; END $$"
            )
            editor.execute(
                f"CREATE TRIGGER {this} AFTER {event} ON {table} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {this}()"
            )

    def drop(editor: BaseDatabaseSchemaEditor) -> None:
        for event in ROWS:
            this = f"{name}_{event.lower()}"
            if editor.connection.vendor == "sqlite":
                editor.execute(f"DROP TRIGGER {this}")
                continue
            editor.execute(f"DROP TRIGGER {this} ON {table}")
            editor.execute(f"DROP FUNCTION {this}()")

    return Guard(add, drop)


#: The organisations that a connection was told (base/scope.py); nothing where nobody told it any.
_SCOPE = "current_setting('tsunagi.organisations', true)"


def seal_off(table: str, seen: str, written: str = "") -> Guard:
    """A migration step: PostgreSQL shows rows of `table` only where `seen` holds, and takes them only where `written`
    does (without it: where they are seen). SQLite has no such rules.

    In both, {scope:column} stands for "this organisation is among those that the connection was told", and {any} for
    "it was told some". Holds for the tables' owner too; only a superuser passes, so the site should not be one.
    """

    def sql(condition: str) -> str:
        told = f"coalesce({_SCOPE}, '')"
        condition = condition.replace("{any}", f"{told} <> ''")
        held = re.sub(r"\{scope:([a-z_.]+)\}", rf"\1::text = ANY(string_to_array({told}, ','))", condition)
        return f"{told} = '*' OR {held}"

    def add(editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor != "postgresql":
            return
        editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        editor.execute(f"CREATE POLICY seen ON {table} FOR SELECT USING ({sql(seen)})")
        held = sql(written or seen)
        editor.execute(f"CREATE POLICY added ON {table} FOR INSERT WITH CHECK ({held})")
        editor.execute(f"CREATE POLICY changed ON {table} FOR UPDATE USING ({held}) WITH CHECK ({held})")
        editor.execute(f"CREATE POLICY removed ON {table} FOR DELETE USING ({held})")

    def drop(editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor != "postgresql":
            return
        for name in ("seen", "added", "changed", "removed"):
            editor.execute(f"DROP POLICY {name} ON {table}")
        editor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        editor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")

    return Guard(add, drop)
