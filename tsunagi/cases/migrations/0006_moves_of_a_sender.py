"""What happened to a referral says whose referral it is, so that it can lie beside it on the sender's server."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from tsunagi.base.scope import everything


def fill(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Of what stands: the sender of its referral."""
    with everything():
        editor.execute(
            "UPDATE cases_move SET sender_id ="
            " (SELECT sender_id FROM cases_referral WHERE cases_referral.id = cases_move.referral_id)"
        )
        if editor.connection.vendor == "postgresql":
            editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else the column cannot be altered in the same transaction


def _sender(**more: bool) -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(
        db_index=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="base.organisation",
        **more,
    )


class Migration(migrations.Migration):
    """The column, filled, then never empty; and an index that it leads."""

    dependencies = [("cases", "0005_began")]
    operations = [
        migrations.AddField("move", "sender", _sender(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField("move", "sender", _sender()),
        migrations.AddIndex("move", models.Index(fields=["sender", "referral"], name="cases_move_sender")),
    ]
