"""The lists of a yearly round: how far all are, who is late, what waits for whom."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from tests.register.test_round import begun, filled, of, publisher, year
from tsunagi.register.models import Assignment, Round

__all__ = ["begun", "publisher", "year"]

pytestmark = pytest.mark.django_db


def test_the_round_says_where_nobody_can_fill_in_and_offers_only_what_can_be_done(
    client: Client, begun: Round, publisher: Any, member: Callable[..., Any]
) -> None:
    address, nobody = reverse("register:round", args=[begun.pk]), "記入できる人がいません"
    begun.due = timezone.localdate()
    begun.save()
    client.force_login(publisher)
    page = client.get(address).content.decode()
    without = page.partition(nobody)[2].partition("</p>")[0]
    assert "厚生労働省" in without and without.count("、") == 3 and "記入する人を決める" not in page
    editor = member("editor", at="mhlw")
    client.force_login(member("checker"))
    page = client.get(address).content.decode()
    without = page.partition(nobody)[2].partition("</p>")[0]
    assert "厚生労働省" not in without and without.count("、") == 2
    assert page.count(">記入する人を決める</a>") == 1, "not where nobody can"
    assert "遅れている組織" not in page
    filled(begun, editor)
    begun.due -= timedelta(days=1)
    begun.save()
    page = client.get(address).content.decode()
    late = page.partition("遅れている組織(施策の数):")[2].partition("</p>")[0]
    assert late.count("(1)") == 2 and "厚生労働省" not in late
    assert [*re.findall(r"<dd>(\d)</dd>", page)] == ["2", "2", "0", "1", "0"], "those of all bodies together"


def test_lists_take_as_many_queries_however_long(
    client: Client, begun: Round, publisher: Any, django_assert_max_num_queries: Any
) -> None:
    client.force_login(publisher)
    with django_assert_max_num_queries(12):
        client.get(reverse("register:round", args=[begun.pk]))
    with django_assert_max_num_queries(10):
        client.get(reverse("register:my_measures"))


def test_what_all_rows_have_in_common_is_said_once(client: Client, begun: Round, member: Callable[..., Any]) -> None:
    editor = member("editor", at="mhlw")
    client.force_login(editor)
    begun.assignments.update(organisation=of(begun, 1).organisation)
    day = date_format(begun.due, "DATE_FORMAT")
    page = client.get(reverse("register:my_measures")).content.decode()
    assert page.count(day) == 1 and page.count("厚生労働省・締切") == 1
    assert "記入する人</th>" in page and "締切</th>" not in page and page.count(">決める</a>") == 3
    Assignment.objects.filter(pk=of(begun, 1).pk).update(officer=editor)
    page = client.get(reverse("register:my_measures")).content.decode()
    assert page.count(">決め直す</a>") == 1 and str(editor) in page


def test_twenty_assignments_stand_on_a_page_those_to_fill_in_first(
    client: Client, begun: Round, member: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tsunagi.register.views.round.A_PAGE", 1)
    begun.assignments.update(organisation=of(begun, 1).organisation)
    editor, done = member("editor", at="mhlw"), str(of(begun, 1).entry)
    filled(begun, editor)
    client.force_login(editor)
    first, last = (client.get(reverse("register:my_measures"), {"page": at}).content.decode() for at in ("1", "3"))
    assert "3ページ中1ページ目" in first and done not in first and "提出したもの" not in first
    assert done in last and "記入するもの" not in last
    client.force_login(member("checker"))
    assert client.get(reverse("register:round", args=[begun.pk])).content.decode().count("/check/") == 1
