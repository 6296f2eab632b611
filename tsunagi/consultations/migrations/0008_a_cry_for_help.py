"""A bare cry for help is raised too, of which nobody knows yet which danger it is."""

from django.db import migrations, models

DANGERS = [
    ("suicide", "自殺のおそれ"),
    ("violence", "暴力"),
    ("sexual_violence", "性暴力"),
    ("child_abuse", "こどもへの虐待"),
    ("medical", "命にかかわる体の危険"),
    ("homeless_tonight", "今夜泊まるところがない"),
    ("any", "助けを求める声"),
]


class Migration(migrations.Migration):
    dependencies = [("consultations", "0007_languages_may_be_empty")]

    operations = [
        migrations.AlterField(
            model_name="contact",
            name="danger",
            field=models.CharField(blank=True, choices=DANGERS, max_length=16, verbose_name="危険"),
        ),
        migrations.AlterField(
            model_name="message",
            name="danger",
            field=models.CharField(blank=True, choices=DANGERS, max_length=16),
        ),
    ]
