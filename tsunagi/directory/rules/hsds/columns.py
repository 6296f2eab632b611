"""Which column of tsunagi holds which field of HSDS, where one is simply the other. Read in both directions."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

#: By table: HSDS's field to tsunagi's column.
COLUMNS: Final[dict[str, dict[str, str]]] = {
    "organization": {
        "name": "name",
        "alternate_name": "alternate_name",
        "description": "description",
        "email": "email",
        "website": "website",
    },
    "service": {
        "name": "name",
        "alternate_name": "alternate_name",
        "description": "summary",
        "url": "url",
        "email": "email",
        "status": "status",
        "application_process": "where",
        "fees_description": "cost_note",
        "eligibility_description": "for_whom",
        "minimum_age": "minimum_age",
        "maximum_age": "maximum_age",
        "assured_date": "checked_on",
        "alert": "alert",
    },
    "service_at_location": {"description": "description"},
    "location": {
        "location_type": "kind",
        "url": "url",
        "name": "name",
        "alternate_name": "alternate_name",
        "description": "description",
        "transportation": "transportation",
        "latitude": "latitude",
        "longitude": "longitude",
    },
    "address": {
        "attention": "attention",
        "address_1": "address_1",
        "address_2": "address_2",
        "city": "city",
        "region": "region",
        "state_province": "prefecture",
        "postal_code": "postal_code",
        "country": "country",
        "address_type": "kind",
    },
    "accessibility": {"description": "description", "details": "details", "url": "url"},
    "contact": {"name": "name", "title": "title", "department": "department", "email": "email"},
    "language": {"name": "name", "code": "code", "note": "note"},
    "cost_option": {
        "valid_from": "valid_from",
        "valid_to": "valid_to",
        "option": "option",
        "currency": "currency",
        "amount": "amount",
        "amount_description": "amount_description",
    },
    "required_document": {"document": "document", "uri": "uri"},
    "funding": {"source": "source"},
    "service_area": {"name": "name"},
    "attribute": {"link_type": "link_type", "value": "value", "label": "label"},
    "service_capacity": {"available": "available", "maximum": "maximum", "description": "description"},
    "taxonomy": {"name": "name", "description": "description", "uri": "uri", "version": "version"},
    "taxonomy_term": {
        "code": "code",
        "name": "name",
        "description": "description",
        "language": "language",
        "term_uri": "term_uri",
    },
}


def plain(table: str, row: Any) -> dict[str, Any]:
    """The record's key, and what its columns simply say; nothing stands for what is empty."""
    said = {"id": str(row.pk)}
    for field, column in COLUMNS[table].items():
        value = getattr(row, column)
        if value is not None and value != "":
            # Nearly all are texts, and lists say very many.
            said[field] = value if type(value) is str else as_json(value)
    return said


def as_json(value: Any) -> Any:
    """A value as JSON has it: whole numbers without a point, days and moments as ISO 8601 writes them."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value


def without_blanks(values: dict[str, Any]) -> dict[str, Any]:
    """The values that say something."""
    return {name: value for name, value in values.items() if value not in ("", None, [], {}, False)}
