from django.db import migrations, models
from django.db.models import F, Min


def tell_what_is_known(apps, schema_editor):
    """Of a file that was taken in before, only that it was not made later than that."""
    carried = apps.get_model("base", "Carried")
    carried.objects.update(made_at=F("at"))
    sent = carried.objects.filter(way="out")
    sent.update(begun_at=sent.aggregate(first=Min("at"))["first"])


class Migration(migrations.Migration):
    dependencies = [
        ("base", "0009_departments"),
    ]

    operations = [
        migrations.AddField("carried", "made_at", models.DateTimeField(null=True)),
        migrations.AddField("carried", "begun_at", models.DateTimeField(null=True)),
        migrations.RunPython(tell_what_is_known, migrations.RunPython.noop),
        migrations.AlterField("carried", "made_at", models.DateTimeField()),
        migrations.RemoveConstraint("carried", "carried_once"),
        migrations.AddConstraint("carried", models.UniqueConstraint("way", "sha256", name="carried_once")),
        migrations.AddConstraint(
            "carried",
            models.UniqueConstraint(models.F("number"), condition=models.Q(("way", "out")), name="carried_out_in_turn"),
        ),
    ]
