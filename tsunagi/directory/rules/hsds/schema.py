"""The JSON Schema of what is given out: HSDS's fields with tsunagi's own, and nothing else."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from tsunagi.directory.rules.hsds.own import OWN
from tsunagi.directory.rules.hsds.shape import Field, Version, tables

#: What is given as pages of a list, and under which name of an address.
LISTS: Final = {
    "services": "service",
    "organizations": "organization",
    "service_at_locations": "service_at_location",
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
}

_PAGE: Final = {
    "total_items": {"type": "integer", "minimum": 0},
    "total_pages": {"type": "integer", "minimum": 0},
    "page_number": {"type": "integer", "minimum": 1},
    "size": {"type": "integer", "minimum": 0},
    "first_page": {"type": "boolean"},
    "last_page": {"type": "boolean"},
    "empty": {"type": "boolean"},
}


@cache
def json_schema(version: Version) -> dict[str, Any]:
    """Each table under `$defs`, and a page of each list under its own name."""
    definitions: dict[str, Any] = {}
    for name, table in tables().items():
        fields = [one for one in table.fields.values() if one.since <= version]
        if not fields:
            continue
        definitions[name] = {
            "type": "object",
            "properties": {**{one.name: _field(one) for one in fields}, **OWN.get(name, {})},
            "required": [one.name for one in fields if one.required],
            "additionalProperties": False,
        }
    for name, table_name in LISTS.items():
        contents = {"type": "array", "items": {"$ref": f"#/$defs/{table_name}"}}
        definitions[f"page_of_{name}"] = {
            "type": "object",
            "properties": {**_PAGE, "contents": contents},
            "required": [*_PAGE, "contents"],
            "additionalProperties": False,
        }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"HSDS {version} as tsunagi gives it",
        "$defs": definitions,
    }


def _field(field: Field) -> dict[str, Any]:
    match field.kind:
        case "many":
            return {"type": "array", "items": {"$ref": f"#/$defs/{field.of}"}}
        case "one":
            return {"$ref": f"#/$defs/{field.of}"}
        case "choice":
            return {"enum": list(field.choices)}
        case "number":
            return {"type": "number"}
        case "text":
            return {"type": "string"}
    return {"type": "string", "format": field.kind}
