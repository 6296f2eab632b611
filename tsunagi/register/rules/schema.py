"""The JSON Schema of an edition as it is handed out (docs/reference/api.md)."""

from __future__ import annotations

from typing import Any

_TEXT = {"type": "string"}
_MAYBE = {"type": ["string", "null"]}
_NUMBER = {"type": ["number", "null"]}
_FIGURE: dict[str, Any] = {
    "what": _TEXT,
    "value": _NUMBER,
    "unit": _MAYBE,
    "approx": {"type": "boolean"},
    "src": _TEXT,
    "quote": _TEXT,
    "span": {"type": ["array", "null"], "items": {"type": "number"}},
    "origin": {"enum": ["document", "person", "operations"]},
}


def _object(properties: dict[str, Any], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


_CELL: dict[str, Any] = {
    "type": "object",
    "properties": {
        "text": _TEXT,
        "state": {"enum": ["whole", "cut", "lost", "noise"]},
        "reason": _TEXT,
        "spans": {"type": "array", "items": {"type": "array", "items": {"type": "number"}}},
        "from": _TEXT,
    },
    "required": ["text", "state", "reason", "spans"],
}

EDITION: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "An edition of a plan against loneliness and isolation",
    **_object(
        {
            "edition": _object(
                {
                    "plan": _TEXT,
                    "organisation": _TEXT,
                    "organisation_code": _MAYBE,
                    "title": _TEXT,
                    "fiscal_year": {"type": "integer"},
                    "kind": {"enum": ["plan", "follow_up"]},
                    "revision": {"type": "integer", "minimum": 0},
                    "correction_reason": _MAYBE,
                    "judged_on": {"type": "string", "format": "date"},
                    "published_at": _MAYBE,
                    "seal": _MAYBE,
                }
            ),
            "sections": {
                "type": "array",
                "items": _object({"section": _TEXT, "heading": _TEXT, "heading_en": _TEXT}),
            },
            "measures": {
                "type": "array",
                "items": _object(
                    {
                        "measure": {"type": "integer"},
                        "number": {"type": ["integer", "null"]},
                        "number_state": {"enum": ["read", "inferred"]},
                        "section": _MAYBE,
                        "sections": {"type": "array", "items": _TEXT},
                        "cells": {"type": "object", "additionalProperties": _CELL},
                        "ministries": {"type": "array", "items": _TEXT, "maxItems": 10},
                        "urls": {"type": "array", "items": _TEXT},
                        "targets": {
                            "type": "array",
                            "items": _object(
                                {
                                    **_FIGURE,
                                    "op": {"enum": [">=", "<=", "=", "increase", "decrease"]},
                                    "due": _MAYBE,
                                    "claim": _MAYBE,
                                }
                            ),
                        },
                        "actuals": {
                            "type": "array",
                            "items": _object(
                                {
                                    **_FIGURE,
                                    "as_of": _MAYBE,
                                    "target": {"type": ["integer", "null"]},
                                    "derived": {"type": "boolean"},
                                    "is_baseline": {"type": "boolean"},
                                    "figure": {"type": "integer"},
                                    "note": _TEXT,
                                    "area": _TEXT,
                                    "group": _TEXT,
                                },
                                optional=("is_baseline", "figure", "note", "area", "group"),
                            ),
                        },
                        "narrative": {"type": "array"},
                        "summary": _TEXT,
                        "summary_en": _TEXT,
                        "groups": {"type": "array", "items": _TEXT},
                        "assessments": {
                            "type": "array",
                            "items": _object(
                                {
                                    "target": {"type": "integer"},
                                    "verdict": {"enum": ["met", "not_met", "pending", "no_actual"]},
                                    "because": _TEXT,
                                    "progress": _NUMBER,
                                }
                            ),
                        },
                    }
                ),
            },
        }
    ),
}
