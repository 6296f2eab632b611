"""Files to take along, the API, the schema and the catalogue."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.test import Client
from django.urls import reverse

from tests.register.samples import fill
from tsunagi.reading.document import read
from tsunagi.register.actions import editions
from tsunagi.register.models import Edition
from tsunagi.register.queries.readings import readings
from tsunagi.register.rules.schema import EDITION
from tsunagi.register.views import data

pytestmark = pytest.mark.django_db

WHERE = ["sample", 2024, "follow_up"]


def download(client: Client, kind: str) -> Any:
    return client.get(reverse("register:download", args=[*WHERE, kind]))


@pytest.mark.parametrize("kind", ["xlsx", "docx", "pdf", "csv"])
def test_what_is_downloaded_reads_back_equal(client: Client, published: Edition, tmp_path: Path, kind: str) -> None:
    answer = download(client, kind)
    assert answer.status_code == 200
    assert f"sample-2024-follow_up.{kind}" in answer["Content-Disposition"]
    path = tmp_path / f"file.{kind}"
    path.write_bytes(answer.content)
    back = read(path)
    for said, measure in zip(readings(published).values(), back.measures, strict=True):
        assert (said["number"], said["sections"]) == (measure.number, list(measure.sections))
        assert (said["ministries"], said["urls"]) == (list(measure.ministries), list(measure.urls))
        for column in ("title", "overview", "goal"):
            assert "".join(said["cells"][column]["text"].split()) == "".join(measure.cells[column].text.split())


def test_json_is_what_the_schema_says_and_names_nobody(client: Client, published: Edition) -> None:
    said = json.loads(download(client, "json").content)
    jsonschema.validate(said, EDITION)
    jsonschema.Draft202012Validator.check_schema(EDITION)
    assert said["edition"]["seal"] == published.seal
    assert [one["number"] for one in said["measures"]] == [1, 2, 3]
    assert said["measures"][1]["assessments"][0]["verdict"] == "not_met"
    assert "entered_by" not in json.dumps(said)
    assert client.get("/api/schema/edition.json").json() == json.loads(json.dumps(EDITION))


def test_a_published_file_is_not_sent_twice_and_a_draft_not_at_all(client: Client, edition: Edition) -> None:
    assert download(client, "csv").status_code == 404
    editions.publish(by=None, edition=edition)
    tag = download(client, "csv")["ETag"]
    again = client.get(reverse("register:download", args=[*WHERE, "csv"]), HTTP_IF_NONE_MATCH=tag)
    assert again.status_code == 304
    assert download(client, "exe").status_code == 404


def test_the_page_leads_to_every_file_and_says_what_is_not_in_them(client: Client, edition: Edition) -> None:
    edition.note = "文は収めていません。"
    edition.save(update_fields=["note"])
    editions.publish(by=None, edition=edition)
    page = client.get(reverse("register:downloads", args=WHERE)).content.decode()
    for kind in ("xlsx", "docx", "pdf", "csv", "json"):
        assert reverse("register:download", args=[*WHERE, kind]) in page
    assert edition.note in page


def test_the_catalogue_leads_to_files_that_are_there(client: Client, published: Edition) -> None:
    said = client.get("/api/catalogue.jsonld").json()
    (dataset,) = said["dcat:dataset"]
    assert len(dataset["dcat:distribution"]) == 5
    for one in dataset["dcat:distribution"]:
        answer = client.get(one["dcat:downloadURL"]["@id"].replace("http://testserver", ""))
        assert answer.status_code == 200
        assert answer["Content-Type"].split(";")[0] == one["dcat:mediaType"]
        assert published.seal in one["dct:description"]
    assert client.get(dataset["@id"].replace("http://testserver", "")).status_code == 200


def test_pages_of_the_catalogue_put_together_are_the_whole(
    client: Client, published: Edition, organisation: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data, "PLANS", 2)
    for name in ("a", "b", "c", "z"):
        body = organisation(name)
        plan = editions.found_plan(by=None, organisation=body, slug=f"{name}-plan", title=f"見本計画{name}")
        made = editions.start_edition(by=None, plan=plan, fiscal_year=2024, kind="plan", title="見本")
        fill(made)
        if name != "z":  # its plan stays a draft
            editions.publish(by=None, edition=made)
    address, met, totals = "http://testserver/api/catalogue.jsonld", [], set()
    following: str | None = address
    while following:
        said = client.get(following.removeprefix("http://testserver")).json()
        assert (said["@id"], said["hydra:view"]["@id"]) == (address, following)
        met += [one["dct:identifier"] for one in said["dcat:dataset"]]
        totals.add(said["hydra:totalItems"])
        following = said["hydra:view"].get("hydra:next", {}).get("@id")
    assert met == ["a-plan", "b-plan", "c-plan", "sample"]
    assert totals == {4}
    assert said["hydra:view"]["hydra:previous"]["@id"] == address


@pytest.mark.parametrize("page", ["0", "2", "-1", "x", "", "²", "9" * 30])
def test_a_page_that_the_catalogue_does_not_have_is_refused_in_a_sentence(
    client: Client, published: Edition, page: str
) -> None:
    answer = client.get("/api/catalogue.jsonld", {"page": page})
    assert answer.status_code == 404
    assert "1" in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", [1, 2, 3]),
        ("&section=1-2", [2, 3]),
        ("&ministry=mhlw", [1, 2]),
        ("&group=children", [2]),
        ("&verdict=met", [1]),
        ("&verdict=met&ministry=cfa", []),
        ("&limit=1&offset=1", [2]),
        ("&offset=99", []),
    ],
)
def test_measures_are_filtered_and_paged(client: Client, published: Edition, query: str, numbers: list[int]) -> None:
    said = client.get(f"/api/v1/measures?plan=sample&year=2024&kind=follow_up{query}").json()
    assert [one["number"] for one in said["items"]] == numbers


def test_pages_put_together_are_the_whole(client: Client, published: Edition) -> None:
    address = "/api/v1/measures?plan=sample&year=2024&kind=follow_up&limit=2&offset="
    pages = [client.get(f"{address}{offset}").json() for offset in (0, 2)]
    assert {page["count"] for page in pages} == {3}
    assert [one["number"] for page in pages for one in page["items"]] == [1, 2, 3]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/plans", 200),
        ("/api/v1/editions?plan=sample&year=2024", 200),
        ("/api/v1/editions/sample/2024/follow_up", 200),
        ("/api/v1/bodies/2024/follow_up", 200),
        ("/api/v1/openapi.json", 200),
        ("/api/v1/editions/none/2024/follow_up", 404),
        ("/api/v1/editions/sample/24/follow_up", 422),
        ("/api/v1/editions/sample/2024/other", 422),
        ("/api/v1/measures/999999", 404),
        ("/api/v1/measures", 422),
        ("/api/v1/plans?limit=1000", 422),
        ("/api/v1/plans?limit=x", 422),
        ("/api/v1/plans?offset=-1", 422),
        ("/api/v1/measures?plan=sample&year=2024&kind=follow_up&verdict=good", 422),
    ],
)
def test_every_answer_has_its_shape(client: Client, published: Edition, address: str, status: int) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    if status != 200:
        assert set(answer.json()["error"]) == {"code", "message"}
    head = client.head(address)
    del answer["X-Request-ID"], head["X-Request-ID"]  # which no two requests share
    assert (head.status_code, head.content, head.headers) == (status, b"", answer.headers)


def test_only_published_things_are_handed_out(client: Client, edition: Edition, member: Any, settings: Any) -> None:
    settings.SECOND_FACTOR = False
    client.force_login(member("publisher"))
    assert client.get("/api/v1/plans").json()["count"] == 0
    assert client.get("/api/v1/editions/sample/2024/follow_up").status_code == 404
    measure = edition.entries.get(number=1).measure_id
    assert client.get(f"/api/v1/measures/{measure}").status_code == 404


def test_a_measure_is_told_over_the_years_and_answers_are_tagged(
    client: Client, published: Edition, django_assert_max_num_queries: Any
) -> None:
    measure = published.entries.get(number=1).measure_id
    with django_assert_max_num_queries(6):
        answer = client.get(f"/api/v1/measures/{measure}")
    assert [one["edition"]["fiscal_year"] for one in answer.json()["entries"]] == [2024]
    for ask in (client.get, client.head):
        again = ask(f"/api/v1/measures/{measure}", headers={"If-None-Match": answer["ETag"]})
        assert (again.status_code, again["ETag"]) == (304, answer["ETag"])
