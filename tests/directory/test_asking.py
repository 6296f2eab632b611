"""Whoever answers for a record is asked now and then, and confirms it by one press."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail, signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.directory import samples
from tsunagi.base.access import Refused
from tsunagi.base.models import AuditRow
from tsunagi.directory.actions.asking import answer, ask_bodies
from tsunagi.directory.models import Location, Question, Service, ServiceAtLocation, Way
from tsunagi.directory.queries import asking as queries

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 26)
OLD = {"checked_on": date(2026, 5, 25), "source": "https://example.jp/", "confirmed": True}


def _old(name: str = "見本の窓口", **more: Any) -> Service:
    return samples.service(name, **{"assurer_email": "tantou@example.jp", **OLD, **more})


def _links() -> list[str]:
    return [
        line.removeprefix("https://plan.example.jp") for line in re.findall(r"https://plan\S+", mail.outbox[-1].body)
    ]


@pytest.fixture(autouse=True)
def site(settings: Any) -> None:
    settings.SITE = "https://plan.example.jp"


def test_only_old_public_records_with_an_address_are_asked_about() -> None:
    asked = _old()
    _old("新しい窓口", checked_on=date(2026, 5, 26))
    _old("下書きの窓口", is_public=False)
    _old("だれもいない窓口", assurer_email="")
    _old("終わった窓口", status="defunct")
    assert ask_bodies(day=DAY) == 1
    assert [one.service for one in Question.objects.all()] == [asked]
    [letter] = mail.outbox
    assert letter.to == ["tantou@example.jp"] and "見本の窓口" in letter.body
    row = AuditRow.objects.get(action="directory.ask")
    assert "tantou" not in str([row.before, row.after, row.subject])


def test_one_mail_a_body_and_one_a_month() -> None:
    provider = samples.provider(email="dantai@example.jp")
    _old("一の窓口", assurer_email="", provider=provider)
    _old("二の窓口", assurer_email="", provider=provider)
    assert ask_bodies(day=DAY) == 1
    assert mail.outbox[0].to == ["dantai@example.jp"] and len(_links()) == 2
    assert ask_bodies(day=DAY) == ask_bodies(day=DAY + timedelta(days=29)) == 0
    assert ask_bodies(day=DAY + timedelta(days=30)) == 1


def test_what_could_not_be_sent_is_asked_again(no_mail_server: Callable[[], None]) -> None:
    _old()
    assert ask_bodies(day=DAY) == 0
    assert not Question.objects.exists() and not AuditRow.objects.filter(action="directory.ask").exists()
    no_mail_server()
    assert ask_bodies(day=DAY) == 1


def test_opening_the_link_says_nothing_and_the_button_confirms(client: Client) -> None:
    service = _old()
    Way.objects.create(service=service, kind="telephone", number="0352532111")
    here = ServiceAtLocation.objects.create(service=service, location=Location.objects.create(name="見本会館"))
    Way.objects.create(service_at_location=here, kind="telephone", number="0352532112")
    ask_bodies(day=DAY)
    [link] = _links()
    page = client.get(link)
    said = page.content.decode()
    assert "見本の窓口" in said and "no-store" in page["Cache-Control"]
    assert said.count(' way-number"') == 2  # whoever answers for it looks at each number once, its places' too
    service.refresh_from_db()
    assert service.checked_on == OLD["checked_on"]
    assert "ありがとうございました" in client.post(link).content.decode()
    service.refresh_from_db()
    assert service.checked_on == timezone.localdate()
    row = AuditRow.objects.get(action="directory.confirm")
    assert row.by is None and row.before["checked_on"] == "2026-05-25"
    assert "すでに" in client.post(link).content.decode()
    assert AuditRow.objects.filter(action="directory.confirm").count() == 1
    with pytest.raises(Refused, match="すでに"):
        answer(question=Question.objects.get(), day=DAY)


def test_a_link_that_is_not_ours_or_too_old_confirms_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    service = _old()
    ask_bodies(day=DAY)
    [link] = _links()
    other = signing.dumps(Question.objects.get().pk, salt="another")
    for wrong in (link[:-3] + "xx/", reverse("directory:still_right", args=[other]), "/still-right/1/"):
        assert client.post(wrong).status_code == 404
    monkeypatch.setattr(queries, "LIFE", timedelta(seconds=-1))
    assert client.post(link).status_code == 410
    service.refresh_from_db()
    assert service.checked_on == OLD["checked_on"]


def test_of_a_record_that_was_withdrawn_nothing_is_shown(client: Client) -> None:
    service = _old()
    ask_bodies(day=DAY)
    Service.objects.filter(pk=service.pk).update(is_public=False)
    assert client.get(_links()[0]).status_code == 404
