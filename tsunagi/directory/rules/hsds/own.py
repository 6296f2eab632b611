"""What tsunagi says beyond HSDS: declared additional properties, all beginning with tsunagi_. docs/reference/hsds.md
explains each; a reader of plain HSDS loses nothing that HSDS has by leaving them out."""

from __future__ import annotations

from typing import Any, Final

PREFIX: Final = "tsunagi_"

_TEXT: Final = {"type": "string"}
_TRUE: Final = {"const": True}
_ANSWER: Final = {"enum": ["yes", "no"]}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _list(of: Any) -> dict[str, Any]:
    return {"type": "array", "items": of}


def _texts(*fields: str) -> dict[str, Any]:
    """The same fields in other writing: in kana, in easy Japanese, in English."""
    said = _object(**dict.fromkeys(fields, _TEXT))
    return _object(kana=_object(name=_TEXT), easy=said, en=said)


_WAY: Final[dict[str, Any]] = {
    "name": _TEXT,
    "name_en": _TEXT,
    "note": _TEXT,
    "note_en": _TEXT,
    "extension": _TEXT,
    "hours": _TEXT,
    "cost": {"enum": ["free", "call_charge", "navi"]},
    "relay": _ANSWER,
    "sign_language": _ANSWER,
    "crisis": _TRUE,
    "source": _TEXT,
    "checked_on": _TEXT,
    "confirmed": _TRUE,
}

_WAYS: Final = _list(
    _object(
        id=_TEXT,
        kind={"enum": ["line", "chat", "form", "mail", "in_person", "visit", "app", "web"]},
        address=_TEXT,
        languages=_list(_TEXT),
        **_WAY,
    )
)

#: The additional properties by table: a JSON Schema of each.
OWN: Final[dict[str, dict[str, Any]]] = {
    "organization": {
        "tsunagi_texts": _texts("name", "description"),
        "tsunagi_area": _TEXT,
        "tsunagi_ways": _WAYS,
    },
    "service": {
        "tsunagi_texts": _texts(
            "name", "description", "happens", "eligibility_description", "application_process", "fees_description"
        ),
        "tsunagi_happens": _TEXT,
        "tsunagi_cost": {"enum": ["free", "call_charge", "paid", "varies"]},
        "tsunagi_anonymous": _ANSWER,
        "tsunagi_aliases": _list(_TEXT),
        "tsunagi_says": {"type": "object", "additionalProperties": _list(_TEXT)},
        "tsunagi_source": _object(source=_TEXT, confirmed=_TRUE, assured_by=_TEXT),
        "tsunagi_measures": _list(
            _object(plan=_TEXT, fiscal_year={"type": "integer"}, number={"type": "integer"}),
        ),
        "tsunagi_ways": _WAYS,
    },
    "service_at_location": {"tsunagi_ways": _WAYS},
    "location": {"tsunagi_texts": _texts("name"), "tsunagi_confidential": _TRUE, "tsunagi_ways": _WAYS},
    "contact": {"tsunagi_ways": _WAYS},
    "address": {"tsunagi_area": _TEXT},
    "service_area": {"tsunagi_area": _TEXT},
    "phone": {"tsunagi_way": _object(**_WAY)},
    "schedule": {
        "tsunagi_hours": {"type": "object"},  # rules/hours/hsds says what stands in it
        "tsunagi_way_id": _TEXT,
    },
    "taxonomy": {"tsunagi_code": _TEXT, "tsunagi_texts": _texts("name")},
    "taxonomy_term": {"tsunagi_texts": _texts("name")},
}
