"""Holds, too, are shown to their own organisation only."""

from __future__ import annotations

from django.db import migrations

from tsunagi.base.guards import seal_off


class Migration(migrations.Migration):
    """Row-level security on holds."""

    dependencies = [("cases", "0003_retention")]
    operations = [seal_off("cases_hold", "{scope:organisation_id}")]
