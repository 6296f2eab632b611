"""Counts of pages and of needs that were not met: no words, no persons, nothing that hurts a page."""

from __future__ import annotations

import csv
import io
import threading
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.directory import samples
from tsunagi.base.models import AuditRow
from tsunagi.navigator import counting
from tsunagi.navigator.actions.counting import add_pages, add_unmet
from tsunagi.navigator.models import PageCount, UnmetNeed
from tsunagi.navigator.queries.ledger import ledger, never_shown, page_counts
from tsunagi.navigator.rules.ledger import counted_area, counted_need, finished_months

TODAY = date(2026, 11, 26)
SEPTEMBER, OCTOBER, NOVEMBER = 202609, 202610, 202611


@pytest.fixture(autouse=True)
def nothing_held() -> Iterator[None]:
    """Each test begins and ends with nothing counted in memory."""
    for tally in (counting.PAGES, counting.UNMET):
        tally._held.clear()
    yield
    for tally in (counting.PAGES, counting.UNMET):
        tally._held.clear()


def _pages() -> dict[str, int]:
    counting.PAGES.flush()
    return dict(PageCount.objects.values_list("page", "count"))


# --- rules ---


@pytest.mark.parametrize(
    ("codes", "need"),
    [(["debt", "money"], "debt"), (["私の名前", "debt"], "debt"), ([], "unknown"), (["死にたい"], "unknown")],
)
def test_only_a_known_need_is_counted(codes: list[str], need: str) -> None:
    assert counted_need(codes) == need


@pytest.mark.parametrize(
    ("code", "counted"),
    [
        ("011011", "011002"),  # a ward of Sapporo counts for the city
        ("131016", "131016"),
        ("13", "130001"),
        ("130001", "130001"),
        ("", ""),
        ("00", ""),
        ("見本市1丁目", ""),
        ("999999", ""),
    ],
)
def test_only_a_municipality_or_prefecture_is_counted(code: str, counted: str) -> None:
    assert counted_area(code) == counted


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_finished_months_are_over(day: date) -> None:
    months = finished_months(day, 12)
    assert len(set(months)) == 12 and months == sorted(months)
    assert all(1 <= month % 100 <= 12 for month in months)
    assert months[-1] < day.year * 100 + day.month


def test_a_month_is_shown_from_the_second_of_the_next() -> None:
    assert finished_months(date(2026, 11, 1), 1) == [SEPTEMBER]
    assert finished_months(date(2026, 11, 2), 2) == [SEPTEMBER, OCTOBER]


# --- actions ---


@pytest.mark.django_db
def test_counts_add_up_and_leave_no_row_in_the_chain() -> None:
    for _ in range(2):
        add_unmet(counts={("debt", "131016", OCTOBER): 2, ("debt", "", OCTOBER): 1})
        add_pages(counts={("navigator:ask", OCTOBER): 3})
    found = UnmetNeed.objects.order_by("area").values_list("need", "area", "month", "count")
    assert list(found) == [("debt", "", OCTOBER, 2), ("debt", "131016", OCTOBER, 4)]
    assert PageCount.objects.get().count == 6
    assert not AuditRow.objects.filter(action__startswith="navigator").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("model", [PageCount(page="navigator:ask"), UnmetNeed(need="debt")])
def test_no_time_finer_than_a_month_can_be_kept(model: Any) -> None:
    model.month = 20261002
    with pytest.raises(IntegrityError), transaction.atomic():
        model.save()


def test_the_tables_have_no_room_for_words_or_times() -> None:
    assert {field.name for field in UnmetNeed._meta.get_fields()} == {"id", "need", "area", "month", "count"}
    assert {field.name for field in PageCount._meta.get_fields()} == {"id", "page", "month", "count"}


# --- counting in memory ---


def test_what_cannot_be_written_waits(settings: Any) -> None:
    written: list[dict[str, int]] = []

    def write(counts: Any) -> None:
        if len(written) == 0 and not is_back:
            raise DatabaseError("database is locked")
        written.append(dict(counts))

    is_back = False
    tally: counting.Tally[str] = counting.Tally(write)
    tally.add("a")
    tally.flush()
    tally.add("a")
    tally.add("b")
    is_back = True
    tally.flush()
    tally.flush()
    assert written == [{"a": 2, "b": 1}]


def test_counts_are_written_by_a_thread_of_their_own(settings: Any) -> None:
    settings.COUNT_EVERY = 0.01
    done, by = threading.Event(), []

    def write(counts: Any) -> None:
        by.append((threading.current_thread(), dict(counts)))
        done.set()

    tally: counting.Tally[str] = counting.Tally(write)
    tally.add("a")
    assert done.wait(10)
    assert by[0][0] is not threading.main_thread()
    assert by[0][1] == {"a": 1}


def test_many_at_once_are_all_counted() -> None:
    total: list[int] = []
    tally: counting.Tally[str] = counting.Tally(lambda counts: total.append(counts["a"]))

    def press() -> None:
        for _ in range(500):
            tally.add("a")

    threads = [threading.Thread(target=press) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    tally.flush()
    assert total == [4000]


# --- pages ---


@pytest.mark.django_db
def test_public_pages_are_counted_by_name_without_a_cookie(client: Client) -> None:
    service = samples.service("見える窓口")
    for address in ("/", "/en/", f"/supports/{service.pk}/", "/danger/suicide/", "/danger/nothing/", "/desk/"):
        client.get(address)
    client.head("/")
    assert _pages() == {"navigator:ask": 2, f"directory:service:{service.pk}": 1, "danger:suicide": 1}
    assert not Session.objects.exists()
    assert set(client.cookies) <= {"csrftoken"}


@pytest.mark.django_db
def test_people_who_work_here_are_not_counted(client: Client, member: Callable[..., Any], settings: Any) -> None:
    settings.SECOND_FACTOR = False
    client.force_login(member("viewer"))
    client.get("/")
    assert _pages() == {}


def test_the_danger_page_counts_without_a_database(client: Client) -> None:
    """The mark `django_db` is not set: any query would fail this test."""
    assert client.get("/danger/any/").status_code == 200
    assert sum(counting.PAGES._held.values()) == 1


@pytest.mark.django_db
def test_pages_are_shown_though_nothing_can_be_counted(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert client.get("/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/unmet/", "/en/unmet/"])
def test_nothing_fitted_is_counted_without_words(client: Client, address: str) -> None:
    sent = {"need": ["私は花子です", "debt", "money"], "area": "131016", "words": "しるしのことば"}
    answer = client.post(address, sent)
    assert answer.status_code == 200
    counting.UNMET.flush()
    kept = UnmetNeed.objects.get()
    assert (kept.need, kept.area, kept.count) == ("debt", "131016", 1)
    assert kept.month == int(timezone.localdate().strftime("%Y%m"))
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = str(cursor.fetchall())
            assert "しるしのことば" not in rows and "花子" not in rows


@pytest.mark.django_db
@pytest.mark.parametrize("sent", [{}, {"need": "x" * 5000, "area": "\0"}, {"area": ["1"] * 50}, {"need": "<b>"}])
def test_nothing_fitted_is_thanked_for_whatever_was_sent(client: Client, sent: dict[str, Any]) -> None:
    samples.service("なんでも電話", slug="yorisoi-hotline")
    answer = client.post(reverse("navigator:unmet"), sent)
    assert "ありがとうございます" in answer.content.decode() and "なんでも電話" in answer.content.decode()
    counting.UNMET.flush()
    kept = UnmetNeed.objects.get()
    assert (kept.need, kept.area) == ("unknown", "")


@pytest.mark.django_db
def test_opening_the_address_counts_nothing(client: Client) -> None:
    assert client.get(reverse("navigator:unmet")).headers["Location"] == "/"
    assert not counting.UNMET._held


# --- what staff see ---


def _fill() -> None:
    areas = {"131016": 30, "011002": 12, "": 7}
    add_unmet(counts={("debt", area, OCTOBER): count for area, count in areas.items()})
    add_unmet(counts={("unknown", "131016", OCTOBER): 20, ("stalking", "011002", OCTOBER): 4})
    add_unmet(counts={("stalking", "011002", SEPTEMBER): 4, ("debt", "", NOVEMBER): 500})


@pytest.mark.django_db
def test_the_ledger_hides_small_counts_and_what_would_tell_them() -> None:
    _fill()
    found = ledger(TODAY)
    assert found.months[-1] == OCTOBER
    assert found.totals[-2:] == (None, 73)
    needs, areas = ({row.code: row.counts[-2:] for row in rows} for rows in (found.needs, found.areas))
    # Four for stalking are few: hidden, and with them the unknown, which is large enough to cover them.
    assert needs == {"debt": (None, 49), "stalking": (None, None), "unknown": (None, None)}
    assert areas == {"011002": (None, None), "131016": (None, 50), "": (None, None)}


@pytest.mark.django_db
def test_the_running_month_is_not_shown() -> None:
    add_unmet(counts={("debt", "131016", NOVEMBER): 500})
    assert ledger(TODAY).needs == ()


@pytest.mark.django_db
def test_the_limit_is_a_setting(settings: Any) -> None:
    settings.SMALL_COUNTS = 3
    _fill()
    assert {row.code: row.counts[-2:] for row in ledger(TODAY).needs}["stalking"] == (4, 4)


@pytest.mark.django_db
def test_pages_with_few_visits_are_hidden() -> None:
    add_pages(counts={("navigator:ask", OCTOBER): 10, ("danger:suicide", OCTOBER): 9, ("navigator:ask", NOVEMBER): 99})
    _months, rows = page_counts(TODAY)
    assert {row.code: row.counts[-1] for row in rows} == {"navigator:ask": 10, "danger:suicide": None}


@pytest.mark.django_db
def test_supports_that_no_answer_held_are_named() -> None:
    seen, unseen = samples.service("示した窓口"), samples.service("示さない窓口")
    samples.service("下書き", is_public=False)
    counting.count_shown([seen.pk])
    counting.PAGES.flush()
    assert never_shown(timezone.localdate()) == [unseen]


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["viewer", "checker", "publisher", "administrator", "editor"])
def test_who_may_read_the_counts(client: Client, member: Callable[..., Any], settings: Any, role: str) -> None:
    settings.SECOND_FACTOR = False
    client.force_login(member(role))
    wanted = 403 if role == "editor" else 200
    for name in ("ledger", "ledger_file"):
        answer = client.get(reverse(f"navigator:{name}"))
        assert answer.status_code == wanted
    link = reverse("navigator:ledger") in client.get(reverse("base:desk")).content.decode()
    assert link == (wanted == 200)


@pytest.mark.django_db
def test_nobody_else_may(client: Client) -> None:
    for name in ("ledger", "ledger_file"):
        assert client.get(reverse(f"navigator:{name}")).status_code == 302


@pytest.fixture
def reader(client: Client, member: Callable[..., Any], settings: Any, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Somebody who may read the counts, on the 26th of November 2026."""
    settings.SECOND_FACTOR = False
    monkeypatch.setattr(timezone, "localdate", lambda: TODAY)
    client.force_login(member("viewer"))
    return client


@pytest.mark.django_db
def test_the_page_shows_what_is_not_hidden(reader: Client) -> None:
    _fill()
    shown = reader.get(reverse("navigator:ledger")).content.decode()
    assert "東京都千代田区" in shown and "秘匿" in shown and "2026年10月" in shown
    assert 'class="chart"' in shown and ">73<" in shown
    assert ">4<" not in shown and ">7<" not in shown and "500" not in shown


@pytest.mark.django_db
def test_the_file_holds_the_same(reader: Client) -> None:
    _fill()
    service = samples.service("=見える窓口")
    add_pages(counts={(f"shown:{service.pk}", OCTOBER): 40, (f"directory:service:{uuid4()}", OCTOBER): 5})
    answer = reader.get(reverse("navigator:ledger_file"))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["区分", "コード", "名称", "月", "数"]
    assert ["困りごと", "debt", "借金", "2026-10", "49"] in rows
    assert ["困りごと", "stalking", "つきまとい", "2026-10", "秘匿"] in rows
    assert ["すべての困りごと", "", "", "2026-09", "秘匿"] in rows
    assert ["ページ", f"shown:{service.pk}", "'=見える窓口", "2026-10", "40"] in rows
    assert not {"4", "5", "7", "500"} & {row[4] for row in rows}


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 30])
def test_queries_do_not_grow_with_what_was_counted(reader: Client, django_assert_num_queries: Any, count: int) -> None:
    add_unmet(counts={("debt", f"{number:06}", OCTOBER): 40 for number in range(count)})
    add_pages(counts={(f"shown:{uuid4()}", OCTOBER): 40 for _ in range(count)})
    with django_assert_num_queries(7):
        reader.get(reverse("navigator:ledger"))
