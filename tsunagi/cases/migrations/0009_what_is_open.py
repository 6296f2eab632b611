"""Open cases and referrals that somebody is not through with are few among very many: an index of them alone."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """What the casework desk looks through."""

    dependencies = [("cases", "0008_steps_left_at_closing")]
    operations = [
        migrations.AddIndex(
            "case",
            models.Index(fields=["organisation", "next_due"], name="cases_case_open", condition=~Q(state="closed")),
        ),
        migrations.AddIndex(
            "referral",
            models.Index(fields=["sender"], name="cases_referral_unseen", condition=Q(seen_at__isnull=True)),
        ),
    ]
