"""The HSDS API: filters that all hold, pages that join up, one shape of error, no secret place."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.directory import hsds_samples, samples
from tsunagi.base import audit
from tsunagi.directory.actions.index import index_services
from tsunagi.directory.api import answers
from tsunagi.directory.models import Location, Service, ServiceAtLocation, Taxonomy, TaxonomyTerm, Way
from tsunagi.directory.rules.hsds import VERSIONS

LISTS = ("services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms")
API = "/api/hsds/3.1"
#: No service has it; one and the same in every run, since tests are named by their addresses.
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def shelf(db: None) -> Service:
    """One service with everything, and three with little."""
    for number in range(3):
        samples.service(f"見本の電話{number}", areas=("27",))
    samples.service("伏せた支援", is_public=False)
    return hsds_samples.full_service()


def _get(client: Client, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200, response.content
    return response.json()


def _names(client: Client, query: str) -> list[str]:
    return [one["name"] for one in _get(client, f"{API}/services?{query}")["contents"]]


@pytest.mark.parametrize("version", VERSIONS)
def test_the_root_names_version_profile_and_description(client: Client, version: str) -> None:
    said = _get(client, f"/api/hsds/{version}/")
    assert said["version"] == version
    assert _get(client, said["profile"].removeprefix("http://testserver"))["$defs"]["service"]
    described = _get(client, said["openapi_url"].removeprefix("http://testserver"))
    assert f"/api/hsds/{version}/services/search" in described["paths"]


def test_only_what_is_published_is_given(client: Client, shelf: Service) -> None:
    hidden = Service.objects.get(name="伏せた支援")
    assert "伏せた支援" not in _names(client, "per_page=100")
    assert client.get(f"{API}/services/{hidden.pk}").status_code == 404
    said = _get(client, f"{API}/organizations/{hidden.provider_id}")
    assert [one["name"] for one in said["services"]] == ["見本の電話0", "見本の電話1", "見本の電話2"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("need=loneliness", 1),
        ("need=loneliness&area=131016", 1),
        ("need=loneliness&area=27", 0),
        ("area=27", 3),
        ("way=chat", 1),
        ("way=fax", 0),
        ("language=en", 1),
        ("need=loneliness&audience=person&way=telephone&language=ja", 1),
        ("need=debt", 0),
        ("search=居場所", 1),
        ("search=電話", 3),
        ("search=電話&area=27", 3),
        ("search=!", 0),
        ("modified_after=2199-01-01", 0),
        ("modified_after=2020-01-01T00:00:00Z", 4),
    ],
)
def test_filters_hold_together(client: Client, shelf: Service, query: str, found: int) -> None:
    assert _get(client, f"{API}/services?{query}")["total_items"] == found


def test_filters_by_key(client: Client, shelf: Service) -> None:
    full = _get(client, f"{API}/services/{shelf.pk}")
    term = full["attributes"][0]["taxonomy_term"]
    assert _names(client, f"taxonomy_term_id={term['id']}") == ["見本の居場所"]
    assert _names(client, f"taxonomy_id={term['taxonomy_detail']['id']}") == ["見本の居場所"]
    assert _names(client, f"organization_id={full['organization']['id']}") == ["見本の居場所"]
    assert _names(client, f"taxonomy_term_id={uuid4()}") == []


def test_filters_of_the_other_lists_hold_together(client: Client, shelf: Service) -> None:
    def found(query: str) -> set[str]:
        return {one["name"] for one in _get(client, f"{API}/{query}&per_page=500")["contents"]}

    need, audience = Taxonomy.objects.get(code="need"), Taxonomy.objects.get(code="audience")
    term = need.terms.get(code="loneliness")
    below = TaxonomyTerm.objects.create(taxonomy=need, name="見本の孤独", name_en="Sample", parent=term)
    assert found(f"organizations?taxonomy_term_id={term.pk}") == {"見本の居場所の会"}
    assert found(f"organizations?taxonomy_id={audience.pk}") == {"見本の居場所の会"}
    assert found(f"organizations?taxonomy_id={need.pk}&search=電話") == set()
    assert found("organizations?search=居場所 見本") == {"見本の居場所の会"}
    assert found("organizations?search=居場所 無い") == set()
    assert found(f"taxonomies?search={need.name}") == {need.name}
    assert found(f"taxonomies?search={need.name} 無い") == set()
    assert found("taxonomy_terms?search=見本 孤独") == found(f"taxonomy_terms?parent_id={term.pk}") == {below.name}
    assert found("taxonomy_terms?search=見本 無い") == set()
    of_needs = found(f"taxonomy_terms?taxonomy_id={need.pk}")
    assert of_needs == set(need.terms.values_list("name", flat=True))
    assert found(f"taxonomy_terms?taxonomy_id={need.pk}&top_only=true") == of_needs - {below.name}
    assert found(f"taxonomy_terms?taxonomy_id={audience.pk}&parent_id={term.pk}") == set()


def test_open_now_is_asked_of_the_hours(client: Client, shelf: Service) -> None:
    for told in (Way, Location, ServiceAtLocation):
        told.objects.update(hours="")
    index_services([shelf.pk])
    assert _names(client, "open_now=true") == [], "nobody knows when it is open"
    Way.objects.filter(service=shelf, kind="telephone").update(hours="毎日 24時間")
    index_services([shelf.pk])
    assert _names(client, "open_now=true") == ["見本の居場所"]


def test_words_go_by_post_too(client: Client, shelf: Service) -> None:
    for address in (f"{API}/services", f"{API}/services/search"):
        response = client.post(address, {"search": "居場所", "area": "131016"}, content_type="application/json")
        assert [one["name"] for one in response.json()["contents"]] == ["見本の居場所"]
    everything = client.post(f"{API}/services?area=27")
    assert everything.json()["total_items"] == 3
    assert client.post(f"{API}/services?area=27", {"search": "電話2"}).json()["total_items"] == 1


@pytest.mark.parametrize("kind", LISTS)
def test_pages_join_up(client: Client, shelf: Service, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "BATCH", 2)  # so that what is streamed is fetched in pieces, too
    whole = _get(client, f"{API}/{kind}?per_page=500")
    assert whole["size"] == whole["total_items"] == len(whole["contents"]) > 0
    assert (whole["first_page"], whole["last_page"], whole["empty"]) == (True, True, False)
    pieces = [_get(client, f"{API}/{kind}?per_page=2&page={page}") for page in range(1, whole["size"] // 2 + 3)]
    assert [one for piece in pieces for one in piece["contents"]] == whole["contents"]
    assert {(one["total_items"], one["total_pages"]) for one in pieces} == {(whole["size"], -(-whole["size"] // 2))}
    assert [one["page_number"] for one in pieces] == list(range(1, len(pieces) + 1))
    assert [one["first_page"] for one in pieces] == [True] + [False] * (len(pieces) - 1)
    assert pieces[-1]["empty"] and pieces[-1]["last_page"] and pieces[-1]["size"] == 0
    lines = client.get(f"{API}/{kind}?format=ndjson").getvalue().decode().splitlines()
    assert [json.loads(line) for line in lines] == whole["contents"]


@pytest.mark.parametrize("asked", [*LISTS, *(f"{kind}?full=true" for kind in LISTS[:3]), "services?area=27"])
def test_a_list_has_one_order_only(client: Client, shelf: Service, asked: str) -> None:
    """What is sorted by ends with a key: of two that are called alike none may stand on two pages, or on none."""
    with CaptureQueriesContext(connection) as queries:
        _get(client, f"{API}/{asked}")
    cut = [found[1] for query in queries if (found := re.search(r"ORDER BY (.+?)(?: LIMIT|$)", query["sql"], re.S))]
    assert re.search(r'(\bid"?|\b1)(?: ASC)?$', cut[0]), cut  # 1: the key is the only column


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_nothing_is_written_here(client: Client, shelf: Service, method: str) -> None:
    for address in ("", "services", f"services/{shelf.pk}", "services/search"):
        response = getattr(client, method)(f"{API}/{address}")
        assert (response.status_code, response.json()["error"]["code"]) == (405, "method")


@pytest.mark.parametrize("version", VERSIONS)
def test_every_address_answers_to_head_as_to_get_without_a_body(client: Client, shelf: Service, version: str) -> None:
    api = f"/api/hsds/{version}"
    described = _get(client, f"{api}/openapi.json")["paths"]
    paths = [path.replace("{id}", NOBODY) for path, methods in described.items() if "get" in methods]
    assert {f"{api}/", f"{api}/services", f"{api}/services/{NOBODY}"} < set(paths)
    for path in paths:
        got, head = client.get(path), client.head(path)
        del got["X-Request-ID"], head["X-Request-ID"]  # which no two requests share
        assert (head.status_code, head.headers) == (got.status_code, got.headers), path
        assert b"".join(head) == b""
        assert b"".join(got) != b""  # read to its end, or the connection to PostgreSQL is closed with the answer


def test_an_empty_directory_is_a_page_too(client: Client, db: None) -> None:
    assert _get(client, f"{API}/services") == {
        "total_items": 0,
        "total_pages": 0,
        "page_number": 1,
        "size": 0,
        "first_page": True,
        "last_page": True,
        "empty": True,
        "contents": [],
    }


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("services?colour=red", 400, "unknown"),
        ("services/search?search=x", 405, "method"),
        ("services?need=nonsense", 422, "invalid"),
        ("services?area=99", 422, "invalid"),
        ("services?area=131017", 422, "invalid"),
        ("services?way=pigeon", 422, "invalid"),
        ("services?language=日本語", 422, "invalid"),
        ("services?page=0", 422, "invalid"),
        ("services?page=99999999999999999999", 422, "invalid"),
        ("services?per_page=501", 422, "invalid"),
        ("services?per_page=ten", 422, "invalid"),
        ("services?modified_after=soon", 422, "invalid"),
        ("services?modified_after=0001-01-01", 422, "invalid"),
        ("services?organization_id=7", 422, "invalid"),
        ("services?format=xml", 422, "invalid"),
        ("services?search=%00", 422, "invalid"),
        (f"services?search={'あ' * 201}", 422, "invalid"),
        ("services?need=debt&need=housing", 422, "invalid"),
        ("service_at_locations?proximity=100", 422, "invalid"),
        ("service_at_locations?latitude=35", 422, "invalid"),
        ("service_at_locations?latitude=35&longitude=139", 422, "invalid"),
        ("service_at_locations?postcode=12", 422, "invalid"),
        ("service_at_locations?postcode=999-9999&proximity=10", 422, "invalid"),
        ("services/7", 404, "not_found"),
        (f"services/{NOBODY}", 404, "not_found"),
        (f"services/{NOBODY}?colour=red", 400, "unknown"),
        ("nothing/here", 404, "not_found"),
        ("?colour=red", 400, "unknown"),
    ],
)
def test_errors_have_one_shape(client: Client, db: None, address: str, status: int, code: str) -> None:
    response = client.get(f"{API}/{address}")
    assert response.status_code == status, response.content
    error = response.json()["error"]
    assert error["code"] == code
    assert error["message"]
    assert client.head(f"{API}/{address}").status_code == status


@pytest.mark.parametrize(
    "sent", ["{", "[]", '"x"', "\ufffe", '{"search": 7}', '{"search": "\\ud800"}', '{"colour": 1}']
)
def test_a_body_that_cannot_be_read_is_refused(client: Client, db: None, sent: str) -> None:
    response = client.post(f"{API}/services", sent.encode(), content_type="application/json")
    assert response.status_code in (400, 422)
    assert response.json()["error"]["message"]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_confidential_place_is_given_by_its_type_alone(client: Client, shelf: Service, version: str) -> None:
    pages = [f"{kind}?per_page=500{full}" for kind in LISTS[:3] for full in ("", "&full=true")]
    single = [f"services/{shelf.pk}", f"organizations/{shelf.provider_id}?full_service=true"]
    places = [f"service_at_locations/{one.pk}" for one in ServiceAtLocation.objects.all()]
    seen = ""
    for address in [*pages, *single, *places]:
        seen += client.get(f"/api/hsds/{version}/{address}").content.decode()
    assert "tsunagi_confidential" in seen
    assert [secret for secret in hsds_samples.SECRETS if secret in seen] == []


def test_a_confidential_place_is_not_found_by_where_it_is(client: Client, shelf: Service) -> None:
    def found(query: str) -> int:
        total: int = _get(client, f"{API}/service_at_locations?{query}")["total_items"]
        return total

    assert found("postcode=163-8001") == found("postcode=1638001") == 1
    assert found("latitude=35.69&longitude=139.69&proximity=300") == 1
    assert found("latitude=35.69&longitude=139.69&proximity=10") == 0
    assert found("postcode=1638001&proximity=5") == 1
    assert found("postcode=987-6543") == 0
    assert found("latitude=35.11&longitude=139.22&proximity=1000") == 0
    assert client.get(f"{API}/service_at_locations?postcode=9876543&proximity=1000").status_code == 422
    assert found("search=ひみつ荘") == 0


def test_only_public_contacts_and_no_assurer_are_given(client: Client, shelf: Service) -> None:
    said = client.get(f"{API}/services/{shelf.pk}").content.decode()
    assert "見本の課" in said
    assert not [one for one in ("見本の内部の人", "inside@example.jp", "assurer@example.jp") if one in said]


@pytest.mark.parametrize("asked", [*(f"{kind}?" for kind in LISTS), *(f"{kind}?full=true&" for kind in LISTS[:3])])
def test_queries_stay_the_same_however_many_there_are(client: Client, shelf: Service, asked: str) -> None:
    counts = []
    for more in (1, 5):
        for number in range(more):
            hsds_samples.full_service(f"見本{more}-{number}")
        audit.record(by=None, action="test.deed", subject="something")
        with CaptureQueriesContext(connection) as queries:
            _get(client, f"{API}/{asked}per_page=500")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_what_has_not_changed_is_not_sent_again(client: Client, shelf: Service) -> None:
    address = f"{API}/services/{shelf.pk}"
    first = client.get(address)
    assert first["Last-Modified"]
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Way.objects.filter(service=shelf, kind="telephone").update(number="0352532119")
    changed = client.get(address, headers={"If-None-Match": first["ETag"], "If-Modified-Since": first["Last-Modified"]})
    assert "03-5253-2119" in changed.content.decode()
    assert client.get(address, headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 200


def test_minimal_pages_are_long_and_lean(client: Client, shelf: Service) -> None:
    page = _get(client, f"{API}/services?minimal=true&per_page=10000")
    assert {tuple(one) for one in page["contents"]} == {("id", "name", "status", "last_modified")}


def test_what_was_withdrawn_is_told_by_the_ids_that_are_left_and_by_nothing_else(
    client: Client, shelf: Service
) -> None:
    withdrawn = Service.objects.get(name="見本の電話0")
    before = withdrawn.modified_at.isoformat().replace("+", "%2B")
    assert withdrawn.name in _names(client, f"modified_after={before}&minimal=true&per_page=10000")
    withdrawn.status = Service.Status.DEFUNCT
    withdrawn.save()
    index_services([withdrawn.pk])
    assert withdrawn.name not in _names(client, f"modified_after={before}")
    ids = {one["id"] for one in _get(client, f"{API}/services?minimal=true&per_page=10000")["contents"]}
    assert str(withdrawn.pk) not in ids and len(ids) == 3


def test_a_service_says_all_that_is_known(client: Client, shelf: Service) -> None:
    said = _get(client, f"{API}/services/{shelf.pk}")
    phone = said["phones"][0]
    assert (phone["number"], phone["extension"], phone["type"]) == ("03-5253-2111", 12, "voice")
    assert phone["tsunagi_way"]["crisis"] is True
    assert phone["languages"][0]["code"] == "en"
    assert {one["kind"] for one in said["tsunagi_ways"]} == {"chat", "in_person"}
    assert [one["url"] for one in said["additional_urls"]] == ["https://example.jp/chat"]
    assert said["capacities"][0]["available"] == 3
    assert [one["name"] for one in said["service_areas"]] in (
        ["東京都", "東京都千代田区"],
        ["東京都千代田区", "東京都"],
    )
    assert said["tsunagi_measures"] == [{"plan": "national", "fiscal_year": 2024, "number": 7}]
    hours = [one for one in said["schedules"] if one.get("tsunagi_way_id") == phone["id"]]
    assert [(one["opens_at"], one["closes_at"]) for one in hours] == [("09:00+09:00", "01:00+09:00")]
    place = next(one for one in said["service_at_locations"] if "description" in one)
    assert place["phones"][0]["number"] == "03-5253-2113"
    assert place["location"]["addresses"][0]["state_province"] == "東京都"
    assert (place["location"]["latitude"], place["location"]["longitude"]) == (35.6895, 139.6917)
    old = _get(client, f"/api/hsds/3.0/services/{shelf.pk}")
    assert not {"additional_urls", "capacities"} & set(old)
    assert said["organization"]["organization_identifiers"][0]["identifier_scheme"] == "JP-JCN"


def test_words_are_asked_of_the_database_each_time(client: Client, shelf: Service) -> None:
    # What somebody looks for is remembered nowhere.
    with CaptureQueriesContext(connection) as asked:
        assert [_names(client, "search=電話2") for _time in "12"] == [["見本の電話2"]] * 2
    assert sum("directory_service" in query["sql"] for query in asked) >= 4
