"""Editors and publishers keep the records of supports."""

from __future__ import annotations

from typing import Any

from django.db import migrations

KEEPERS = ("editor", "publisher")


def add(apps: Any, schema_editor: Any) -> None:
    """Give the roles the right."""
    for role in apps.get_model("base", "Role").objects.filter(code__in=KEEPERS):
        role.permissions = [*role.permissions, "directory.keep"]
        role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    """Roles of the directory."""

    dependencies = [("directory", "0001_initial"), ("base", "0003_audit_rows_stay")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
