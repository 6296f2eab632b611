"""A proposal says which other measure its own was split from or merged into."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import deletion


class Migration(migrations.Migration):
    """The key."""

    dependencies = [("register", "0009_published_stories_stay")]
    operations = [
        migrations.AddField(
            "proposal",
            "other",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=deletion.PROTECT,
                related_name="+",
                to="register.measure",
            ),
        ),
    ]
