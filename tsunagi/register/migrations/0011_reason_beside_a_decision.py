"""A proposal that was accepted together with others says for which reason."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """The reason; those accepted before have theirs in the row of the deed only."""

    dependencies = [("register", "0010_split_and_merged")]
    operations = [
        migrations.AddField("proposal", "reason", models.TextField(blank=True, verbose_name="理由")),
    ]
