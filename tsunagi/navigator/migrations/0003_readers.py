"""Viewers, checkers, publishers and administrators see the counts."""

from __future__ import annotations

from typing import Any

from django.db import migrations

READERS = ("viewer", "checker", "publisher", "administrator")


def add(apps: Any, schema_editor: Any) -> None:
    """Give the roles the right."""
    for role in apps.get_model("base", "Role").objects.filter(code__in=READERS):
        role.permissions = [*role.permissions, "navigator.read_ledger"]
        role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    """Roles of the navigator."""

    dependencies = [("navigator", "0002_counts"), ("base", "0003_audit_rows_stay")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
