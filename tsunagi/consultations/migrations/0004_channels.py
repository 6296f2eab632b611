import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tsunagi.base.fields


class Migration(migrations.Migration):
    dependencies = [
        ("base", "0005_work_with_people"),
        ("consultations", "0003_passing_on"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Channel",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(choices=[("mail", "メール"), ("line", "LINE")], max_length=4, verbose_name="方法"),
                ),
                ("address", models.CharField(max_length=254, verbose_name="アドレス")),
                ("secret", tsunagi.base.fields.SealedText(verbose_name="署名の鍵")),
                ("token", tsunagi.base.fields.SealedText(blank=True, verbose_name="送るための鍵")),
                ("in_use", models.BooleanField(default=True, verbose_name="使う")),
            ],
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="contact",
            name="seen_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="message",
            name="tries",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="message",
            name="try_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("ticket", ""), _negated=True), fields=["ticket"], name="contact_ticket"
            ),
        ),
        migrations.AddField(
            model_name="channel",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="base.organisation"
            ),
        ),
        migrations.AddField(
            model_name="channel",
            name="window",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="channels", to="consultations.window"
            ),
        ),
        migrations.AddField(
            model_name="receipt",
            name="channel",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="receipts", to="consultations.channel"
            ),
        ),
        migrations.AddConstraint(
            model_name="channel",
            constraint=models.UniqueConstraint(
                models.F("kind"), models.F("address"), condition=models.Q(("in_use", True)), name="channel_address_once"
            ),
        ),
        migrations.AddIndex(
            model_name="receipt",
            index=models.Index(fields=["at"], name="consultatio_at_dd1a53_idx"),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.UniqueConstraint(models.F("channel"), models.F("key"), name="receipt_once"),
        ),
    ]
