from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_what_was_done")]

    operations = [
        migrations.AddField(
            model_name="brought", name="taken_back_on", field=models.DateField(blank=True, null=True)
        ),
    ]
