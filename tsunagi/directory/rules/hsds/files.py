"""Files of HSDS from elsewhere, in every form that the specification has, as records nested in each other."""

from __future__ import annotations

import csv
import io
import json
import uuid
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, Final

from tsunagi.base.rules.sentences import Wrong, __
from tsunagi.directory.rules.hsds.clean import Faults, cleaned
from tsunagi.directory.rules.hsds.shape import Field, tables
from tsunagi.directory.rules.hsds.tabular import Nested, Record, Rows, nested
from tsunagi.directory.rules.lists import TORN, decoded

#: The file of our additional properties in the tabular form: table, id, property and its value as JSON.
OWN_FILE: Final = "tsunagi.csv"
#: The largest file, and the largest package when unpacked, in bytes.
LARGEST: Final = 300_000_000

_SPACE: Final = uuid.UUID("3f0b6f1e-6a1c-5d55-9a0e-6a52f3c7be40")

csv.field_size_limit(2_000_000)


@dataclass(slots=True)
class Incoming:
    """What a file holds. Each service has its organization in it; organizations without services stand alone."""

    organizations: list[Record] = field(default_factory=list)
    services: list[Record] = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)


def read_file(name: str, content: bytes, *, whose: str) -> Incoming:
    """The records of a file: a ZIP of CSVs, JSON of tables, a page, a list or one record. Raises Wrong if it is none.

    Keys that are no UUIDs become such, made from them and from the name of whoever keeps the records.
    """
    if len(content) > LARGEST:
        raise Wrong(__("ファイルが大きすぎます。分けてください。"))
    if content[:4] == b"PK\x03\x04":
        return _from_tables(_unpacked(content), whose)
    said = with_uuids(_json(content), whose)
    if isinstance(said, dict) and any(str(one).endswith(".csv") for one in said):
        files = {str(one): enumerate(rows, 1) for one, rows in said.items() if isinstance(rows, list)}
        return _from_tables(files, whose)
    found = Incoming()
    for place, record in enumerate(_records(said), 1):
        found.faults.where = f"{name} {place}件目"
        _sort_in(record, found)
    if not found.organizations and not found.services and not found.faults.found:
        raise Wrong(__("HSDSの記録がありません。サービスか団体のJSON、またはCSVをまとめたZIPを選んでください。"))
    return found


def with_uuids(said: Any, whose: str) -> Any:
    """The same with UUIDs for keys."""
    if isinstance(said, list):
        return [with_uuids(one, whose) for one in said]
    if not isinstance(said, dict):
        return said
    return {
        name: _uuid(value, whose) if _is_key(str(name)) else with_uuids(value, whose) for name, value in said.items()
    }


def _is_key(name: str) -> bool:
    return name == "id" or (name.endswith("_id") and name != "tax_id")


def _uuid(value: Any, whose: str) -> Any:
    if not isinstance(value, str | int) or value == "":
        return value
    try:
        return str(uuid.UUID(str(value)))
    except ValueError:
        return str(uuid.uuid5(_SPACE, f"{whose}/{value}"))


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise Wrong(__("JSONとしてもZIPとしても読めません。HSDSのJSONか、CSVをまとめたZIPを選んでください。")) from None


def _records(said: Any) -> Iterator[Any]:
    """The records of a page, of an export of ours, of a list, or the one that there is."""
    if isinstance(said, list):
        yield from said
    elif isinstance(said, dict) and isinstance(said.get("contents"), list):
        yield from said["contents"]
    elif isinstance(said, dict) and not {"id", "name"} & set(said):
        for lists in ("organizations", "services"):
            yield from said.get(lists) or []
    else:
        yield said


def _sort_in(record: Any, found: Incoming) -> None:
    """Tell what a record is by its fields, and bring services to the top."""
    kind = "organization"
    if isinstance(record, Mapping) and ("status" in record or "organization" in record):
        kind = "service"
    elif isinstance(record, Mapping) and "location" in record and "name" not in record:
        kind = "service_at_location"
    one = cleaned(kind, record, found.faults)
    if one is None:
        return
    if kind == "service":
        found.services.append(one)
    elif kind == "organization" and not one.get("name"):
        # Nor is it a service: that would say its status or who runs it.
        found.faults.add("取り込みません。団体(organization)ならname、支援(service)ならnameとstatusとorganizationが要ります。")
    elif kind == "organization":
        services = one.pop("services", [])
        found.organizations.append(one)
        found.services += [{**service, "organization": one} for service in services]
    else:
        _from_a_place(one, found)


def _from_a_place(here: Record, found: Incoming) -> None:
    service = here.pop("service", None)
    if service is None:
        found.faults.add("serviceがないので、取り込みません。")
    else:
        found.services.append({**service, "service_at_locations": [here]})


def _unpacked(content: bytes) -> dict[str, Iterable[tuple[int, Mapping[str, Any]]]]:
    """The lines of each CSV of a package, with their numbers."""
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
        if sum(one.file_size for one in package.infolist()) > LARGEST:
            raise Wrong(__("ファイルが大きすぎます。分けてください。"))
        files = {PurePosixPath(one).name: package.read(one) for one in package.namelist() if one.endswith(".csv")}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError):
        raise Wrong(__("ZIPとして読めません。作り直してください。")) from None
    return {name: _lines(name, one) for name, one in files.items()}


def _lines(name: str, content: bytes) -> Iterator[tuple[int, Mapping[str, Any]]]:
    reader = csv.DictReader(io.StringIO(decoded(content), newline=""))
    try:
        for row in reader:
            yield reader.line_num, {key: value for key, value in row.items() if key and value}
    except csv.Error:
        raise Wrong(__("%(name)sの%(line)s行目が、CSVとして読めません。"), name=name, line=reader.line_num) from None


def _from_tables(files: Mapping[str, Iterable[tuple[int, Mapping[str, Any]]]], whose: str) -> Incoming:
    found = Incoming()
    rows: Rows = {}
    places: dict[tuple[str, str], str] = {}
    for table in tables().values():
        held = rows.setdefault(table.name, {})
        for line, said in files.get(table.file, ()):
            found.faults.where = f"{table.file} {line}行目"
            row = with_uuids(said, whose)
            key = row.get("id") if isinstance(row, Mapping) else None
            if not isinstance(key, str) or key in held:
                found.faults.add("idがないか、前の行と同じなので、取り込みません。")
                continue
            held[key] = {name: _typed(table.fields.get(name), value) for name, value in row.items()}
            places[table.name, key] = found.faults.where
    if not any(rows.values()):
        raise Wrong(__("HSDSのCSV(services.csvなど)がありません。"))
    _put_own(files.get(OWN_FILE, ()), rows, places, found.faults)
    _take(nested(rows), places, found)
    return found


def _typed(known: Field | None, value: Any) -> Any:
    """A number where one is wanted and written."""
    if known is None or known.kind != "number" or not isinstance(value, str):
        return value
    try:
        return int(value) if value.lstrip("-").isdigit() else float(value)
    except ValueError:
        return value


def _put_own(
    lines: Iterable[tuple[int, Mapping[str, Any]]], rows: Rows, places: dict[tuple[str, str], str], faults: Faults
) -> None:
    for line, row in lines:
        table, key, place = row.get("table", ""), row.get("id", ""), f"{OWN_FILE} {line}行目"
        try:
            value = json.loads(row.get("value", ""))
            value = None if TORN in row["value"] else value
        except (ValueError, RecursionError):
            value = None
        if table not in rows or not key or value is None:
            faults.where = place
            faults.add("どの記録のものか分からないか、値が読めないので、取り込みません。")
            continue
        places.setdefault((table, key), place)
        rows[table].setdefault(key, {"id": key})[row.get("property", "")] = value


def _take(made: Nested, places: Mapping[tuple[str, str], str], found: Incoming) -> None:
    for table, key, sentence in made.faults:
        found.faults.where = places[table, key]
        found.faults.add(sentence)
    for table, records, into in (
        ("organization", made.organizations, found.organizations),
        ("service", made.services, found.services),
    ):
        for record in records:
            found.faults.where = places[table, str(record["id"])]
            one = cleaned(table, record, found.faults)
            if one is not None:
                into.append(one)
