"""PostgreSQL is told whose records it may show with what is asked next, whatever happened before."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from django.db import Error, connection, transaction

from tests.cases.conftest import as_the_site, client, house, npo, quiet, town
from tests.consultations import samples
from tests.consultations.conftest import window
from tsunagi.base.models import Organisation
from tsunagi.base.often import Often
from tsunagi.base.scope import NAME, everything, scope_of
from tsunagi.consultations.models import Contact

__all__ = ["client", "house", "npo", "quiet", "town", "window"]

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL alone has rules of its own"),
]


@pytest.fixture(autouse=True)
def nobodys() -> Iterator[None]:
    """As a request begins: whatever was shown before, nothing is now."""
    yield
    assert told() == ""


def told() -> str:
    """What the server holds at this moment."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true)", [NAME])
        return str(cursor.fetchone()[0] or "")


def sent(deed: Any) -> list[str]:
    """What went to the server, statement by message."""
    found: list[str] = []
    real = type(connection.connection).wait

    def wait(self: Any, generator: Any, *more: Any, **named: Any) -> Any:
        found.append(generator.__name__)
        return real(self, generator, *more, **named)

    with patch.object(type(connection.connection), "wait", wait):
        deed()
    return found


def test_each_question_is_asked_under_what_is_to_be_shown_then() -> None:
    assert told() == ""
    with scope_of([2, 1]):
        assert told() == "1,2"
        with everything():
            assert told() == "*"
        assert told() == "1,2"
    assert told() == ""


def test_telling_costs_no_message_of_its_own() -> None:
    def ask() -> None:
        with scope_of([1]):
            told()
            told()
        told()

    ask()
    assert len(sent(ask)) == 3


def test_what_goes_back_with_a_rollback_is_told_again() -> None:
    with scope_of([1]):
        with pytest.raises(ZeroDivisionError), transaction.atomic(), scope_of([2]):
            assert told() == "2"
            raise ZeroDivisionError
        assert told() == "1"
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            assert told() == "1"
            raise ZeroDivisionError
        assert told() == "1"


def test_after_an_error_it_is_told_again() -> None:
    with scope_of([1]):
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1/0")
        assert told() == "1"
        with scope_of([2]), pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT no_such_column")
        assert told() == "1"


def test_how_a_transaction_is_sealed_off_comes_before_the_telling() -> None:
    other: Any = connection.copy()
    other.telling.wanted = "7"
    other.set_autocommit(False)
    try:
        with other.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT current_setting(%s, true)", [NAME])
            assert cursor.fetchone() == ("7",)
    finally:
        other.rollback()
        other.close()


def test_every_way_to_ask_is_told_first(client: Any, window: Any) -> None:
    samples.waiting(window)
    with as_the_site():
        told()
        with scope_of([window.organisation_id]):
            assert len(list(Contact.objects.iterator(chunk_size=1))) == 1
        assert list(Contact.objects.iterator(chunk_size=1)) == []
        count = "COPY (SELECT count(*) FROM consultations_contact) TO STDOUT"
        with scope_of([window.organisation_id]), connection.cursor() as cursor, cursor.copy(count) as copy:
            assert list(copy.rows()) == [("1",)]
        told()
        with scope_of([window.organisation_id]), connection.cursor() as cursor:
            cursor.executemany("UPDATE consultations_contact SET way = %s", [("telephone",)])
            assert cursor.rowcount == 1
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN SELECT 1")  # what does not share its message is told for, too
        assert Contact.objects.count() == 0
        assert Organisation.objects.exists()


def test_a_plan_that_is_kept_shows_no_more_than_it_may(client: Any, window: Any, npo: Any) -> None:
    samples.waiting(window)
    asked = Often(lambda: Contact.objects.order_by("pk"))

    def kept() -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT sum(generic_plans + custom_plans) FROM pg_prepared_statements WHERE statement LIKE %s",
                ['%"consultations_contact"%'],
            )
            return int(cursor.fetchone()[0] or 0)

    with as_the_site():
        for _time in range(10):
            with scope_of([window.organisation_id]):
                told()
                assert len(asked()) == 1
            told()
            assert asked() == []
            with scope_of([npo.organisation.pk]):
                assert asked() == [], "told with the question itself"
                assert asked() == []
            with everything():
                assert len(asked()) == 1
        assert kept() > 20


def test_after_an_error_in_a_kept_question_it_is_told_again() -> None:
    told()
    held: Any = connection
    with pytest.raises(Error), transaction.atomic(), held.cursor_for_often() as cursor:
        try:
            cursor.execute("SELECT 1 / %s::integer", [0])
        finally:
            assert held.telling.told is None


def test_a_connection_that_answered_just_now_is_not_asked_whether_it_does() -> None:
    told()
    assert sent(connection.is_usable) == []
    connection.telling.answered_at = time.monotonic() - 2  # type: ignore[attr-defined]
    assert len(sent(connection.is_usable)) == 1
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1/0")
    connection.telling.forget()  # type: ignore[attr-defined]
    assert len(sent(connection.is_usable)) == 1
