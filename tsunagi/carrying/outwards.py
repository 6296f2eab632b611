"""From inside to outside: what everybody may see. The outside shows what the last file held, and nothing else."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connection, models

from tsunagi.base.access import Refused
from tsunagi.base.actions.restoring import without_triggers
from tsunagi.base.models import User
from tsunagi.base.queries import rows
from tsunagi.carrying.tables import OFFICIALS, crossing
from tsunagi.directory.actions.index import index_missing
from tsunagi.directory.models import Likeness, Report, SearchEntry


def put_in_place(parts: dict[str, list[Any]]) -> None:
    """Put these rows in the place of those that were there; inside a transaction.

    Reports that are still to be carried in stay: where one is of a support that is gone, nothing changes.
    """
    held = {model: _signed(model, parts[model._meta.label_lower]) for model in crossing()}
    _check_reports(parts)
    SearchEntry.objects.all().delete()
    Likeness.objects.all().delete()
    with without_triggers(apps), connection.cursor() as cursor:
        for model in reversed(held):
            if model._meta.label_lower != "base.organisation":
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608
        for model, found in held.items():
            _upsert(cursor, model, found)
        connection.check_constraints()
    index_missing()


def _check_reports(parts: dict[str, list[Any]]) -> None:
    service = apps.get_model("directory", "service")
    at = [field.attname for field in rows.fields(service)].index("id")
    shown = {values[at] for values in parts["directory.service"]}
    waiting = sum(str(key) not in shown for key in Report.objects.values_list("service", flat=True))
    if waiting:
        raise Refused(
            f"無くなる支援への指摘{waiting}件が、まだ内側に届いていません。先にこちらで tsunagi carry out を実行し、内側で取り込み、"
            "新しいファイルを受け取ってください。何も変わっていません。"
            f" / {waiting} reports on supports that are to go have not reached the inside: carry them in first, and get"
            " a new file. Nothing was changed."
        )


def _signed(model: type[models.Model], found: list[Any]) -> list[Any]:
    """The rows with those who stand in for the officials in the place of these."""
    at = [(place, OFFICIALS.get(field.attname)) for place, field in enumerate(rows.fields(model))]
    keys = {as_what: _standing_in(as_what) for _place, as_what in at if as_what is not None}
    return [
        [keys[as_what] if as_what else value for value, (_at, as_what) in zip(row, at, strict=True)] for row in found
    ]


def _standing_in(as_what: str) -> int:
    """An account without a password, with which nobody can sign in."""
    address = f"{as_what}@inside.invalid"
    held = User.objects.filter(email=address).first()
    return (held or User.objects.create_user(address, name="内側の職員", is_active=False)).pk


def _upsert(cursor: Any, model: type[models.Model], found: list[Any]) -> None:
    """Organisations stay where they are, since accounts hang on them; all else was taken away before."""
    quote = connection.ops.quote_name
    columns = [quote(str(field.column)) for field in rows.fields(model)]
    own_key = quote(str(model._meta.pk.column))
    fresh = ", ".join(f"{column} = excluded.{column}" for column in columns if column != own_key)
    cursor.executemany(
        f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(columns)})"  # noqa: S608 - names of our own
        f" VALUES ({', '.join(['%s'] * len(columns))}) ON CONFLICT ({own_key}) DO UPDATE SET {fresh}",
        [rows.for_the_database(model, values) for values in found],
    )
