"""An index of the few people who are merged into another record, in place of one of all."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The index."""

    dependencies = [("cases", "0011_brought_taken_back")]
    operations = [
        migrations.AlterField(
            model_name="person",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="cases.person",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                fields=["merged_into"], condition=models.Q(("merged_into__isnull", False)), name="person_merged"
            ),
        ),
    ]
