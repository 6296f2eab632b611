"""What a published edition tells of how measures follow each other can change no more either."""

from __future__ import annotations

from django.db import migrations

from tsunagi.base.guards import Event, refuse

PUBLISHED = "a published edition never changes; publish a correction instead"
IS_PUBLISHED = "(SELECT state FROM register_edition WHERE id = {row}.edition_id) = 'published'"
EVENTS: tuple[Event, ...] = ("INSERT", "UPDATE", "DELETE")


class Migration(migrations.Migration):
    """Triggers on successions, as on everything else that an edition says."""

    dependencies = [("register", "0008_one_proposal_for_a_measure")]
    operations = [refuse("register_succession", event, PUBLISHED, when=IS_PUBLISHED) for event in EVENTS]
