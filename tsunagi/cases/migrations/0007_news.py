"""What a receiver has to take note of without answering."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """Since when there is something, and when their supervisors were told that nobody had looked."""

    dependencies = [("cases", "0006_moves_of_a_sender")]
    operations = [
        migrations.AddField("referral", "news_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("referral", "news_told_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddIndex(
            "referral",
            models.Index(
                condition=models.Q(("news_at__isnull", False)), fields=["receiver"], name="cases_referral_news"
            ),
        ),
    ]
