"""On SQLite a row of the full-text table names its entry's opening, by a small number. There it is made anew:
`tsunagi set-up`. On PostgreSQL nothing changes but for a column that stays empty.
"""

from __future__ import annotations

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

#: For the number, in that of a row.
BITS = 20

EMPTY = [
    "DROP TRIGGER directory_grams_go",
    "DROP TABLE directory_grams",
    "DELETE FROM directory_keptrecord",
    "DELETE FROM directory_searchentry",
    "CREATE VIRTUAL TABLE directory_grams USING fts5(tokens, tokenize = \"ascii tokenchars '_-'\")",
]
GO = "CREATE TRIGGER directory_grams_go AFTER DELETE ON directory_searchentry BEGIN DELETE FROM directory_grams {}; END"


def make(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """With an entry goes its row, whatever its opening."""
    _anew(editor, f"WHERE rowid BETWEEN old.id << {BITS} AND (old.id + 1 << {BITS}) - 1")


def drop(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """With an entry goes the row of its key."""
    _anew(editor, "WHERE rowid = old.id")


def _anew(editor: BaseDatabaseSchemaEditor, rows: str) -> None:
    if editor.connection.vendor == "sqlite":
        for statement in [*EMPTY, GO.format(rows)]:
            editor.execute(statement)


class Migration(migrations.Migration):
    """The number, and the table."""

    dependencies = [("directory", "0014_hours_of_shelters")]
    operations = [
        migrations.AddField("opening", "number", models.PositiveIntegerField(null=True, unique=True)),
        migrations.AddConstraint(
            "opening",
            models.CheckConstraint(condition=models.Q(number__lt=1 << BITS), name="opening_fits_in_rows"),
        ),
        migrations.RunPython(make, drop),
    ]
