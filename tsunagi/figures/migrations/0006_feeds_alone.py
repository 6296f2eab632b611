"""Which indicators a definition feeds stands in rows alone, which stay as the definition does."""

from __future__ import annotations

from django.db import migrations

from tsunagi.base.guards import refuse

FROZEN = "a count that was made never changes; count again"
STAYS = [refuse("figures_definition", event, FROZEN) for event in ("UPDATE", "DELETE")]


class Migration(migrations.Migration):
    """Two columns go; SQLite makes the table anew for it, so the triggers step aside meanwhile."""

    dependencies = [("figures", "0005_feeds")]
    operations = [
        *(one.lifted() for one in STAYS),
        migrations.RemoveConstraint("definition", "definition_cell_is_of_an_indicator"),
        migrations.RemoveField("definition", "cell"),
        migrations.RemoveField("definition", "indicator"),
        *STAYS,
        *(refuse("figures_feed", event, FROZEN) for event in ("UPDATE", "DELETE")),
    ]
