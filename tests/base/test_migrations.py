"""What docs/howto/upgrade.md says of migrations."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

OURS = {one.label for one in apps.get_app_configs() if one.name.startswith("tsunagi.")}
MIGRATIONS = {key: one for key, one in MigrationLoader(None).disk_migrations.items() if key[0] in OURS}


def test_there_are_migrations_of_every_part() -> None:
    assert {app for app, _name in MIGRATIONS} == OURS


@pytest.mark.parametrize("key", sorted(MIGRATIONS), ids=".".join)
def test_a_migration_can_be_taken_back(key: tuple[str, str]) -> None:
    for operation in MIGRATIONS[key].operations:
        assert operation.reversible, operation.describe()
