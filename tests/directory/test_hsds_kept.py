"""Pages of the API's list of services are read from kept texts, and always say what a record says now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.directory import hsds_samples, samples
from tsunagi.directory.actions import merging, providers, records
from tsunagi.directory.actions.index import index_missing
from tsunagi.directory.models import KeptRecord, Location, Provider, Service, ServiceAtLocation
from tsunagi.directory.queries.hsds import kept
from tsunagi.directory.queries.hsds.scope import Scope
from tsunagi.directory.queries.hsds.trees import services
from tsunagi.directory.queries.keeping import told_provider
from tsunagi.directory.queries.public import public_services
from tsunagi.directory.queries.records import record_of
from tsunagi.directory.rules.hsds import VERSIONS
from tsunagi.directory.rules.hsds.shape import tables
from tsunagi.directory.rules.records import Place, Way

API = "/api/hsds/3.1"
DAY = date(2026, 11, 26)


@pytest.fixture
def shelf(db: None) -> Service:
    """One service with everything, and two with little."""
    samples.service("見本の電話1")
    samples.service("見本の電話2")
    return hsds_samples.full_service()


def _listed(client: Client, version: str = "3.1") -> Any:
    return client.get(f"/api/hsds/{version}/services?per_page=500").json()


def _said_anew() -> list[dict[str, Any]]:
    return services(public_services().order_by("search_entry").select_related("provider"), Scope())


def _save(service: Service, **changed: Any) -> None:
    before = record_of(service, None)
    records.save_service(by=None, keeper=service.kept_by, record=replace(before, **changed), service=service, day=DAY)


def _way(service: Service) -> tuple[Way, ...]:
    first, *others = record_of(service, None).ways
    return (replace(first, number="0352532199"), *others)


#: Of every kind of change one, with what the whole record says afterwards.
CHANGES: dict[str, tuple[Callable[[Service], Any], str]] = {
    "name": (lambda one: _save(one, name="見本の新しい居場所"), "見本の新しい居場所"),
    "hours": (lambda one: _save(one, hours="土 10:00-12:00"), "10:00"),
    "telephone": (lambda one: _save(one, ways=_way(one)), "03-5253-2199"),
    "place": (lambda one: _save(one, places=(Place(name="見本の新館", city="千代田区"),)), "見本の新館"),
    "area": (lambda one: _save(one, areas=("27",)), "大阪府"),
    "language": (lambda one: _save(one, languages=("ko",)), '"ko"'),
    "alert": (lambda one: _save(one, alert="大雪で休みます"), "大雪で休みます"),
    "checked": (lambda one: records.confirm_service(by=None, service=one, day=DAY), '"assured_date": "2026-11-26"'),
}


def _changed_since(client: Client, moment: datetime) -> list[str]:
    """Who asks now and then is told of these."""
    address = f"{API}/services"
    found = client.post(address, {"modified_after": moment.isoformat()}, content_type="application/json").json()
    return [one["name"] for one in found["contents"]]


@pytest.mark.parametrize("change", CHANGES)
def test_each_change_is_seen_at_once(client: Client, shelf: Service, change: str) -> None:
    write, said = CHANGES[change]
    address = f"{API}/services/{shelf.pk}"
    before, moment = _listed(client), timezone.now()
    tags = {one: client.get(one)["ETag"] for one in (address, f"{API}/services", f"{API}/services?full=true")}
    assert {client.get(one, headers={"If-None-Match": tag}).status_code for one, tag in tags.items()} == {304}
    assert _changed_since(client, moment) == []
    assert said not in client.get(address).content.decode()
    write(Service.objects.get(pk=shelf.pk))
    assert said in client.get(address).content.decode()
    assert said in client.get(f"{API}/services?full=true").content.decode()
    assert _listed(client)["contents"] == _said_anew()
    assert _listed(client) != before  # when it was changed is said too
    assert {client.get(one, headers={"If-None-Match": tag}).status_code for one, tag in tags.items()} == {200}
    assert _changed_since(client, moment) == [Service.objects.get(pk=shelf.pk).name]


def test_a_changed_provider_is_seen_at_once(client: Client, shelf: Service, member: Callable[..., Any]) -> None:
    held = shelf.provider
    told = replace(told_provider(held), name="見本の新しい会", corporate_number="")
    version, moment = providers.version_of_provider(held), timezone.now()
    providers.save_provider(by=member("editor"), provider=held, told=told, version=version)
    said = {one["id"]: one["organization"]["name"] for one in _listed(client)["contents"]}
    assert said[str(shelf.pk)] == "見本の新しい会"
    assert _changed_since(client, moment) == [shelf.name]
    assert _listed(client)["contents"] == _said_anew()


def test_a_place_is_changed_for_all_that_are_given_there(client: Client, shelf: Service) -> None:
    other, moment = samples.service("同じ会館の窓口"), timezone.now()
    ServiceAtLocation.objects.create(service=other, location=Location.objects.get(name="見本会館"))
    _save(shelf, places=tuple(replace(one, name="見本新館") for one in record_of(shelf, None).places))
    assert "見本新館" in client.get(f"{API}/services/{other.pk}").content.decode()
    assert set(_changed_since(client, moment)) == {shelf.name, other.name}


def test_who_asks_from_the_moment_of_a_change_on_is_told_of_it(client: Client, shelf: Service) -> None:
    said = client.get(f"{API}/services/{shelf.pk}").json()
    assert _changed_since(client, datetime.fromisoformat(said["last_modified"])) == [shelf.name]


def test_what_is_taken_back_is_gone_at_once(client: Client, shelf: Service, member: Callable[..., Any]) -> None:
    editor = member("editor")
    records.withdraw_service(by=editor, service=shelf)
    assert [one["name"] for one in _listed(client)["contents"]] == ["見本の電話1", "見本の電話2"]
    assert KeptRecord.objects.count() == 2
    one, two = public_services().order_by("name")
    merging.merge_services(by=editor, service=two, into=one)
    assert [one["name"] for one in _listed(client)["contents"]] == ["見本の電話1"]
    merging.part_services(by=editor, service=two)
    records.publish_service(by=editor, service=shelf)
    assert _listed(client)["total_items"] == 3 and _listed(client)["contents"] == _said_anew()


def test_a_text_that_nobody_brought_up_to_date_is_not_used(client: Client, shelf: Service) -> None:
    shelf.summary = "誰かが直接書き換えた"
    shelf.save()
    Provider.objects.get(pk=shelf.provider_id).save()
    assert _listed(client)["contents"] == _said_anew()
    assert "直接書き換えた" in client.get(f"{API}/services").content.decode()
    Service.objects.filter(pk=shelf.pk).update(is_public=False)
    assert "居場所" not in client.get(f"{API}/services").content.decode()


def test_a_page_is_read_and_not_made(client: Client, shelf: Service) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert _listed(client)["total_items"] == 3
    assert [query["sql"].split()[:2] for query in asked] == [["SELECT", "COUNT(*)"], ["SELECT", "s.id,"]]
    KeptRecord.objects.all().delete()
    assert _listed(client)["contents"] == _said_anew()
    index_missing()
    assert KeptRecord.objects.count() == 3


def test_an_update_of_the_code_makes_the_texts_anew(
    client: Client, shelf: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    KeptRecord.objects.update(text='{"name": "from before"}')
    assert [one["name"] for one in _listed(client)["contents"]] == ["from before"] * 3
    monkeypatch.setattr(kept, "code", lambda: "another")
    assert _listed(client)["contents"] == _said_anew()
    index_missing()
    assert set(KeptRecord.objects.values_list("code", flat=True)) == {"another"}
    assert not KeptRecord.objects.filter(text__contains="from before").exists()


def test_both_versions_have_the_same_in_lists(client: Client, shelf: Service) -> None:
    assert _listed(client, "3.0") == _listed(client, "3.1")
    for name in ("service", "organization"):
        newer = [one for one in tables()[name].fields.values() if one.since != VERSIONS[0]]
        assert newer and all(one.kind == "many" for one in newer)  # and so in no list


def test_no_place_is_in_a_kept_text(shelf: Service) -> None:
    assert Location.objects.filter(is_confidential=True).exists()
    kept_texts = "".join(KeptRecord.objects.values_list("text", flat=True))
    assert not [one for one in (*hsds_samples.SECRETS, "見本会館", "新宿区", "location") if one in kept_texts]
