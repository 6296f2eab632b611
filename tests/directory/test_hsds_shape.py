"""What tsunagi knows of HSDS's tables, against the official schemas; and its own declared properties."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from tests.directory.hsds_samples import FOLDERS
from tests.shared import shared_path
from tsunagi.directory.rules.hsds import OWN, PREFIX, VERSIONS, Page, Version, tables
from tsunagi.directory.rules.hsds.columns import COLUMNS
from tsunagi.directory.rules.hsds.schema import json_schema
from tsunagi.directory.rules.hsds.theirs import differences, with_theirs

#: The compiled schemas nest the services of an organization and the service of a place; the single ones do not.
COMPILED_ONLY = {("organization", "services"), ("service_at_location", "service")}


def _official(version: Version) -> dict[str, Any]:
    folder = shared_path(f"{FOLDERS[version]}/schema")
    files = [file for file in sorted(folder.glob("*.json")) if file.stem != "openapi"]
    return {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in files}


@pytest.mark.parametrize("version", VERSIONS)
def test_tables_have_the_official_fields_in_their_order(version: Version) -> None:
    official = _official(version)
    ours = {
        name: [one for one in table.fields.values() if one.since <= version and (name, one.name) not in COMPILED_ONLY]
        for name, table in tables().items()
    }
    assert {name for name, fields in ours.items() if fields} == set(official)
    for name, schema in official.items():
        properties = schema["properties"]
        assert [one.name for one in ours[name]] == list(properties), name
        assert {one.name for one in ours[name] if one.required} == set(schema["required"]), name
        assert tables()[name].file == schema["path"]
        for field in ours[name]:
            one = properties[field.name]
            assert list(field.choices) == one.get("enum", []), (name, field.name)
            assert (field.kind == "many") == (one.get("type") == "array"), (name, field.name)
            assert (field.kind == "number") == (one.get("type") == "number"), (name, field.name)
            assert (field.kind if field.kind in ("uri", "email", "date-time") else "uuid") == one.get("format", "uuid")
            nested = one.get("items", one).get("$ref", "").removesuffix(".json").split("/")[-1]
            assert field.of == nested, (name, field.name)


def test_columns_are_of_fields_that_there_are() -> None:
    for name, columns in COLUMNS.items():
        assert set(columns) <= set(tables()[name].fields), name


def test_our_properties_bear_our_prefix_and_are_schemas() -> None:
    for name, properties in OWN.items():
        assert name in tables()
        for prop, schema in properties.items():
            assert prop.startswith(PREFIX)
            jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("version", VERSIONS)
def test_our_schema_is_one(version: Version) -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema(version))


def test_their_words_stand_until_the_fact_is_changed() -> None:
    ours = {"id": "1", "number": "+44 20 7946 0958", "type": "voice"}
    theirs = {"id": "1", "number": "020 7946 0958", "description": "Desk"}
    more = {"hsds": differences(ours, theirs)}
    assert with_theirs("phone", dict(ours), more) == theirs
    changed = {**ours, "number": "+44 20 7946 0000"}
    assert with_theirs("phone", changed, more) == {**theirs, "number": "+44 20 7946 0000"}


def test_their_words_that_a_version_has_no_place_for_stay_out_of_it() -> None:
    url = {"id": "2", "url": "https://example.jp/"}
    more = {"hsds": {"additional_websites": [None, [url]], "tax_id": [None, "7"]}}
    assert with_theirs("organization", {"id": "1"}, more, "3.1")["additional_websites"] == [url]
    assert with_theirs("organization", {"id": "1"}, more, "3.0") == {"id": "1", "tax_id": "7"}


@pytest.mark.parametrize(
    ("number", "total", "pages", "first", "last"),
    [
        (1, 0, 0, True, True),
        (1, 1, 1, True, True),
        (1, 11, 3, True, False),
        (2, 11, 3, False, False),
        (3, 11, 3, False, True),
        (4, 11, 3, False, True),
        (2, 0, 0, False, True),
        (2, 10, 2, False, True),
    ],
)
def test_a_page_knows_where_it_stands(number: int, total: int, pages: int, first: bool, last: bool) -> None:
    page = Page(number, 5, total)
    contents = [{"n": n} for n in range(total)[page.offset : page.offset + 5]]
    assert json.loads(page.said([json.dumps(one) for one in contents])) == {
        "total_items": total,
        "total_pages": pages,
        "page_number": number,
        "size": len(contents),
        "first_page": first,
        "last_page": last,
        "empty": not contents,
        "contents": contents,
    }
