"""The site's tables as a whole: their order, their rows as Python sees them, the last number each gave out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.apps import apps
from django.db import connections, models
from django.db.migrations.executor import MigrationExecutor

Model = type[models.Model]
Columns = list[models.Field[Any, Any]]

#: Rows that are read at once; of tables that hold whole files, one.
BATCH: Final = 500


def tables() -> list[Model]:
    """Every table that the site keeps, those that others point at first."""
    found: dict[Model, None] = {}
    begun: set[Model] = set()

    def take(model: Model) -> None:
        if model in begun:  # a table that points at itself, or two at each other: the database checks keys at the end
            return
        begun.add(model)
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model not in (None, model):
                take(field.related_model._meta.concrete_model)  # type: ignore[arg-type]
        found[model] = None

    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            take(model)
    return list(found)


def unknown_tables(using: str) -> list[str]:
    """Tables of a database that no model of this version has, but for those that keep Django's own account."""
    known = {model._meta.db_table for model in tables()} | {"django_migrations"}
    return sorted(set(names(using)) - known)


def names(using: str) -> list[str]:
    """Every table of a database."""
    with connections[using].cursor() as cursor:
        return connections[using].introspection.table_names(cursor)


def columns(model: Model) -> Columns:
    """What a table holds, but for what the database works out by itself."""
    return [field for field in model._meta.concrete_fields if not field.generated]


def has_files(model: Model) -> bool:
    """Whether a row may be as large as a file."""
    return any(isinstance(field, models.BinaryField) for field in model._meta.concrete_fields)


def rows(model: Model, using: str) -> Iterator[tuple[Any, ...]]:
    """Every row as the values of `columns`, read bit by bit."""
    attributes = [field.attname for field in columns(model)]
    found = model._base_manager.using(using).order_by().values_list(*attributes)
    return found.iterator(chunk_size=1 if has_files(model) else BATCH)


def last_number(model: Model, using: str) -> int | None:
    """The last number that the database gave a row, even if the row is gone; None where it gives none."""
    if not isinstance(model._meta.pk, models.AutoField):
        return None
    table, connection = model._meta.db_table, connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            row = cursor.fetchone()
            return int(row[0]) if row else 0
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', model._meta.pk.column])
        sequence = cursor.fetchone()[0]
        cursor.execute(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")  # noqa: S608 - ours
        return int(cursor.fetchone()[0])


def is_up_to_date(using: str) -> bool:
    """Whether a database has the shape that this version wants."""
    executor = MigrationExecutor(connections[using])
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def is_above_the_rules(using: str) -> bool:
    """Whether PostgreSQL exempts the site's role from row-level security, as it does superusers."""
    if connections[using].vendor != "postgresql":
        return False
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0])


def tables_with_rules(using: str) -> set[str]:
    """Tables whose rows PostgreSQL shows by its own rules, to their owner too; none on SQLite."""
    if connections[using].vendor != "postgresql":
        return set()
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity AND pg_table_is_visible(oid)"
        )
        return {name for (name,) in cursor.fetchall()}
