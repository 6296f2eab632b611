"""Danger in which nobody has answered is looked for in talks that somebody has begun, too."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """The index that leads to it, no longer of those who wait alone."""

    dependencies = [("consultations", "0008_a_cry_for_help")]
    operations = [
        migrations.RemoveIndex("contact", "contact_danger_untold"),
        migrations.AddIndex(
            "contact",
            models.Index(
                condition=models.Q(("danger_at__isnull", False), ("danger_told_at__isnull", True)),
                fields=["danger_at"],
                name="contact_danger_untold",
            ),
        ),
    ]
