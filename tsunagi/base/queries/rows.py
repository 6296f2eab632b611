"""Every table that a copy of the site holds, its rows as they were at one moment, and the numbers given out so far."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from django.apps import apps
from django.apps.registry import Apps
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from tsunagi.base.fields import Sealed, SealedField
from tsunagi.base.rules import rows
from tsunagi.base.scope import everything

#: What is made anew where it is missing, or holds for hours only: who is signed in signs in again.
LEFT_OUT: Final = frozenset(
    "auth contenttypes sessions axes base.shared base.spared"
    " directory.opening directory.searchentry directory.keptrecord directory.likeness".split()
)
#: What a site has before anybody has done anything, from its migrations.
FROM_THE_START: Final = frozenset("base.organisation base.role register.targetgroup".split())
#: Rows that are held in memory at once, and of tables that hold files.
CHUNK: Final = 500
FEW: Final = 4


@contextmanager
def one_moment() -> Iterator[None]:
    """All that is read inside was so at one moment; others go on writing meanwhile."""
    if connection.vendor == "sqlite":
        # A reader takes no lock: a transaction here begins with one otherwise, and nobody could write.
        before, connection.transaction_mode = connection.transaction_mode, "DEFERRED"  # type: ignore[attr-defined]
        try:
            with transaction.atomic():
                yield
        finally:
            connection.transaction_mode = before  # type: ignore[attr-defined]
        return
    with everything(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def tables(known: Apps = apps) -> list[type[models.Model]]:
    """The models whose rows are copied, the same ones in the same order on every machine."""
    found = known.get_models(include_auto_created=True, include_swapped=False)
    kept = [model for model in found if not {model._meta.app_label, model._meta.label_lower} & LEFT_OUT]
    return sorted(kept, key=lambda model: model._meta.label_lower)


def fields(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The columns of a table, in the order in which rows are written."""
    return sorted(model._meta.concrete_fields, key=lambda field: field.attname)


def plain_rows(model: type[models.Model]) -> Iterator[list[Any]]:
    """All rows as plain values (rules/rows); sealed ones stay sealed."""
    names = [field.attname for field in fields(model)]
    for values in model._base_manager.order_by("pk").values_list(*names).iterator(chunk_size=at_once(model)):
        yield [rows.plain(value) for value in values]


def at_once(model: type[models.Model]) -> int:
    """How many rows of a table are held in memory at once."""
    return FEW if any(isinstance(field, models.BinaryField) for field in fields(model)) else CHUNK


def for_the_database(model: type[models.Model], values: Sequence[Any]) -> list[Any]:
    """A row of plain values as this database takes it."""
    return [
        field.get_db_prep_save(_value(field, value), connection)
        for field, value in zip(fields(model), values, strict=True)
    ]


def _value(field: models.Field[Any, Any], value: Any) -> Any:
    if value is None or isinstance(field, models.JSONField):
        return value
    if isinstance(field, SealedField):
        return Sealed(value)
    if isinstance(field, models.BinaryField):
        return base64.b64decode(value, validate=True)
    return field.to_python(value)


def sealed_places(model: type[models.Model]) -> list[int]:
    """Where in a row the sealed values stand."""
    return [at for at, field in enumerate(fields(model)) if isinstance(field, SealedField)]


def applied() -> set[tuple[str, str]]:
    """The migrations that the database has gone through; none where it holds no table yet."""
    return set(MigrationRecorder(connection).applied_migrations())


def has_rows(known: Apps = apps) -> bool:
    """Whether anybody has done anything on this site yet."""
    with everything():
        return any(
            model._base_manager.exists() for model in tables(known) if model._meta.label_lower not in FROM_THE_START
        )
