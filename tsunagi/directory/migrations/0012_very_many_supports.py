"""A body with very many supports: its list is read in its order, and what is alike is counted, by an index alone.

`tsunagi set-up` fills the table of marks.
"""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

#: Days that are unknown come first, as in the list. Written out, for SQLite takes no such word in an index: there they
#: come first by themselves.
UNKNOWN_FIRST = {"sqlite": "", "postgresql": " NULLS FIRST"}


def make(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """In the order of the list, with all that its counts look at."""
    editor.execute(
        "CREATE INDEX service_of_keeper ON directory_service (kept_by_id, confirmed, "
        f"checked_on{UNKNOWN_FIRST[editor.connection.vendor]}, name, id, merged_into_id, is_public)"
    )


def drop(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take it away."""
    editor.execute("DROP INDEX service_of_keeper")


class Migration(migrations.Migration):
    """The index and the table."""

    dependencies = [("base", "0001_initial"), ("directory", "0011_crisis_ways")]
    operations = [
        migrations.RunPython(make, drop),
        migrations.CreateModel(
            name="Likeness",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=8)),
                ("key", models.CharField(max_length=32)),
                (
                    "kept_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="base.organisation",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="likenesses",
                        to="directory.service",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("kept_by"), models.F("key"), models.F("service"), name="likeness_once"
                    )
                ],
            },
        ),
    ]
