"""The lines for people in danger are found among very many ways."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """The index."""

    dependencies = [("directory", "0010_kept_records")]
    operations = [
        migrations.AddIndex(
            model_name="way",
            index=models.Index(fields=["service"], name="way_crisis", condition=models.Q(is_crisis=True)),
        ),
    ]
