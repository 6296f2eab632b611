"""Where the index lives: a full-text table on SQLite, a column with its own index on PostgreSQL."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

MAKE = {
    "sqlite": [
        "CREATE VIRTUAL TABLE directory_grams USING fts5(name, alias, text, tokenize = 'unicode61 remove_diacritics 0')"
    ],
    "postgresql": [
        "ALTER TABLE directory_searchentry ADD COLUMN grams tsvector NOT NULL DEFAULT ''",
        "CREATE INDEX directory_grams ON directory_searchentry USING gin (grams)",
    ],
}
DROP = {
    "sqlite": ["DROP TABLE directory_grams"],
    "postgresql": ["ALTER TABLE directory_searchentry DROP COLUMN grams"],
}


def make(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make it."""
    for statement in MAKE[editor.connection.vendor]:
        editor.execute(statement)


def drop(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take it away."""
    for statement in DROP[editor.connection.vendor]:
        editor.execute(statement)


class Migration(migrations.Migration):
    """The index."""

    dependencies = [("directory", "0002_keepers")]
    operations = [migrations.RunPython(make, drop)]
