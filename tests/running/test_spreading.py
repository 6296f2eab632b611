"""Every table of personal records can be spread over servers by organisation: docs/decisions/0008 says why."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection

from tsunagi.base.actions.keys import sealed_models
from tsunagi.base.queries.tables import tables_with_rules

pytestmark = pytest.mark.django_db

#: A referral stands between two organisations; it lives with the one that sends it, and all that happened to it too.
OF_TWO = {"cases_referral": "sender_id", "cases_move": "sender_id"}


def test_every_sealed_table_has_an_index_that_its_organisation_leads() -> None:
    sealed = {model._meta.db_table for model, _fields in sealed_models()} | tables_with_rules("default")
    assert len(sealed) >= 10
    models = {model._meta.db_table: model for model in apps.get_models()}
    lacking = []
    for table in sorted(sealed):
        column = OF_TWO.get(table, "organisation_id")
        with connection.cursor() as cursor:
            indexes = connection.introspection.get_constraints(cursor, table).values()
        leads = any(one["index"] or one["unique"] for one in indexes if (one["columns"] or [None])[0] == column)
        field = next((one for one in models[table]._meta.concrete_fields if one.column == column), None)
        if field is None or field.null or not leads:
            lacking.append(table)
    assert not lacking, "give it a column `organisation` that is never empty, and an index that begins with it"
