"""Every answer of both versions against the official schemas, and the API against the official OpenAPI description."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any
from uuid import UUID

import jsonschema
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from tests.directory import hsds_samples, samples
from tests.shared import shared_path
from tsunagi.directory.models import Service, ServiceAtLocation
from tsunagi.directory.rules.hsds import VERSIONS, Version
from tsunagi.directory.rules.hsds.schema import LISTS, json_schema
from tsunagi.wsgi import application

PAGE = {
    "type": "object",
    "required": ["total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty", "contents"],
}


@pytest.fixture
def shelf(db: None) -> dict[str, Any]:
    """One service with everything, one with hardly anything; their keys by list."""
    made = hsds_samples.full_service()
    bare = samples.service("見本の電話")
    from tsunagi.directory.models import Taxonomy, TaxonomyTerm

    return {
        "services": [made.pk, bare.pk],
        "organizations": [made.provider_id, bare.provider_id],
        "service_at_locations": list(ServiceAtLocation.objects.values_list("pk", flat=True)),
        "taxonomies": list(Taxonomy.objects.values_list("pk", flat=True)),
        "taxonomy_terms": list(TaxonomyTerm.objects.values_list("pk", flat=True))[:5],
    }


def _single(version: Version, name: str) -> dict[str, Any]:
    """Taxonomies and their terms have no compiled schema: the official ones, with what they name put in."""
    folder = hsds_samples.FOLDERS[version]
    schema: dict[str, Any] = json.loads(shared_path(f"{folder}/schema/{name}.json").read_text(encoding="utf-8"))
    for field, one in schema["properties"].items():
        if "$ref" in one:
            schema["properties"][field] = _single(version, one["$ref"].removesuffix(".json"))
    schema["properties"].pop("metadata")
    return schema


def _check(version: Version, name: str, record: dict[str, Any]) -> None:
    if name.startswith("taxonomy"):
        schema = _single(version, name)
        jsonschema.validate(record, schema, format_checker=jsonschema.FormatChecker())
        hsds_samples.close(schema)
        jsonschema.validate(record, schema)
        return
    hsds_samples.check(version, name, record)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("kind", list(LISTS))
def test_every_answer_is_valid(client: Client, shelf: dict[str, Any], version: Version, kind: str) -> None:
    for key in shelf[kind]:
        _check(version, LISTS[kind], client.get(f"/api/hsds/{version}/{kind}/{key}").json())
    short = LISTS[kind] if kind.startswith("taxonom") else f"{LISTS[kind]}_list"
    forms = {"": short}
    if not kind.startswith("taxonom"):
        forms["?full=true"] = LISTS[kind]
    if kind == "services":
        forms["?minimal=true"] = short
    if kind == "organizations":
        forms["?full_service=true"] = LISTS[kind]
    for query, name in forms.items():
        page = client.get(f"/api/hsds/{version}/{kind}{query}").json()
        jsonschema.validate(page, PAGE)
        assert page["contents"]
        for record in page["contents"]:
            _check(version, name, record)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("kind", list(LISTS))
def test_every_answer_is_what_our_own_schema_says(
    client: Client, shelf: dict[str, Any], version: Version, kind: str
) -> None:
    whole = json_schema(version)
    for query in ("", "?full=true") if not kind.startswith("taxonom") else ("",):
        page = client.get(f"/api/hsds/{version}/{kind}{query}").json()
        jsonschema.validate(page, {**whole, "$ref": f"#/$defs/page_of_{kind}"})


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("kind", ["services", "service_at_locations"])
def test_every_service_says_who_runs_it(
    client: Client, shelf: dict[str, Any], version: Version, kind: str
) -> None:
    """Wherever it stands; only inside its organization that need not be said. The schemas do not want it."""
    said = [client.get(f"/api/hsds/{version}/{kind}/{key}").json() for key in shelf[kind]]
    for query in ("", "?full=true"):
        said += client.get(f"/api/hsds/{version}/{kind}{query}").json()["contents"]
    assert len(said) == 3 * len(shelf[kind])
    names = dict(Service.objects.values_list("provider", "provider__name"))
    for record in said:
        service = record["service"] if kind == "service_at_locations" else record
        run = service["organization"]
        assert (service["organization_id"], run["name"]) == (run["id"], names[UUID(run["id"])])


@pytest.mark.parametrize("kind", ["services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms"])
def test_open_referral_uk_takes_the_answers(client: Client, shelf: dict[str, Any], kind: str) -> None:
    folder = "hsds/oruk-3.0/Schemas/V3.0-UK"
    listed = json.loads(shared_path(f"{folder}/{LISTS[kind]}_list.json").read_text(encoding="utf-8"))
    single = json.loads(shared_path(f"{folder}/{LISTS[kind]}.json").read_text(encoding="utf-8"))
    page = client.get(f"/api/hsds/3.0/{kind}").json()
    for said in [page] if "contents" in listed["properties"] else page["contents"]:
        jsonschema.validate(said, listed)
    for key in shelf[kind]:
        jsonschema.validate(client.get(f"/api/hsds/3.0/{kind}/{key}").json(), single)


def test_open_referral_uk_takes_the_root(client: Client) -> None:
    path = shared_path("hsds/oruk-3.0/Schemas/V3.0-UK/api_details.json")
    jsonschema.validate(client.get("/api/hsds/3.0/").json(), json.loads(path.read_text(encoding="utf-8")))


@pytest.fixture
def kept_connection() -> Iterator[None]:
    """An application that is called as a server calls it closes its connection, and a test's data with it: not here."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


def test_the_api_answers_whatever_the_official_description_allows(
    shelf: dict[str, Any], kept_connection: None
) -> None:
    """Never an error of the server, and every page as described; bounded, and the same in every run."""
    schema = schemathesis.openapi.from_dict(_description())
    schema.config.update(base_url="http://testserver/api/hsds/3.1")
    schema.app = application
    seen: Counter[int] = Counter()
    for result in schema.get_all_operations():

        @settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
        @given(case=result.ok().as_strategy())
        def ask(case: Any) -> None:
            response = case.call()
            seen[response.status_code] += 1
            checks = [not_a_server_error]
            if response.status_code == 200:
                checks += [response_schema_conformance, content_type_conformance]
            else:
                assert response.status_code in (400, 404, 405, 422), response.text
                assert response.json()["error"]["message"]
            case.validate_response(response, checks=checks)

        ask()
    assert seen[200] > 20, seen


@cache
def _description() -> dict[str, Any]:
    path = shared_path("hsds/derived/openapi-3.1-dev.bundled.json.gz")
    found: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
    return found


@pytest.mark.parametrize("rest", ["", "4.0/services", "3.1/nothing", "3.1/services/a/b", "3.1/services/\n"])
def test_an_address_that_is_none_is_an_error_of_the_same_shape(client: Client, db: None, rest: str) -> None:
    answer = client.get(f"/api/hsds/{rest}")
    assert answer.status_code == 404 and answer.json()["error"]["message"]
