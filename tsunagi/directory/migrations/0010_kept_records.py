"""What lists of HSDS say of each public service, ready to be given out; `tsunagi set-up` fills it."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The table."""

    dependencies = [("directory", "0009_narrow_entries")]
    operations = [
        migrations.CreateModel(
            name="KeptRecord",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="kept_record",
                        serialize=False,
                        to="directory.searchentry",
                    ),
                ),
                ("service_at", models.DateTimeField()),
                ("provider_at", models.DateTimeField()),
                ("code", models.CharField(max_length=16)),
                ("text", models.TextField()),
            ],
        ),
    ]
