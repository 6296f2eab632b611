"""PostgreSQL itself shows a connection the contacts of the organisations that it was told, and no others."""

from __future__ import annotations

from django.db import migrations

from tsunagi.base.guards import seal_off

TABLES = ("consultations_contact", "consultations_message", "consultations_impression")


class Migration(migrations.Migration):
    """Row-level security on every table that holds something of somebody who got in touch."""

    dependencies = [("consultations", "0001_initial")]
    operations = [seal_off(table, "{scope:organisation_id}") for table in TABLES]
