"""A definition can name the cell of its table that is the indicator's number."""

from __future__ import annotations

from django.db import migrations, models

from tsunagi.base.guards import refuse

FROZEN = "a count that was made never changes; count again"
STAYS = [refuse("figures_definition", event, FROZEN) for event in ("UPDATE", "DELETE")]


class Migration(migrations.Migration):
    """A column and its constraint; SQLite makes the table anew for it, so the triggers step aside meanwhile."""

    dependencies = [("figures", "0003_roles")]
    operations = [
        *(one.lifted() for one in STAYS),
        migrations.AddField(
            "definition",
            "cell",
            models.CharField(
                blank=True, db_default="", default="", max_length=80, verbose_name="実績にする内訳の値"
            ),
        ),
        migrations.AddConstraint(
            "definition",
            models.CheckConstraint(
                condition=models.Q(
                    ("cell", ""),
                    models.Q(models.Q(("by", ""), _negated=True), ("indicator__isnull", False)),
                    _connector="OR",
                ),
                name="definition_cell_is_of_an_indicator",
            ),
        ),
        *STAYS,
    ]
