"""Lists are in the order in which names are read; `tsunagi set-up` fills the column."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """The column and its index."""

    dependencies = [("directory", "0012_very_many_supports")]
    operations = [
        # Empty at first: for a column with a value SQLite would have the table made anew, without its trigger.
        migrations.AddField("searchentry", "reading", models.BinaryField(null=True, editable=True)),
        migrations.AddIndex("searchentry", models.Index(fields=["reading", "service"], name="entry_by_reading")),
    ]
