"""Who counts, and who signs off."""

from __future__ import annotations

from typing import Any

from django.db import migrations

GIVEN = {
    "editor": ["figures.count"],
    "supervisor": ["figures.count"],
    "checker": ["figures.sign"],
    "publisher": ["figures.count", "figures.sign"],
}


def add(apps: Any, schema_editor: Any) -> None:
    """Give the roles the rights."""
    for role in apps.get_model("base", "Role").objects.filter(code__in=GIVEN):
        role.permissions = [*role.permissions, *GIVEN[role.code]]
        role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    """Roles of figures."""

    dependencies = [("figures", "0002_frozen"), ("base", "0005_work_with_people")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
