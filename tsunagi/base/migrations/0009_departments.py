from django.db import migrations, models
from django.db.models import F, Q

KINDS = [
    ("ministry", "国の府省庁"),
    ("prefecture", "都道府県"),
    ("municipality", "市区町村"),
    ("npo", "NPO等の民間団体"),
    ("company", "企業"),
    ("department", "組織の中の部署"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("base", "0008_casework_in_the_chain"),
    ]

    operations = [
        migrations.AlterField(
            model_name="organisation",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=20, verbose_name="種別"),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=~Q(kind="department") | Q(parent__isnull=False),
                name="organisation_departments_belong_to_a_body",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(
                F("parent"), F("name"), condition=Q(kind="department"), name="organisation_department_once"
            ),
        ),
    ]
