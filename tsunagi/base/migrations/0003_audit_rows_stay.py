"""Rows of the audit chain are never changed or removed."""

from __future__ import annotations

from django.db import migrations

from tsunagi.base.guards import refuse


class Migration(migrations.Migration):
    """Triggers on the chain."""

    dependencies = [("base", "0002_roles")]
    operations = [
        refuse("base_auditrow", "UPDATE", "audit rows are never changed"),
        refuse("base_auditrow", "DELETE", "audit rows are never removed"),
    ]
