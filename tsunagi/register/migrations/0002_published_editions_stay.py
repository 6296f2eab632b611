"""What a published edition says can change no more, whoever tries and however."""

from __future__ import annotations

from django.db import migrations

from tsunagi.base.guards import Event, refuse

PUBLISHED = "a published edition never changes; publish a correction instead"
IS_PUBLISHED = "(SELECT state FROM register_edition WHERE id = {edition}) = 'published'"
OF_ENTRY = "(SELECT edition_id FROM register_entry WHERE id = {{row}}.{key})"
EDITION_OF = {
    "register_section": "{row}.edition_id",
    "register_entry": "{row}.edition_id",
    "register_tally": "{row}.edition_id",
    "register_entrysection": OF_ENTRY.format(key="entry_id").format(row="{row}"),
    "register_entryministry": OF_ENTRY.format(key="entry_id").format(row="{row}"),
    "register_entrygroup": OF_ENTRY.format(key="entry_id").format(row="{row}"),
    "register_target": OF_ENTRY.format(key="entry_id").format(row="{row}"),
    "register_observation": OF_ENTRY.format(key="entry_id").format(row="{row}"),
    "register_answer": "(SELECT e.edition_id FROM register_target t JOIN register_entry e ON e.id = t.entry_id"
    " WHERE t.id = {row}.target_id)",
}
EVENTS: tuple[Event, ...] = ("INSERT", "UPDATE", "DELETE")


class Migration(migrations.Migration):
    """Triggers on everything that an edition says."""

    dependencies = [("register", "0001_initial")]
    operations = [
        refuse("register_edition", "UPDATE", PUBLISHED, when="{row}.state = 'published'", rows=("OLD",)),
        refuse("register_edition", "DELETE", PUBLISHED, when="{row}.state = 'published'"),
        *(
            refuse(table, event, PUBLISHED, when=IS_PUBLISHED.format(edition=edition))
            for table, edition in EDITION_OF.items()
            for event in EVENTS
        ),
    ]
