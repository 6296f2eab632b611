"""Looks at personal records stay; and the roles of who works with people."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from tsunagi.base.guards import refuse

ROLES = [
    ("counsellor", "相談員", "Counsellor", ["consultations.answer", "cases.work"]),
    ("case_worker", "支援員", "Case worker", ["consultations.answer", "cases.work"]),
    (
        "supervisor",
        "統括者",
        "Supervisor",
        ["consultations.answer", "consultations.supervise", "cases.work", "cases.supervise"],
    ),
    ("coordinator", "調整担当", "Coordinator", ["cases.coordinate"]),
]


def add(apps: Any, schema_editor: Any) -> None:
    """Put in the roles."""
    role = apps.get_model("base", "Role")
    for code, name, name_en, permissions in ROLES:
        role.objects.create(code=code, name=name, name_en=name_en, permissions=permissions)


class Migration(migrations.Migration):
    """Triggers on the readings, and roles as data."""

    dependencies = [("base", "0004_reading")]
    operations = [
        refuse("base_reading", "UPDATE", "readings are never changed"),
        refuse("base_reading", "DELETE", "readings are never removed"),
        migrations.RunPython(add, migrations.RunPython.noop),
    ]
