"""The index of supports: what is missing is put in, batch by batch, and how each database does with very many."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from unittest.mock import Mock
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from tests.directory import samples
from tsunagi.directory.actions import index
from tsunagi.directory.actions.index import index_missing, index_services
from tsunagi.directory.models import SearchEntry, Service
from tsunagi.directory.queries.documents import documents
from tsunagi.directory.queries.filters import Filters
from tsunagi.directory.queries.search import search


def test_what_is_missing_in_the_index_is_put_in(db: None) -> None:
    made = samples.service("夜の電話")
    SearchEntry.objects.all().delete()
    assert search("電話").total == 0
    index_missing()
    assert search("電話").services == [made]


def test_an_index_that_was_stopped_half_way_goes_on_from_there(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    made = [samples.service(f"夜の電話{number}") for number in range(5)]
    SearchEntry.objects.all().delete()
    monkeypatch.setattr(index, "BATCH", 2)
    with monkeypatch.context() as stopped:
        stopped.setattr(index, "_keep", Mock(side_effect=[None, None, KeyboardInterrupt]))
        with pytest.raises(KeyboardInterrupt):
            index_missing()
    assert SearchEntry.objects.count() == 4
    index_missing()
    assert {one.pk for one in search("電話").services} == {one.pk for one in made}


def test_a_support_is_found_by_the_hours_that_it_has_now(db: None) -> None:
    """And has one row in SQLite's index, which tells its hours, before and after; none once it is gone."""
    by_day, by_night = (datetime(2026, 11, 26, hour, tzinfo=ZoneInfo("Asia/Tokyo")) for hour in (11, 23))
    made = samples.service("夜の電話", hours="月-金 9:00-17:00")
    other = samples.service("昼の電話", hours="月-金 9:00-17:00")
    assert _open(by_day) == [made, other] and _open(by_night) == []
    Service.objects.filter(pk=made.pk).update(hours="毎日 22:00-24:00")
    index_services([made.pk])
    assert _open(by_day) == [other] and _open(by_night) == [made]
    assert _rows() == 2
    Service.objects.filter(pk=made.pk).update(hours="")
    index_services([made.pk])
    assert _open(by_day) == [other] and _open(by_night) == [] and search("電話").total == 2
    assert _rows() == 2
    SearchEntry.objects.filter(service=other).delete()
    assert _open(by_day) == [] and _rows() == 1


def test_many_batches_leave_one_piece_of_index(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL puts its index in order by itself")
    for number in range(9):
        samples.service(f"夜の電話{number}")
    assert _pieces() > 1
    SearchEntry.objects.all().delete()
    monkeypatch.setattr(index, "BATCH", 2)
    index_missing()
    assert _pieces() == 1 and search("電話").total == 9


def test_postgresql_makes_its_index_once_the_rows_are_there(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also after it was stopped half-way; few rows are put in as they come."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one piece for all")
    made = [samples.service(f"夜の電話{number}") for number in range(5)]
    monkeypatch.setattr(index, "BATCH", 2)
    had_index: list[bool] = []

    def read(keys: list[Any]) -> Any:
        had_index.append(_has_index())
        if len(had_index) == 2:
            raise KeyboardInterrupt
        return documents(keys)

    monkeypatch.setattr(index, "documents", read)
    SearchEntry.objects.all().delete()
    with pytest.raises(KeyboardInterrupt):
        index_missing()
    index_missing()
    assert had_index == [False] * 4 and _has_index()
    assert {one.pk for one in search("電話").services} == {one.pk for one in made}
    had_index.clear()
    SearchEntry.objects.filter(service=made[0]).delete()
    index_missing()
    assert had_index == [True] and search("電話").total == 5


def test_postgresql_reads_no_whole_table_for_a_batch(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """However little it knows of rows that were written just now; and only until all is done, or was stopped."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite goes by an index where there is one")
    for number in range(5):
        samples.service(f"夜の電話{number}")
    monkeypatch.setattr(index, "BATCH", 2)
    SearchEntry.objects.all().delete()
    before = _asked_of_postgresql(_WHOLE_TABLES)
    with monkeypatch.context() as stopped:
        stopped.setattr(index, "_keep", Mock(side_effect=[None, KeyboardInterrupt]))
        with pytest.raises(KeyboardInterrupt):
            index_missing()
    assert _asked_of_postgresql("SHOW enable_seqscan") == "on"
    index_missing()
    assert _asked_of_postgresql(_WHOLE_TABLES) == before
    assert _asked_of_postgresql("SHOW enable_seqscan") == "on" and search("電話").total == 5


#: How often tables that each batch reads were read from end to end in this transaction.
_WHOLE_TABLES = (
    "SELECT SUM(seq_scan) FROM pg_stat_xact_user_tables "
    "WHERE relname IN ('directory_way', 'directory_attribute', 'directory_servicearea', 'directory_likeness')"
)


def _asked_of_postgresql(statement: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def _has_index() -> bool:
    return bool(_asked_of_postgresql("SELECT COUNT(*) FROM pg_indexes WHERE indexname = 'directory_grams'"))


def _open(moment: datetime) -> list[Service]:
    return search("電話", filters=Filters(open_at=moment)).services


def _rows() -> int:
    table = "directory_grams" if connection.vendor == "sqlite" else "directory_grams_texts"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {table}")
        return int(cursor.fetchone()[0])


def _pieces() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(DISTINCT segid) FROM directory_grams_idx")
        return int(cursor.fetchone()[0])
