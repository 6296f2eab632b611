"""What a contact needs that is passed on or overdue, and how long contacts are kept."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("base", "0005_work_with_people"),
        ("consultations", "0002_sealed_off"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Moved",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("contact", models.UUIDField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Retention",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("led_on", "支援につながった相談(継続・ほかの機関・緊急)"),
                            ("heard", "その場で終わった相談"),
                            ("none", "相談ではなかった連絡、応対の前に去った連絡"),
                        ],
                        max_length=10,
                    ),
                ),
                ("years", models.PositiveSmallIntegerField(verbose_name="終わった日から何年")),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="contact",
            name="contact_met_by_somebody",
        ),
        migrations.AddField(
            model_name="contact",
            name="risen_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["waiting", "left"]),
                    models.Q(("met_at__isnull", False), ("worker__isnull", False)),
                    _connector="OR",
                ),
                name="contact_met_by_somebody",
            ),
        ),
        migrations.AddField(
            model_name="moved",
            name="entrance",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="consultations.entrance"
            ),
        ),
        migrations.AddField(
            model_name="moved",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="base.organisation"
            ),
        ),
        migrations.AddField(
            model_name="retention",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="contact_retentions", to="base.organisation"
            ),
        ),
        migrations.AddIndex(
            model_name="moved",
            index=models.Index(fields=["contact", "at"], name="consultatio_contact_14e126_idx"),
        ),
        migrations.AddConstraint(
            model_name="retention",
            constraint=models.UniqueConstraint(
                models.F("organisation"), models.F("kind"), name="contact_retention_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="retention",
            constraint=models.CheckConstraint(
                condition=models.Q(("years__gte", 1)), name="contact_retention_at_least_a_year"
            ),
        ),
    ]
