"""The data package and the JSON file: valid by the official description, whole, and without a secret place."""

from __future__ import annotations

import csv
import io
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any
from uuid import uuid4

import frictionless
import jsonschema
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.directory import hsds_samples, samples
from tests.shared import shared_path
from tsunagi.directory.models import Address, Location, Service, ServiceAtLocation
from tsunagi.directory.queries.hsds import bulk, trees
from tsunagi.directory.queries.hsds.bulk import write_json, write_package, write_zip
from tsunagi.directory.queries.hsds.scope import Scope
from tsunagi.directory.rules.hsds.files import read_file
from tsunagi.directory.rules.hsds.schema import json_schema


@pytest.fixture
def shelf(db: None) -> Service:
    """One service with everything, one with little, one that is not public."""
    samples.service("見本の電話")
    samples.service("伏せた支援", is_public=False)
    return hsds_samples.full_service()


def _faults(folder: Path) -> list[str]:
    report = frictionless.validate(str(folder / "datapackage.json"))
    return [f"{task.name}: {error.message}" for task in report.tasks for error in task.errors] + [
        error.message for error in report.errors
    ]


def test_the_package_is_valid_by_the_official_description(shelf: Service, tmp_path: Path) -> None:
    write_package(tmp_path, Scope())
    assert _faults(tmp_path) == []
    shutil.copy(shared_path("hsds/3.0/datapackage.json"), tmp_path / "datapackage.json")
    assert _faults(tmp_path) == []
    lines = (tmp_path / "services.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 3


def test_in_how_many_pieces_it_is_read_makes_no_difference(
    shelf: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Location.objects.get(name="見本会館")  # which one of another organization uses, too
    ServiceAtLocation.objects.create(service=Service.objects.get(name="見本の電話"), location=place)
    written = []
    for size in (100, 1):
        monkeypatch.setattr(bulk, "BATCH", size)
        (folder := tmp_path / str(size)).mkdir()
        write_package(folder, Scope())
        write_json(folder / "all.json", Scope())
        written.append({one.name: sorted(one.read_text("utf-8").splitlines()) for one in folder.iterdir()})
    assert written[0] == written[1]


def test_what_leads_to_a_record_that_is_not_in_the_package_stands_beside(shelf: Service, tmp_path: Path) -> None:
    elsewhere = str(uuid4())
    Service.objects.filter(pk=shelf.pk).update(more={"hsds": {"program_id": [None, elsewhere]}})
    write_package(tmp_path, Scope())
    assert _faults(tmp_path) == []
    assert elsewhere not in (tmp_path / "services.csv").read_text(encoding="utf-8")
    assert elsewhere in (tmp_path / "tsunagi.csv").read_text(encoding="utf-8"), "and it is not lost"


def test_the_package_is_taken_along_and_not_made_twice(shelf: Service, client: Client) -> None:
    from tsunagi.base.actions.accounts import add_operator

    first = client.get("/api/hsds/3.0/package.zip")
    made = read_file("package.zip", first.getvalue(), whose="x")
    assert {one["name"] for one in made.services} == {"見本の居場所", "見本の電話"}
    again = client.get("/api/hsds/3.0/package.zip", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again["ETag"]) == (304, first["ETag"])
    add_operator(email="operator@example.jp", name="見本 係", password="見本のことば12345")
    changed = client.get("/api/hsds/3.0/package.zip", headers={"If-None-Match": first["ETag"]})
    assert (changed.status_code, changed["ETag"] == first["ETag"]) == (200, False)
    changed.close()


def test_our_description_has_the_official_columns(tmp_path: Path) -> None:
    official = json.loads(shared_path("hsds/3.0/datapackage.json").read_text(encoding="utf-8"))
    from tsunagi.directory.rules.hsds.package import described

    ours = {one["name"]: one["schema"] for one in described()["resources"] if one["name"] != "tsunagi"}
    assert set(ours) == {one["name"] for one in official["resources"]}
    for one in official["resources"]:
        wanted = [(each["name"], each["type"], each["constraints"]["required"]) for each in one["schema"]["fields"]]
        assert [
            (each["name"], each["type"], each["constraints"]["required"]) for each in ours[one["name"]]["fields"]
        ] == (wanted), one["name"]


def test_what_the_official_description_cannot_hold_is_not_lost(shelf: Service, tmp_path: Path) -> None:
    place = Location.objects.get(name="見本会館")
    Address.objects.create(location=place, prefecture="東京都", city="新宿区", address_1="番地だけ")
    write_package(tmp_path, Scope())
    assert _faults(tmp_path) == []
    assert "番地だけ" not in (tmp_path / "addresses.csv").read_text(encoding="utf-8")
    with (tmp_path / "package.zip").open("wb") as file:
        write_zip(file, Scope())
    made = read_file("package.zip", (tmp_path / "package.zip").read_bytes(), whose="x")
    assert made.faults.found == []
    [came] = trees.full_services(Service.objects.filter(pk=shelf.pk), Scope())
    [back] = [one for one in made.services if one["id"] == str(shelf.pk)]
    assert _plain(back) == _plain(came)


def _plain(said: Any, name: str = "") -> Any:
    """As data, without the places that a service's organization has, and times as the CSVs have them."""
    if isinstance(said, list):
        return sorted((_plain(one) for one in said), key=lambda one: json.dumps(one, sort_keys=True))
    if isinstance(said, dict):
        return {
            key: _plain(value, key)
            for key, value in said.items()
            if not (name == "organization" and key == "locations") and key != "organization_id" and value != ""
        }
    return said.replace("+09:00", ":00") if name in ("opens_at", "closes_at") else said


def test_no_secret_place_leaves_in_bulk(shelf: Service, tmp_path: Path) -> None:
    for scope in (Scope(), Scope(keeper=shelf.kept_by)):
        for written in (tmp_path / "a", tmp_path / "b"):
            shutil.rmtree(written, ignore_errors=True)
            written.mkdir()
        write_package(tmp_path / "a", scope)
        write_json(tmp_path / "b" / "all.json", scope)
        seen = "".join(path.read_text(encoding="utf-8") for path in sorted(tmp_path.rglob("*")) if path.is_file())
        assert "tsunagi_confidential" in seen
        assert [secret for secret in hsds_samples.SECRETS if secret in seen] == []
        assert ("伏せた支援" in seen) == scope.inside
        assert ("見本の内部の人" in seen) == scope.inside


def test_the_json_is_what_our_schema_says(shelf: Service, tmp_path: Path) -> None:
    write_json(tmp_path / "all.json", Scope())
    said = json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))
    assert len(said["organizations"]) == 2
    whole = json_schema("3.1")
    for one in said["organizations"]:
        jsonschema.validate(one, {**whole, "$ref": "#/$defs/organization"})
        jsonschema.validate(one, hsds_samples.strict("3.1", "organization"))


def test_queries_of_the_package_do_not_grow_with_the_services(shelf: Service, tmp_path: Path) -> None:
    counts = []
    for more in range(2):
        for number in range(4 * more):
            hsds_samples.full_service(f"見本{number}")
        with CaptureQueriesContext(connection) as queries:
            write_package(tmp_path, Scope())
        counts.append(len(queries))
    assert counts[0] == counts[1]


#: In the official CSVs an attribute, a taxonomy's term and a row of metadata name rows that are not there: here they
#: name those that are.
JOINED = {
    "f28dd44b-0c4d-479f-8e90-4c52219a8b3c": "ac148810-d857-441c-9679-408f346de14b",
    ",link_entity,value": ",service,value",
    "38960354-e7d2-4cfa-a368-820f729d6ccf": "3a19ff88-4620-4d17-9830-ac1d859eb5d5",
    "07ff6aee-a219-438c-b694-d2fcb6c5373b": "5c4d79d7-cc55-470e-9f1f-8cad074e4892",
}


def _joined(official: Path) -> str:
    head, rows = official.read_text(encoding="utf-8").split("\n", 1)
    for key, other in JOINED.items():
        rows = rows.replace(key, other)
    return f"{head}\n{rows}"


@pytest.mark.parametrize("folder", ["hsds/3.0/examples/csv", "hsds/3.1-dev/examples/csv"])
def test_the_official_package_comes_back_as_it_was(organisation: Any, db: None, folder: str, tmp_path: Path) -> None:
    from tests.directory.test_hsds_import import _take

    keeper = organisation("sample-keeper", name="見本の会")
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        for path in sorted(shared_path(folder).glob("*.csv")):
            package.writestr(path.name, _joined(path))
    proposal = _take(keeper, held.getvalue(), "package.zip")
    assert proposal.counts() == {"new": 1}
    write_package(tmp_path, Scope(keeper=keeper))
    with (tmp_path / "tsunagi.csv").open(encoding="utf-8") as file:
        beside = list(csv.DictReader(file))  # keys that lead nowhere stand here
    for path in sorted(tmp_path.glob("*.csv")):
        # How tables are written is told of no record.
        if path.name in ("tsunagi.csv", "meta_table_descriptions.csv"):
            continue
        theirs = io.StringIO(_joined(shared_path(f"{folder}/{path.name}")))
        with path.open(encoding="utf-8") as ours:
            said, came = list(csv.DictReader(ours)), list(csv.DictReader(theirs))
        for row in said:
            told = {one["property"]: json.loads(one["value"]) for one in beside if one["id"] == row["id"]}
            row.update({name: value for name, value in told.items() if name in row})
            row.pop("last_modified", None)  # ours is when it was changed here
        came = [{name: value for name, value in row.items() if name in said[0]} for row in came]
        assert said == came, path.name
