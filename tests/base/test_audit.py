"""The audit chain: what is recorded, and that tampering shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tsunagi.base.audit import faults, record
from tsunagi.base.models import AuditHead, AuditRow

pytestmark = pytest.mark.django_db


@pytest.fixture
def three() -> list[AuditRow]:
    return [record(by=None, action="test.deed", subject=f"thing:{number}", after={"n": number}) for number in (1, 2, 3)]


@pytest.fixture
def open_chain() -> None:
    """The chain without the triggers that guard it: what somebody with the database in hand could do."""
    for event in ("update", "delete"):
        name = f"refuse_{event}_base_auditrow"
        on = " ON base_auditrow" if connection.vendor == "postgresql" else ""
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER {name}{on}")


def test_a_row_says_who_when_what_before_and_after(member: Callable[..., Any]) -> None:
    user = member("editor")
    organisation = user.memberships.get().organisation
    row = record(
        by=user,
        action="test.deed",
        subject=organisation,
        organisation=organisation,
        before={"value": Decimal("1.50"), "day": date(2026, 4, 1)},
        after=[1, None, True, "文字"],
    )
    row.refresh_from_db()
    assert (row.by, row.action, row.subject) == (user, "test.deed", f"base.organisation:{organisation.pk}")
    assert row.before == {"value": "1.50", "day": "2026-04-01"}
    assert row.after == [1, None, True, "文字"]
    assert not list(faults())


def test_nothing_is_recorded_where_the_deed_is_undone() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(by=None, action="test.deed", subject="thing:1")
        raise ZeroDivisionError
    assert not AuditRow.objects.exists()
    assert not list(faults())


def test_the_database_refuses_to_change_or_remove_a_row(three: list[AuditRow]) -> None:
    for deed in (lambda: AuditRow.objects.filter(place=2).update(action="other"), AuditRow.objects.all()[1].delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            deed()
    assert AuditRow.objects.count() == 3


@pytest.mark.usefixtures("open_chain")
@pytest.mark.parametrize("column", ["action", "subject", "at", "after", "previous", "digest"])
def test_a_changed_row_is_found(three: list[AuditRow], column: str) -> None:
    other = {"at": "2020-01-01T00:00:00Z", "after": {"n": 9}}.get(column, "other")
    AuditRow.objects.filter(place=2).update(**{column: other})
    assert any("2番" in fault for fault in faults())


@pytest.mark.usefixtures("open_chain")
@pytest.mark.parametrize("place", [1, 2, 3])
def test_a_removed_row_is_found(three: list[AuditRow], place: int) -> None:
    AuditRow.objects.filter(place=place).delete()
    assert list(faults())


@pytest.mark.usefixtures("open_chain")
def test_it_is_said_how_many_rows_are_gone(three: list[AuditRow]) -> None:
    AuditRow.objects.filter(place=2).delete()
    assert "2番の行が無くなっています。 / Row 2 is gone." in faults()
    AuditRow.objects.filter(place=1).delete()
    assert "1番から2番までの行が無くなっています。 / Rows 1 to 2 are gone." in faults()


@pytest.mark.usefixtures("open_chain")
def test_rows_in_another_order_are_found(three: list[AuditRow]) -> None:
    AuditRow.objects.filter(place=3).update(place=99)
    AuditRow.objects.filter(place=2).update(place=3)
    AuditRow.objects.filter(place=99).update(place=2)
    assert len(list(faults())) >= 2


@pytest.mark.usefixtures("open_chain")
def test_rows_cut_off_at_the_end_are_found(three: list[AuditRow]) -> None:
    AuditRow.objects.filter(place__gte=2).delete()
    (fault,) = faults()
    assert "3番まで" in fault


@pytest.mark.usefixtures("open_chain")
def test_a_chain_made_anew_without_the_key_is_found(three: list[AuditRow], settings: Any) -> None:
    AuditRow.objects.all().delete()
    AuditHead.objects.all().delete()
    settings.AUDIT_KEY = "not the key"
    record(by=None, action="test.forged", subject="thing:1")
    settings.AUDIT_KEY = "the key"
    assert list(faults())
