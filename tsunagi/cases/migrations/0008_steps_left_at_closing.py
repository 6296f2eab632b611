"""A step may be one that was open when its case was closed: neither done nor given up by anybody's word."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """One more word; the column stays as it is."""

    dependencies = [("cases", "0007_news")]
    operations = [
        migrations.AlterField(
            "step",
            "state",
            models.CharField(
                choices=[
                    ("open", "これから"),
                    ("done", "済んだ"),
                    ("dropped", "取りやめた"),
                    ("left", "終結のときに残っていた"),
                ],
                default="open",
                max_length=8,
            ),
        ),
    ]
