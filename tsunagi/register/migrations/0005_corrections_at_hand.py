"""An index of the few editions that correct another one."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """The index."""

    dependencies = [("register", "0004_years_at_hand")]
    operations = [
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                fields=["corrects", "state"],
                condition=models.Q(("corrects__isnull", False)),
                name="edition_corrections",
            ),
        ),
    ]
