"""The index of lists holds all that says whether a record is in them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The index."""

    dependencies = [("directory", "0005_reports_lists_questions")]
    operations = [
        migrations.RemoveIndex(model_name="service", name="directory_s_is_publ_d0e511_idx"),
        migrations.AddIndex(
            model_name="service",
            index=models.Index(fields=["name", "id", "is_public", "status"], name="service_in_lists"),
        ),
    ]
