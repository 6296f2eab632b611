"""Counts are sealed off and frozen; what was published can change no more."""

from __future__ import annotations

from django.db import migrations

from tsunagi.base.guards import refuse, seal_off

FROZEN = "a count that was made never changes; count again"
PUBLISHED = "what was published never changes; publish a correction instead"
STATE_OF = "(SELECT state FROM figures_publication WHERE id = {row}.publication_id) <> 'prepared'"


class Migration(migrations.Migration):
    """Triggers and row-level security."""

    dependencies = [("figures", "0001_initial")]
    operations = [
        *(seal_off(table, "{scope:organisation_id}") for table in ("figures_counting", "figures_tally")),
        *(
            refuse(table, event, FROZEN)
            for table in ("figures_counting", "figures_tally", "figures_definition")
            for event in ("UPDATE", "DELETE")
        ),
        refuse("figures_publication", "UPDATE", PUBLISHED, when="{row}.state <> 'prepared'", rows=("OLD",)),
        refuse("figures_publication", "DELETE", PUBLISHED),
        *(refuse("figures_figure", event, PUBLISHED, when=STATE_OF) for event in ("INSERT", "UPDATE", "DELETE")),
        *(
            refuse(
                "figures_publication_countings",
                event,
                PUBLISHED,
                when=STATE_OF,
            )
            for event in ("INSERT", "UPDATE", "DELETE")
        ),
    ]
