"""The roles that every installation begins with; a body may change them and add its own."""

from __future__ import annotations

from typing import Any

from django.db import migrations

ROLES = [
    ("viewer", "閲覧者", "Viewer", ["register.view_drafts"]),
    ("editor", "記入者", "Editor", ["register.view_drafts", "register.fill"]),
    ("checker", "確認者", "Checker", ["register.view_drafts", "register.check"]),
    (
        "publisher",
        "公表担当",
        "Publisher",
        ["register.view_drafts", "register.import", "register.open_round", "register.publish"],
    ),
    (
        "administrator",
        "管理者",
        "Administrator",
        ["register.view_drafts", "base.manage_members", "base.read_audit"],
    ),
]


def add(apps: Any, schema_editor: Any) -> None:
    """Put in the roles."""
    role = apps.get_model("base", "Role")
    for code, name, name_en, permissions in ROLES:
        role.objects.create(code=code, name=name, name_en=name_en, permissions=permissions)


class Migration(migrations.Migration):
    """Roles as data."""

    dependencies = [("base", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
