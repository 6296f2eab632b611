"""Whoever may do something without an account may not do it without end; and nobody in danger is kept out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from tsunagi.base import sparing
from tsunagi.base.models import Spared
from tsunagi.navigator.models import TakeAlong
from tsunagi.navigator.views import first, taking

pytestmark = pytest.mark.django_db


def asks(address: str = "192.0.2.7") -> Any:
    return RequestFactory().post("/", REMOTE_ADDR=address)


def test_an_address_is_counted_by_itself_and_by_deed() -> None:
    assert [sparing.may_again(asks(), "x", most=2) for _ in range(3)] == [True, True, False]
    assert sparing.may_again(asks("192.0.2.8"), "x", most=2)
    assert sparing.may_again(asks(), "y", most=2)
    assert (sparing.done(asks(), "x"), sparing.done(asks(), "z")) == (3, 0)


def test_counts_end_and_are_gone() -> None:
    sparing.may_again(asks(), "x", most=1)
    Spared.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert sparing.done(asks(), "x") == 0
    assert sparing.may_again(asks("192.0.2.8"), "x", most=1)
    assert Spared.objects.count() == 1


def test_the_address_is_kept_nowhere() -> None:
    sparing.may_again(asks("198.51.100.23"), "x", most=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM base_spared")
        assert "198.51.100.23" not in str(cursor.fetchall())


def test_an_address_that_a_visitor_makes_up_does_not_count(settings: Any) -> None:
    request = RequestFactory().post("/", REMOTE_ADDR="192.0.2.7", HTTP_X_FORWARDED_FOR="203.0.113.1")
    sparing.may_again(request, "x", most=1)
    assert sparing.done(asks(), "x") == 1
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    behind = RequestFactory().post("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="made up, 192.0.2.7")
    assert sparing.done(behind, "x") == 1


def test_too_many_searches_wait_with_lines_to_call(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first, "SEARCHES", 2)
    answers = [client.post(reverse("navigator:find"), {"words": "家計の相談"}) for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    shown = answers[-1].content.decode()
    assert "5分ほど待ってから" in shown and "tel:110" in shown
    assert answers[-1]["Retry-After"] == "300"
    english = client.post("/en/find/", {"words": "money"})
    assert english.status_code == 429 and "wait" in english.content.decode()


def test_danger_is_met_however_often_somebody_asked(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first, "SEARCHES", 0)
    met = client.post(reverse("navigator:find"), {"words": "死にたい"})
    assert met.status_code == 200
    assert "5分ほど待ってから" not in met.content.decode()


def test_memos_are_not_made_without_end(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "MEMOS", 0)
    refused = client.post(reverse("navigator:take_along"), {"service": []})
    assert refused.status_code == 429 and "1時間ほど待ってから" in refused.content.decode()
    assert not TakeAlong.objects.exists()
