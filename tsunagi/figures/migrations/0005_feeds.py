"""A definition can feed several indicators: what it named in two columns becomes rows."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def carry_over(apps: Any, schema_editor: Any) -> None:
    """Each definition that named an indicator gets a row of it."""
    of = apps.get_model("figures", "Definition").objects.exclude(indicator=None).order_by("pk")
    feed = apps.get_model("figures", "Feed")
    feed.objects.bulk_create(feed(definition=one, indicator=one.indicator, cell=one.cell) for one in of)


class Migration(migrations.Migration):
    """The table, and what it takes over."""

    dependencies = [("figures", "0004_cells")]
    operations = [
        migrations.CreateModel(
            "Feed",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cell", models.CharField(blank=True, max_length=80, verbose_name="実績にする内訳の値")),
                (
                    "definition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="feeds", to="figures.definition"
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feeds",
                        to="register.indicator",
                        verbose_name="計画の指標",
                    ),
                ),
            ],
            options={"ordering": ["pk"]},
        ),
        migrations.AddConstraint("Feed", models.UniqueConstraint("definition", "indicator", name="feed_once")),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
    ]
