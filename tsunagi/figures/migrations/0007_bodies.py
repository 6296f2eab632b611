"""A table says whose records it counts, since who belongs to a body changes."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """A column that both databases add in place, so that all triggers stay."""

    dependencies = [("figures", "0006_feeds_alone")]
    operations = [migrations.AddField("publication", "bodies", models.JSONField(null=True))]
