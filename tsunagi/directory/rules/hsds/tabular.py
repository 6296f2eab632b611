"""The two forms of HSDS, made from each other: records nested in records, and tables with keys of other tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tsunagi.directory.rules.hsds.own import PREFIX
from tsunagi.directory.rules.hsds.shape import Table, tables

Record = dict[str, Any]
#: The rows of each table by their keys.
Rows = dict[str, dict[str, Record]]

#: The key under which a table keeps the one record that is nested in it.
_ONE: Final = {
    "organization": "organization_id",
    "program": "program_id",
    "service": "service_id",
    "location": "location_id",
    "taxonomy_term": "taxonomy_term_id",
    "taxonomy_detail": "taxonomy_id",
    "unit": "unit_id",
}
#: Lists that are not nested in the other direction too: a service names its organization already.
_NOT_NESTED: Final = {("organization", "services")}


@dataclass(slots=True)
class Nested:
    """Records as they stand in each other. faults: (table, key, sentence) of rows that name what is not there."""

    organizations: list[Record] = field(default_factory=list)
    services: list[Record] = field(default_factory=list)
    faults: list[tuple[str, str, str]] = field(default_factory=list)


def flattened(organizations: Iterable[Record], services: Iterable[Record] = (), *others: tuple[str, Record]) -> Rows:
    """The tables of nested records. One that stands in several places becomes one row, with the keys of all of them.

    Properties of ours stay with their row.
    """
    rows: Rows = {name: {} for name in tables()}
    for record in organizations:
        _flatten("organization", record, {}, rows)
    for record in services:
        _flatten("service", record, {}, rows)
    for table, record in others:
        _flatten(table, record, {}, rows)
    return rows


def _flatten(name: str, record: Mapping[str, Any], keys: Mapping[str, str], rows: Rows) -> None:
    table = tables()[name]
    row = dict(keys)
    for prop, value in record.items():
        within = table.fields.get(prop)
        if within is None or not within.of:
            if within is not None or prop.startswith(PREFIX):
                row[prop] = value
        elif within.kind == "one":
            row[_ONE[prop]] = value["id"]
            _flatten(within.of, value, {}, rows)
        else:
            for one in value:
                _flatten(within.of, one, _keys(name, str(record["id"]), tables()[within.of]), rows)
    held = rows[name].setdefault(str(record["id"]), {})
    held.update({prop: value for prop, value in row.items() if prop not in held})


def _keys(parent: str, key: str, child: Table) -> dict[str, str]:
    """How a row says that it belongs to its parent."""
    if child.name == "attribute":
        return {"link_id": key, "link_entity": parent}
    if child.name == "metadata":
        return {"resource_id": key, "resource_type": parent}
    return {f"{parent}_id": key} if f"{parent}_id" in child.fields else {}


def nested(rows: Rows) -> Nested:
    """The records of tables, each with what names it. A key that leads nowhere stays on its row, and is a fault."""
    made: dict[str, dict[str, Record]] = {
        name: {key: dict(row) for key, row in held.items()} for name, held in rows.items()
    }
    found = Nested()
    owned: set[tuple[str, str]] = set()
    for name, held in made.items():
        for key, row in held.items():
            _put_ones(name, key, row, made, found)
    for name, held in made.items():
        for key, row in held.items():
            if _put_into_lists(name, row, made):
                owned.add((name, key))
    found.organizations = list(made.get("organization", {}).values())
    found.services = list(made.get("service", {}).values())
    _complain(made, owned, found)
    return found


def _put_ones(name: str, key: str, row: Record, made: dict[str, dict[str, Record]], found: Nested) -> None:
    for prop, column in _ONE.items():
        within = tables()[name].fields.get(prop)
        if within is None or within.kind != "one" or (name, prop) == ("service_at_location", "service"):
            continue
        wanted = row.get(column)
        if wanted and str(wanted) in made.get(within.of, {}):
            row[prop] = made[within.of][str(wanted)]
            del row[column]
        elif wanted:
            found.faults.append((name, key, f"{column}が指す{wanted}が、ファイルにありません。"))


def _put_into_lists(name: str, row: Record, made: dict[str, dict[str, Record]]) -> bool:
    """Put a row into the lists of those that it belongs to; whether there are any."""
    owners = []
    for parent, table in tables().items():
        lists = [one.name for one in table.fields.values() if one.kind == "many" and one.of == name]
        if not lists or (parent, lists[0]) in _NOT_NESTED:
            continue
        column = {"attribute": "link_id", "metadata": "resource_id"}.get(name, f"{parent}_id")
        owner = made.get(parent, {}).get(str(row.get(column, "")))
        if owner is not None and owner is not row:
            owners.append((owner, lists[0], column))
    for owner, prop, column in owners:
        owner.setdefault(prop, []).append(row)
        row.pop(column, None)
        if column == "link_id":
            row.pop("link_entity", None) if row.get("link_entity") in tables() else None
    return bool(owners)


def _complain(made: dict[str, dict[str, Record]], owned: set[tuple[str, str]], found: Nested) -> None:
    roots = {"organization", "service", "taxonomy", "taxonomy_term", "program", "unit", "location"}
    for name, held in made.items():
        for key, row in held.items():
            if name not in roots and (name, key) not in owned:
                found.faults.append((name, key, "どの記録にも属していないので、取り込みません。"))
            else:
                dangling = [column for column in row if column.endswith("_id") and column in _LINKS and row[column]]
                for column in dangling:
                    found.faults.append((name, key, f"{column}が指す{row[column]}が、ファイルにありません。"))


_LINKS: Final = {f"{name}_id" for name in ("contact", "location", "phone", "service_at_location")}
