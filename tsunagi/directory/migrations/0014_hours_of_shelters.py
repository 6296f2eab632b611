"""The index forgets when confidential places are open: `tsunagi set-up` takes their services in anew."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def forget(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Of services at such places; the openings that held their hours go too, with all that no entry has any more."""
    entries = apps.get_model("directory", "SearchEntry").objects
    entries.filter(service__at_locations__location__is_confidential=True).delete()
    apps.get_model("directory", "Opening").objects.filter(entries=None).delete()


class Migration(migrations.Migration):
    """No table changes."""

    dependencies = [("directory", "0013_readings")]
    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
