"""The pages of figures: a count taken, prepared, signed off, corrected and read; who may, and who may not."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cases.conftest import House
from tests.figures import samples
from tests.figures.conftest import Desk
from tests.figures.walking import page, post, refused
from tsunagi.base.models import Job, Reading
from tsunagi.directory.models import Service
from tsunagi.figures.models import Definition, Figure, Publication, Threshold
from tsunagi.figures.rules.periods import period_of, settled
from tsunagi.figures.templatetags.figures import said
from tsunagi.figures.urls import urlpatterns


@pytest.fixture
def month() -> int:
    """The last month that can be counted today."""
    code = settled("month", timezone.localdate(), 1)[0]
    return int(code.replace("-", ""))


@pytest.fixture
def table(body: Desk) -> Publication:
    """A published table with a hidden cell."""
    samples.needs(202512, rent=40, food=3, talk=20)
    return samples.published(body.counter, body.signer, samples.definition(body.organisation, body.counter), "2025-12")


@pytest.mark.parametrize(
    ("figure", "shown"),
    [
        (Figure(number=Decimal("46.5"), counted=72, out_of=155), "46.5 %(155のうち72)"),
        (Figure(number=Decimal("12.0")), "12 %"),
        (Figure(), "なし"),
        (Figure(is_hidden=True), "秘匿"),
    ],
)
def test_a_unit_stands_after_the_number_and_not_after_what_it_is_a_share_of(figure: Figure, shown: str) -> None:
    assert said(figure, "%") == shown


def test_a_count_goes_its_way_from_page_to_page(
    client: Client, body: Desk, month: int, django_capture_on_commit_callbacks: Any
) -> None:
    slug = body.organisation.slug
    samples.needs(month, rent=40, food=3, talk=20)
    client.force_login(body.counter)
    assert "数字の公表" in client.get(reverse("base:desk")).content.decode()
    assert "合う支援が見つからなかった回数" in page(client, "keep", slug)
    post(client, "take", slug, "unmet-needs")
    of = Definition.objects.get()
    period = period_of(month, "month")
    assert period in page(client, "prepare", of.pk)
    refused(client, "prepare", of.pk, said={"period": "2099-01"}, words="選択")
    with django_capture_on_commit_callbacks(execute=True):
        started = post(client, "prepare", of.pk, said={"period": period})
    job = Job.objects.get()
    assert (job.state, job.message) == ("done", ""), job.message
    made = Publication.objects.get()
    assert client.get(started["Location"]).headers["Location"] == reverse("figures:publication", args=[made.pk])
    shown = page(client, "publication", made.pk)
    assert "まだ公表されていません" in shown and "別の確認者に頼んでください" in shown and ">3<" not in shown
    refused(client, "sign", made.pk, said={}, words="別の確認者", status=403)

    client.logout()
    assert client.get(reverse("figures:publication", args=[made.pk])).status_code == 404
    assert client.get(reverse("figures:definition", args=[slug, of.code])).status_code == 404

    client.force_login(body.signer)
    assert "確認を待っている" in page(client, "keep", slug) and str(made.definition) in page(client, "keep", slug)
    post(client, "sign", made.pk)

    client.logout()
    assert str(body.organisation) in page(client, "home")
    assert of.name in page(client, "body", slug)
    shown = page(client, "definition", slug, of.code)
    assert "63" in shown and "秘匿" in shown and "<svg" in shown
    number = made.figures.get(is_whole=True)
    assert "どこから来たか" in page(client, "figure", number.pk)

    client.force_login(body.counter)
    samples.needs(month, rent=45, food=3, talk=20)
    refused(client, "correct", made.pk, said={"reason": ""}, words="必須")
    with django_capture_on_commit_callbacks(execute=True):
        post(client, "correct", made.pk, said={"reason": "記入漏れ"})
    later = Publication.objects.get(version=2)
    client.force_login(body.signer)
    post(client, "sign", later.pk)
    client.logout()
    assert "訂正された古い版" in page(client, "publication", made.pk)
    assert "訂正されています" in page(client, "figure", number.pk)
    assert "記入漏れ" in page(client, "publication", later.pk) and "68" in page(client, "definition", slug, of.code)


def test_a_definition_of_ones_own_needs_no_code(client: Client, body: Desk) -> None:
    slug = body.organisation.slug
    client.force_login(body.counter)
    assert "断られた" in page(client, "define", slug, "referral")
    said = {
        "name": "断られた割合", "code": "declined-share", "kind": "share", "unit": "%", "by": "", "grain": "year",
        "counted": ["declined"], "out_of": ["declined", "accepted"],
    }  # fmt: skip
    refused(client, "define", slug, "referral", said={**said, "out_of": []}, words="分母に")
    refused(client, "define", slug, "referral", said={**said, "counted": ["shown"]}, words="選択")
    post(client, "define", slug, "referral", said=said)
    refused(client, "define", slug, "referral", said=said, words="いまの定義と同じ")
    assert "断られた割合" in page(client, "define", slug, "referral", code="declined-share")
    post(client, "define", slug, "referral", said={**said, "out_of": ["declined", "accepted", "withdrawn"]})
    assert [one.version for one in Definition.objects.order_by("version")] == [1, 2]
    assert client.get(reverse("figures:define", args=[slug, "secrets"])).status_code == 404


def test_what_belongs_to_the_installation_is_counted_by_one_body(
    client: Client, body: Desk, member: Callable[..., Any]
) -> None:
    samples.definition(body.organisation, body.counter)
    other = member("editor", at="another")
    client.force_login(other)
    assert "合う支援が見つからなかった回数" not in page(client, "keep", "another")
    refused(client, "take", "another", "unmet-needs", said={}, words=str(body.organisation), status=403)


def test_the_limit_is_never_below_the_installations(client: Client, body: Desk, settings: Any) -> None:
    client.force_login(body.counter)
    refused(client, "limit", body.organisation.slug, said={"limit": 4}, words="10より小さく")
    post(client, "limit", body.organisation.slug, said={"limit": 30})
    assert Threshold.objects.get().limit == 30
    samples.needs(202512, rent=40, food=20)
    of = samples.definition(body.organisation, body.counter)
    made = samples.published(body.counter, body.signer, of, "2025-12")
    assert samples.shown(made) == {"": 60, "food": None, "rent": None} and made.limit == 30


def test_files_say_what_the_page_says(client: Client, table: Publication) -> None:
    slug, code = table.organisation.slug, table.definition.code
    told = json.loads(page(client, "data", slug, code, "json"))
    assert told["definition"]["source"] == "need"
    assert {(one["value"], one["counted"], one["hidden"]) for one in told["figures"]} == {
        ("", 63, False), ("food", None, True), ("rent", None, True), ("talk", 20, False),
    }  # fmt: skip
    assert all("/figures/numbers/" in one["address"] for one in told["figures"])
    lines = page(client, "data", slug, code, "csv").splitlines()
    assert len(lines) == 5 and lines[0].startswith("\ufeffperiod,")
    assert client.get(reverse("figures:data", args=[slug, code, "exe"])).status_code == 404


def test_the_catalogue_of_plans_leads_to_that_of_figures_and_to_files_that_are_there(
    client: Client, table: Publication
) -> None:
    (held,) = client.get("/api/catalogue.jsonld").json()["dcat:catalog"]
    told = client.get(held["@id"].removeprefix("http://testserver")).json()
    assert told["@id"] == held["@id"] and told["hydra:totalItems"] == 1
    (dataset,) = told["dcat:dataset"]
    assert dataset["dct:title"] == table.definition.name
    assert dataset["dct:temporal"]["dcat:startDate"]["@value"] == "2025-12-01"
    assert dataset["dct:temporal"]["dcat:endDate"]["@value"] == "2025-12-31"
    for one in dataset["dcat:distribution"]:
        answer = client.get(one["dcat:downloadURL"]["@id"].removeprefix("http://testserver"))
        assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (200, one["dcat:mediaType"])
    assert len(dataset["dcat:distribution"]) == 2
    assert client.get(reverse("figures:catalogue"), {"page": "2"}).status_code == 404


def test_the_catalogue_has_nothing_that_waits_to_be_signed_off(client: Client, body: Desk) -> None:
    from tsunagi.figures.actions.publishing import prepare

    samples.needs(202512, rent=40)
    of = samples.definition(body.organisation, body.counter)
    prepare(by=body.counter, definition=of, period="2025-12", day=samples.DAY)
    assert client.get(reverse("figures:catalogue")).json()["dcat:dataset"] == []


def test_records_are_seen_by_the_supervisor_and_each_look_is_kept(
    client: Client, body: Desk, town: House, place: Service
) -> None:
    on = date(2025, 5, 10)
    for _at in range(12):
        samples.referral_of(town.worker, town.organisation, place, on)
    of = samples.definition(
        body.organisation, body.counter, source="referral", counted=["waiting"], by="", grain="year", code="sent"
    )
    ages = samples.definition(
        body.organisation, body.counter, source="case", counted=["new_unplanned"], by="age", grain="year", code="ages"
    )
    made = samples.published(body.counter, body.signer, of, "FY2025").figures.get()
    aged = samples.published(body.counter, body.signer, ages, "FY2025").figures.get(is_whole=False)
    for who in (body.counter, body.signer, town.worker):
        client.force_login(who)
        assert client.get(reverse("figures:records", args=[made.pk])).status_code == 403
        assert "数えた記録を見る" not in page(client, "figure", made.pk)
    assert not Reading.objects.filter(why="figures").exists()
    client.force_login(town.supervisor)
    assert "数えた記録を見る" in page(client, "figure", made.pk)
    assert page(client, "records", made.pk).count("つなぎを見る") == 12
    assert (
        Reading.objects.filter(why="figures", by=town.supervisor, subject__startswith="cases.referral:").count() == 12
    )
    assert "見本 𠮷子" not in page(client, "records", aged.pk)
    assert Reading.objects.filter(why="figures", subject__startswith="cases.case:").count() == 12


@pytest.mark.parametrize("role", ["", "viewer", "case_worker", "editor", "checker", "administrator"])
def test_nobody_of_another_body_changes_or_sees_what_is_not_public(
    client: Client, body: Desk, member: Callable[..., Any], role: str
) -> None:
    samples.needs(202512, rent=40)
    of = samples.definition(body.organisation, body.counter)
    from tsunagi.figures.actions.publishing import prepare

    made = prepare(by=body.counter, definition=of, period="2025-12", day=samples.DAY)
    if role:
        client.force_login(member(role, at="another"))
    given = {
        "slug": body.organisation.slug, "code": of.code, "source": "need", "format": "json", "key": made.pk,
    }  # fmt: skip
    keys = {"figure": made.figures.get(is_whole=True).pk, "records": made.figures.get(is_whole=True).pk}
    keys |= {"prepare": of.pk}
    open_to_all = {"home", "catalogue"} | ({"learning"} if role in ("editor", "checker") else set())
    for pattern in urlpatterns:
        names = {name: given[name] for name in pattern.pattern.converters}
        if "key" in names:
            names["key"] = keys.get(pattern.name, made.pk)
        address = reverse(f"figures:{pattern.name}", kwargs=names)
        for answer in (client.get(address), client.post(address, {"period": "2025-12", "reason": "x", "limit": 99})):
            if pattern.name in open_to_all:
                continue
            assert answer.status_code in (302, 403, 404, 405), (pattern.name, answer.status_code)
            if answer.status_code == 302:
                assert "login" in answer.headers["Location"], pattern.name
    assert (Publication.objects.get().state, Definition.objects.count()) == ("prepared", 1)


def test_pages_take_as_many_queries_however_much_is_published(
    client: Client, body: Desk, django_assert_max_num_queries: Any
) -> None:
    of = samples.definition(body.organisation, body.counter)
    for number in range(4, 13):
        samples.needs(202500 + number, rent=40, talk=20)
        made = samples.published(body.counter, body.signer, of, f"2025-{number:02}")
    with django_assert_max_num_queries(8):
        page(client, "definition", body.organisation.slug, of.code)
    with django_assert_max_num_queries(9):
        page(client, "figure", made.figures.first().pk)
    with django_assert_max_num_queries(8):
        shown = page(client, "body", body.organisation.slug)
    whole = made.figures.get(is_whole=True)
    assert f'<a href="{reverse("figures:figure", args=[whole.pk])}">60</a>' in shown, "of the newest period"
