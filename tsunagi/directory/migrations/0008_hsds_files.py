"""Files of HSDS that were handed in."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """The table."""

    dependencies = [
        ("base", "0005_work_with_people"),
        ("directory", "0007_distinctions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="HsdsFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=255, verbose_name="ファイル名")),
                ("sha256", models.CharField(max_length=64)),
                ("content", models.BinaryField()),
                ("changes", models.JSONField(default=list)),
                ("faults", models.JSONField(default=list)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hsds_files",
                        to="base.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(models.F("organisation"), models.F("sha256"), name="hsds_file_once")
                ],
            },
        ),
    ]
