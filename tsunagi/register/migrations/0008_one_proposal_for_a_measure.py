"""A change set proposes something for each measure once."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """The constraint."""

    dependencies = [("register", "0007_merged_measures_at_hand")]
    operations = [
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                models.F("change_set"), models.F("measure"), name="proposal_for_a_measure_once"
            ),
        ),
    ]
