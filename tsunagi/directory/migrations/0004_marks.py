"""The index holds what filters ask for, too, and is made anew: `tsunagi set-up` fills it."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

MAKE = {
    "sqlite": [
        "DROP TABLE directory_grams",
        "CREATE VIRTUAL TABLE directory_grams USING fts5(tokens, tokenize = \"ascii tokenchars '_-'\")",
        # On PostgreSQL the index goes with its entry as it is; here it has to be told.
        "CREATE TRIGGER directory_grams_go AFTER DELETE ON directory_searchentry "
        "BEGIN DELETE FROM directory_grams WHERE rowid = old.id; END",
    ],
    "postgresql": [
        "ALTER TABLE directory_searchentry "
        "ADD COLUMN name text NOT NULL DEFAULT '', ADD COLUMN alias text NOT NULL DEFAULT '', "
        "ADD COLUMN whole text NOT NULL DEFAULT ''",
    ],
}
DROP = {
    "sqlite": [
        "DROP TRIGGER directory_grams_go",
        "DROP TABLE directory_grams",
        "CREATE VIRTUAL TABLE directory_grams "
        "USING fts5(name, alias, text, tokenize = 'unicode61 remove_diacritics 0')",
    ],
    "postgresql": ["ALTER TABLE directory_searchentry DROP COLUMN name, DROP COLUMN alias, DROP COLUMN whole"],
}


def make(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make it."""
    _anew(apps, editor, MAKE)


def drop(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the one from before."""
    _anew(apps, editor, DROP)


def _anew(apps: StateApps, editor: BaseDatabaseSchemaEditor, statements: dict[str, list[str]]) -> None:
    apps.get_model("directory", "SearchEntry").objects.all().delete()
    for statement in statements[editor.connection.vendor]:
        editor.execute(statement)


class Migration(migrations.Migration):
    """The index."""

    dependencies = [("directory", "0003_grams")]
    operations = [
        migrations.CreateModel(
            name="Opening",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("texts", models.TextField()),
            ],
        ),
        migrations.RunPython(make, drop),
        migrations.AddField(
            model_name="searchentry",
            name="opening",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="directory.opening",
            ),
        ),
    ]
