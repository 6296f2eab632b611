"""The description of each address in OpenAPI: its parameters, and where the schema of its answer stands."""

from __future__ import annotations

from typing import Any, Final

from pydantic import BaseModel

#: What each parameter asks for.
PARAMETERS: Final = {
    "search": "Words that must all stand in the record. Better sent by POST: then they stand in no address.",
    "page": "The number of the page, from 1.",
    "per_page": "How many records a page has: at most 500; 10000 with minimal.",
    "format": "json, or ndjson: all records, one a line, without pages.",
    "taxonomy_term_id": "Only services with this term.",
    "taxonomy_id": "Only services with a term of this taxonomy; only its terms.",
    "organization_id": "Only services of this organization.",
    "modified_after": "Only what was changed at this moment or later; one without its zone is Japan's."
    " What was withdrawn since is not told: it is missing from the ids that minimal gives.",
    "minimal": "Only id, name, status and last_modified of each.",
    "full": "Each record with all that hangs on it.",
    "full_service": "The organizations' services with all that hangs on them.",
    "postcode": "Only services at a place of this postal code; with proximity, the middle of such places is the point.",
    "proximity": "Only services at a place within so many metres of the point.",
    "latitude": "The point's latitude.",
    "longitude": "The point's longitude.",
    "top_only": "Only terms that have no parent.",
    "parent_id": "Only terms below this one.",
    "need": "A need, as the code of a term of tsunagi's taxonomy.",
    "audience": "Who asks, as the code of a term of tsunagi's taxonomy.",
    "group": "A group of people, as the code of a term of tsunagi's taxonomy.",
    "area": "Only services for this area: two digits of a prefecture, six of a municipality; 00 is the whole country.",
    "way": "Only services that are reached in this way.",
    "language": "Only services in this language (ISO 639).",
    "open_now": "Only services where somebody can be reached now.",
}


def described(kind: type[BaseModel], answer: str, *, keyed: bool, sent: bool) -> dict[str, Any]:
    """What OpenAPI says beside the address: answer names a definition of schema.json, keyed is for one record, sent
    for parameters in the body."""
    properties = kind.model_json_schema()["properties"] if kind.model_fields else {}
    fields = {
        name: {**{k: v for k, v in one.items() if k != "title"}, "description": PARAMETERS[name]}
        for name, one in properties.items()
    }
    parameters = [{"in": "query", "name": name, "required": False, "schema": one} for name, one in fields.items()]
    if keyed:
        key = {"type": "string", "format": "uuid"}
        parameters.append({"in": "path", "name": "id", "required": True, "schema": key})
    content = {
        "application/json": {"schema": {"$ref": f"schema.json#/$defs/{answer}"} if answer else {"type": "object"}}
    }
    error = {"description": "What was asked cannot be answered; error.message says why."}
    said: dict[str, Any] = {
        "parameters": parameters,
        "responses": {200: {"description": "OK", "content": content}, "4XX": error},
    }
    if sent:
        schema = {"type": "object", "properties": fields, "additionalProperties": False}
        said["requestBody"] = {"required": False, "content": {"application/json": {"schema": schema}}}
    return said
