"""On PostgreSQL an entry of the index is short, its texts stand beside it, and it is made anew: `tsunagi set-up`."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

MAKE = [
    "ALTER TABLE directory_searchentry DROP COLUMN name, DROP COLUMN alias, DROP COLUMN whole",
    "CREATE TABLE directory_grams_texts "
    "(entry_id bigint PRIMARY KEY, name text NOT NULL, alias text NOT NULL, whole text NOT NULL)",
    # No foreign key: tests empty tables by their models, of which this one has none.
    "CREATE FUNCTION directory_grams_texts_go() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "BEGIN DELETE FROM directory_grams_texts WHERE entry_id = OLD.id; RETURN NULL; END $$",
    "CREATE TRIGGER directory_grams_texts_go AFTER DELETE ON directory_searchentry "
    "FOR EACH ROW EXECUTE FUNCTION directory_grams_texts_go()",
]
DROP = [
    "DROP TRIGGER directory_grams_texts_go ON directory_searchentry",
    "DROP FUNCTION directory_grams_texts_go",
    "DROP TABLE directory_grams_texts",
    "ALTER TABLE directory_searchentry "
    "ADD COLUMN name text NOT NULL DEFAULT '', ADD COLUMN alias text NOT NULL DEFAULT '', "
    "ADD COLUMN whole text NOT NULL DEFAULT ''",
]


def make(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make it."""
    _anew(apps, editor, MAKE)


def drop(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the one from before."""
    _anew(apps, editor, DROP)


def _anew(apps: StateApps, editor: BaseDatabaseSchemaEditor, statements: list[str]) -> None:
    if editor.connection.vendor != "postgresql":
        return
    apps.get_model("directory", "SearchEntry").objects.all().delete()
    for statement in statements:
        editor.execute(statement)


class Migration(migrations.Migration):
    """The index on PostgreSQL."""

    dependencies = [("directory", "0008_hsds_files")]
    operations = [migrations.RunPython(make, drop)]
