from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("base", "0007_carried"),
    ]

    operations = [
        migrations.AddField(
            model_name="audithead",
            name="casework",
            field=models.PositiveBigIntegerField(db_default=0),
        ),
    ]
