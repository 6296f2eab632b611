"""Somebody says that a record is wrong: it reaches its keepers, who decide; nobody is known longer than needed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.directory import samples
from tsunagi.base.access import Refused
from tsunagi.base.models import AuditRow
from tsunagi.directory.actions.merging import merge_services
from tsunagi.directory.actions.reports import accept_report, refuse_report
from tsunagi.directory.models import Report, Service, Way
from tsunagi.directory.rules.records import Place, Record
from tsunagi.directory.rules.records import Way as WayTold
from tsunagi.directory.rules.reports import with_report

pytestmark = pytest.mark.django_db

SAID = {"what": "number", "right": "03-5253-2111", "sentence": "番号が変わりました", "mail": "shirase@example.jp"}


@pytest.fixture
def service() -> Service:
    made = samples.service("見本の窓口")
    Way.objects.create(service=made, kind="telephone", number="0120279338")
    return made


@pytest.fixture
def editor(member: Callable[..., Any]) -> Any:
    return member("editor")


def _address(service: Service) -> str:
    return reverse("directory:report", args=[service.pk])


def _sent(service: Service, **more: str) -> Report:
    Client().post(_address(service), {**SAID, **more})
    return Report.objects.latest("pk")


def test_a_report_waits_for_the_keepers_and_changes_nothing(client: Client, service: Service) -> None:
    answer = client.post(_address(service), SAID, follow=True)
    assert "ありがとうございます" in answer.content.decode()
    held = Report.objects.get()
    assert (held.service, held.what, held.right, held.mail) == (service, "number", "03-5253-2111", "shirase@example.jp")
    assert service.ways.get().number == "0120279338"
    row = AuditRow.objects.get(action="directory.report")
    said = json.dumps([row.before, row.after], ensure_ascii=False)
    assert row.by is None and "shirase" not in said and "変わりました" not in said


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"what": ""}, "必須"),
        ({"what": "x"}, "選択"),
        ({"right": "", "sentence": ""}, "一言"),
        ({"mail": "no address"}, "メールアドレス"),
        ({"sentence": "あ" * 100_000}, "1000"),
    ],
)
def test_a_report_that_says_nothing_is_refused_and_kept_on_the_page(
    client: Client, service: Service, wrong: dict[str, str], sentence: str
) -> None:
    answer = client.post(_address(service), {**SAID, **wrong})
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert not Report.objects.exists()


def test_that_it_is_closed_needs_no_more_words(client: Client, service: Service) -> None:
    assert client.post(_address(service), {"what": "closed"}).status_code == 302
    assert Report.objects.get().what == "closed"


def test_a_machine_is_thanked_and_not_heard(client: Client, service: Service) -> None:
    assert client.post(_address(service), {**SAID, "website": "https://example.com/"}).status_code == 302
    assert not Report.objects.exists()


def test_too_many_in_an_hour_are_refused_without_keeping_the_address(client: Client, service: Service) -> None:
    for _one in range(10):
        assert client.post(_address(service), SAID).status_code == 302
    answer = client.post(_address(service), SAID)
    assert answer.status_code == 429 and "1時間ほど" in answer.content.decode()
    assert Report.objects.count() == 10
    assert client.post(_address(service), SAID, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_of_what_is_not_public_nothing_is_asked(client: Client) -> None:
    assert client.get(_address(samples.service("下書きの窓口", is_public=False))).status_code == 404


def test_accepting_tells_whoever_asked_and_lets_go_of_the_address(
    service: Service, editor: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        held = accept_report(by=editor, report=_sent(service))
    assert (held.decision, held.mail, held.decided_by) == ("accepted", "", editor)
    [letter] = mail.outbox
    assert letter.to == ["shirase@example.jp"] and "見本の窓口" in letter.subject and "直します" in letter.body
    assert AuditRow.objects.filter(action="directory.report_accepted", by=editor).exists()
    with pytest.raises(Refused, match="すでに見本 editor"):
        refuse_report(by=editor, report=held, reason="もう一度")


def test_refusing_needs_a_reason_and_tells_it(
    service: Service, editor: Any, django_capture_on_commit_callbacks: Any
) -> None:
    held = _sent(service)
    with pytest.raises(Refused, match="理由"):
        refuse_report(by=editor, report=held, reason=" ")
    with django_capture_on_commit_callbacks(execute=True):
        refuse_report(by=editor, report=held, reason="公式の案内のとおりです。")
    assert "公式の案内のとおりです。" in mail.outbox[0].body
    assert Report.objects.get().mail == ""


@pytest.mark.parametrize("who", [("viewer", "cabinet-office"), ("editor", "mhlw")])
def test_only_keepers_decide(service: Service, member: Callable[..., Any], who: tuple[str, str]) -> None:
    by = member(who[0], at=who[1])
    held = _sent(service)
    with pytest.raises(Refused, match="権限"):
        accept_report(by=by, report=held)
    with pytest.raises(Refused, match="権限"):
        refuse_report(by=by, report=held, reason="見本")


def test_accepting_opens_the_record_with_what_was_said_in_it(
    client: Client, service: Service, editor: Any, settings: Any
) -> None:
    settings.SECOND_FACTOR = False
    held = _sent(service)
    client.force_login(editor)
    assert "未決1件" in client.get("/keep/cabinet-office/").content.decode()
    assert "番号が違う" in client.get("/keep/cabinet-office/reports/").content.decode()
    address = reverse("directory:decide", args=[held.pk])
    shown = client.get(address).content.decode()
    assert "番号が変わりました" in shown and "shirase@example.jp" not in shown
    assert client.post(address, {"decision": "refused"}).status_code == 422
    answer = client.post(address, {"decision": "accepted"})
    assert answer["Location"].endswith(f"?report={held.pk}")
    edit = client.get(answer["Location"]).content.decode()
    assert 'value="03-5253-2111"' in edit and "番号が変わりました" in edit
    assert service.ways.get().number == "0120279338"


def test_a_report_stands_beside_what_the_record_says_now(
    client: Client, service: Service, editor: Any, settings: Any
) -> None:
    settings.SECOND_FACTOR = False
    held, other = _sent(service), samples.service("本当の窓口", where="見本町の福祉課")
    Way.objects.create(service=other, kind="telephone", number="0311112222", hours="毎日 10:00-16:00")
    client.force_login(editor)
    address = reverse("directory:decide", args=[held.pk])
    assert "0120-279-338" in client.get(address).content.decode()
    merge_services(by=editor, service=service, into=other)
    shown = client.get(address).content.decode()
    assert "03-1111-2222" in shown and "10:00" in shown and "見本町の福祉課" in shown


def test_a_choice_that_was_left_out_asks_to_choose(client: Client, service: Service) -> None:
    shown = client.post(_address(service), {**SAID, "what": ""}).content.decode()
    assert "選んでください。" in shown and "入力してください。" not in shown
    assert "Choose one." in client.post(f"/en{_address(service)}", {**SAID, "what": ""}).content.decode()


def test_a_report_on_a_merged_record_mends_the_other(
    client: Client, service: Service, editor: Any, settings: Any
) -> None:
    settings.SECOND_FACTOR = False
    held, other = _sent(service), samples.service("本当の窓口")
    merge_services(by=editor, service=service, into=other)
    client.force_login(editor)
    answer = client.post(reverse("directory:decide", args=[held.pk]), {"decision": "accepted"})
    assert answer["Location"].startswith(reverse("directory:edit", args=[other.pk]))
    assert "番号が変わりました" in client.get(answer["Location"]).content.decode()


def test_what_was_said_stands_where_it_would_stand() -> None:
    way = WayTold(number="0311111111", extension="1", hours="毎日 24時間", confirmed=True)
    record = Record(
        name="窓口", ways=(WayTold(kind="web", address="https://example.jp/"), way), places=(Place(name="役場"),)
    )
    changed = with_report(record, "number", "03-2222-2222").ways[1]
    assert (changed.number, changed.extension, changed.confirmed) == ("03-2222-2222", "", False)
    assert with_report(record, "hours", "月 9:00-10:00").ways[1].hours == "月 9:00-10:00"
    assert with_report(Record(), "hours", "月 9:00-10:00").hours == "月 9:00-10:00"
    assert with_report(Record(), "number", "110").ways == (WayTold(number="110"),)
    assert with_report(record, "address", "見本町2").places[0] == Place(name="役場", address_1="見本町2")
    assert with_report(record, "closed", "").status == "defunct"
    for what in ("other", "number"):
        assert with_report(record, what, "" if what == "number" else "x") == record
