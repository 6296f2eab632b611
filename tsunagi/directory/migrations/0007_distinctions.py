"""Pairs of records that look alike and are two services."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """The table."""

    dependencies = [
        ("directory", "0006_service_in_lists"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="Distinction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "one",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="directory.service"
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="directory.service"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(models.F("one"), models.F("other"), name="distinction_once"),
                    models.CheckConstraint(
                        condition=models.Q(("one__lt", models.F("other"))), name="distinction_smaller_first"
                    ),
                ],
            },
        ),
    ]
