"""Letters that wait outside, in an installation of two halves."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consultations", "0005_told_and_counted")]

    operations = [
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("ticket", models.CharField(max_length=64, unique=True)),
                ("parcel", models.BinaryField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "待っている"),
                            ("live", "応対している"),
                            ("ended", "終わった"),
                            ("left", "応対の前に去った"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
            ],
        ),
    ]
