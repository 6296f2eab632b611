"""How cases and referrals began; and the day of the next step, without which the database keeps no open case."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import tsunagi.base.fields
from tsunagi.base.guards import keep_sum
from tsunagi.base.scope import everything

BEGAN = [
    ("casework", "支援の中で"),
    ("contact", "相談の窓口から"),
    ("code", "メモの番号から"),
    ("referral", "ほかの機関からのつなぎで"),
]


def fill(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Of the cases that stand: the day of their first open step."""
    with everything():
        editor.execute(
            "UPDATE cases_case SET next_due ="
            " (SELECT min(due) FROM cases_step WHERE case_id = cases_case.id AND state = 'open')"
        )


def _began() -> Any:
    return models.CharField(choices=BEGAN, default="casework", max_length=10)


class Migration(migrations.Migration):
    """Columns, the constraint, and the triggers that keep what it asks for."""

    dependencies = [("cases", "0004_holds_sealed_off"), ("consultations", "0002_sealed_off")]
    operations = [
        migrations.AddField("case", "began", _began()),
        migrations.AddField(
            "case",
            "contact",
            models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="consultations.contact",
            ),
        ),
        migrations.AddField("case", "next_due", models.DateField(blank=True, null=True)),
        migrations.AddField("case", "wanted", tsunagi.base.fields.SealedText(blank=True)),
        migrations.AddField("referral", "began", _began()),
        migrations.AddIndex(
            "case", models.Index(fields=["worker", "state", "next_due"], name="cases_case_worker__774893_idx")
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddConstraint(
            "case",
            models.CheckConstraint(
                condition=models.Q(("state", "closed"), ("next_due__isnull", False), _connector="OR"),
                name="case_open_has_a_next_step",
            ),
        ),
        keep_sum("cases_step", "case_id", of="cases_case", column="next_due", said="min(due)", where="state = 'open'"),
    ]
