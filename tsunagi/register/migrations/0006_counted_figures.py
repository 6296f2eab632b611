"""An observation that was counted says which published figure it is."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q

from tsunagi.base.guards import Event, refuse

PUBLISHED = "a published edition never changes; publish a correction instead"
IS_PUBLISHED = (
    "(SELECT state FROM register_edition WHERE id ="
    " (SELECT edition_id FROM register_entry WHERE id = {row}.entry_id)) = 'published'"
)
EVENTS: tuple[Event, ...] = ("INSERT", "UPDATE", "DELETE")
GUARDS = [refuse("register_observation", event, PUBLISHED, when=IS_PUBLISHED) for event in EVENTS]


class Migration(migrations.Migration):
    """SQLite makes the table anew for a constraint, and its triggers go with it: they are taken off and put back."""

    dependencies = [("register", "0005_corrections_at_hand")]
    operations = [
        *(one.lifted() for one in GUARDS),
        migrations.AddField("observation", "figure", models.PositiveBigIntegerField(blank=True, null=True)),
        migrations.AddConstraint(
            "observation",
            models.CheckConstraint(
                name="observation_from_operations_says_which_figure",
                condition=Q(origin="operations", figure__isnull=False)
                | (~Q(origin="operations") & Q(figure__isnull=True)),
            ),
        ),
        *GUARDS,
    ]
