"""An index of the few measures that are merged into another one, in place of one of all."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The index."""

    dependencies = [("register", "0006_counted_figures")]
    operations = [
        migrations.AlterField(
            model_name="measure",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="register.measure",
            ),
        ),
        migrations.AddIndex(
            model_name="measure",
            index=models.Index(
                fields=["merged_into"], condition=models.Q(("merged_into__isnull", False)), name="measure_merged"
            ),
        ),
    ]
