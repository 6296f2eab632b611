"""Triggers for migrations: what must not change is refused by the database itself, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from typing import Literal

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

Event = Literal["INSERT", "UPDATE", "DELETE"]


ROWS: dict[Event, tuple[str, ...]] = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}


def refuse(
    table: str, event: Event, message: str, when: str = "", rows: tuple[str, ...] | None = None
) -> migrations.RunPython:
    """A migration step: `event` on a row of `table` fails with `message` where `when` holds (or always).

    when: an SQL condition in which {row} stands for the row.
    rows: the row before ("OLD") or after ("NEW") the change; an UPDATE is refused where it holds for either, unless
    only one is named.
    """
    condition = " OR ".join(when.format(row=row) for row in rows or ROWS[event]) if when else ""
    name = f"refuse_{event.lower()}_{table}"

    def add(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
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

    def drop(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "sqlite":
            editor.execute(f"DROP TRIGGER {name}")
            return
        editor.execute(f"DROP TRIGGER {name} ON {table}")
        editor.execute(f"DROP FUNCTION {name}()")

    return migrations.RunPython(add, drop)
