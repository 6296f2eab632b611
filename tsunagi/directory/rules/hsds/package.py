"""HSDS's data package: its description, and what of a row its CSVs can hold."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

from tsunagi.directory.rules.hsds.files import OWN_FILE
from tsunagi.directory.rules.hsds.own import PREFIX
from tsunagi.directory.rules.hsds.shape import Field, Table, Version, tables

#: The version of the package, for which there is an official description.
VERSION: Final[Version] = "3.0"
OWN_COLUMNS: Final = ("table", "id", "property", "value")

#: Fields that rows of a table must have, beside those that every record must.
_NEEDED: Final = {
    "program": ("organization_id",),
    "service": ("organization_id",),
    "attribute": ("link_id", "taxonomy_term_id", "link_entity"),
    "service_at_location": ("service_id", "location_id"),
    "metadata": ("resource_id", "resource_type"),
    "cost_option": ("service_id",),
    "organization_identifier": ("organization_id",),
}
_DATES: Final = ("valid_from", "valid_to", "dtstart", "until", "assured_date", "last_action_date")
_TIMES: Final = ("opens_at", "closes_at")
_TIME: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?(?:Z|[+-][0-9]{2}:?[0-9]{2})?")
#: Keys that name no row of one certain table.
_LOOSE: Final = ("parent_id", "parent_organization_id", "link_id", "resource_id", "tax_id")


def files() -> list[Table]:
    """The tables that have a CSV."""
    return [table for table in tables().values() if table.columns(VERSION)]


def references(table: Table) -> dict[str, str]:
    """The columns that name a row of another table, with that table."""
    names = [one.name for one in table.columns(VERSION) if one.name.endswith("_id") and one.name not in _LOOSE]
    return {name: name.removesuffix("_id") for name in names}


def split(table: Table, row: dict[str, Any]) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """What of a row its CSV holds, and what it cannot; the CSV has none of it where something needed is missing."""
    columns = {one.name: one for one in table.columns(VERSION)}
    held: dict[str, Any] = {}
    other: dict[str, Any] = {}
    for name, value in row.items():
        said = _cell(columns[name], value) if name in columns else None
        if said is None:
            other[name] = value
        else:
            held[name] = said
    needed = [one.name for one in columns.values() if one.required] + list(_NEEDED.get(table.name, ()))
    if not columns or any(held.get(name, "") == "" for name in needed):
        return None, {name: value for name, value in row.items() if name != "id"}
    return held, other


def _cell(column: Field, value: Any) -> Any:
    """A value as its CSV has it; None where it does not fit its type."""
    if column.name in _DATES:
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            return None
    if column.name in _TIMES:
        match = _TIME.fullmatch(value)
        return f"{match[1]}:{match[2]}:{match[3] or '00'}" if match else None
    return value


def described() -> dict[str, Any]:
    """datapackage.json: every CSV with its columns, and the one of ours."""
    own = {"fields": [{"name": name, "type": "string"} for name in OWN_COLUMNS]}
    return {
        "name": "human_services_data",
        "title": "Human Services Data Specification",
        "profile": "tabular-data-package",
        "version": "3.0.0",
        "homepage": "http://docs.openreferral.org",
        "resources": [
            *(_resource(table.name, table.file, _schema(table)) for table in files()),
            _resource(PREFIX.rstrip("_"), OWN_FILE, own),
        ],
    }


def _resource(name: str, file: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "path": file,
        "format": "csv",
        "mediatype": "text/csv",
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "schema": schema,
    }


def _schema(table: Table) -> dict[str, Any]:
    needed = _NEEDED.get(table.name, ())
    keys = [
        {"fields": column, "reference": {"resource": of, "fields": "id"}} for column, of in references(table).items()
    ]
    fields = [_column(one, one.required or one.name in needed) for one in table.columns(VERSION)]
    return {"primaryKey": "id", "fields": fields, **({"foreignKeys": keys} if keys else {})}


def _column(field: Field, required: bool) -> dict[str, Any]:
    kind = {"number": "number", "date-time": "datetime"}.get(field.kind, "string")
    kind = "date" if field.name in _DATES else "time" if field.name in _TIMES else kind
    said: dict[str, Any] = {"name": field.name, "type": kind}
    if field.kind in ("uri", "email"):
        said["format"] = field.kind
    elif field.name == "id" or (field.name.endswith("_id") and field.name != "tax_id"):
        said["format"] = "uuid"
    said["constraints"] = {"required": required, "unique": field.name == "id"}
    if field.choices:
        said["constraints"]["enum"] = list(field.choices)
    return said
