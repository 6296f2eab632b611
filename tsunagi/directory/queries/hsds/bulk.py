"""All of it at once: HSDS's data package (CSVs with their description), and one JSON file."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO, Final

import tsunagi
from tsunagi.base.models import AuditHead
from tsunagi.directory.models import Location
from tsunagi.directory.queries.hsds.parts import Record
from tsunagi.directory.queries.hsds.scope import Scope
from tsunagi.directory.queries.hsds.trees import full_organizations, taxonomies, terms
from tsunagi.directory.rules.hsds.files import OWN_FILE
from tsunagi.directory.rules.hsds.package import OWN_COLUMNS, VERSION, described, files, references, split
from tsunagi.directory.rules.hsds.shape import tables
from tsunagi.directory.rules.hsds.tabular import Rows, flattened

#: Providers, each with all its services, that are held at once.
BATCH: Final = 100


def state() -> str:
    """What names the state of the records: every action ends the audit chain otherwise."""
    digest = AuditHead.objects.filter(pk=1).values_list("digest", flat=True).first()
    return hashlib.sha256(f"{tsunagi.__version__} {digest}".encode()).hexdigest()


def write_json(path: Path, scope: Scope) -> None:
    """Write one JSON file: every organization with its places and its services, all that is known of each."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write('{"organizations": [')
        for number, record in enumerate(one for batch in _batches(scope) for one in batch):
            file.write(",\n" if number else "\n")
            json.dump(record, file, ensure_ascii=False)
        file.write("\n]}\n")


def write_zip(file: BinaryIO, scope: Scope) -> None:
    """Write the package as a ZIP."""
    with tempfile.TemporaryDirectory() as folder:
        write_package(Path(folder), scope)
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
            for path in sorted(Path(folder).iterdir()):
                with path.open("rb") as source, package.open(path.name, "w") as target:
                    shutil.copyfileobj(source, target)


def write_package(folder: Path, scope: Scope) -> None:
    """Write the package of HSDS 3.0 into a folder: a CSV a table, datapackage.json, and tsunagi.csv for what is ours.

    What the official description has no place for (what came with 3.1, rows that lack what it wants) stands in
    tsunagi.csv, so that nothing is lost.
    """
    with ExitStack() as open_files:
        writers = {
            table.name: csv.DictWriter(
                open_files.enter_context((folder / table.file).open("w", encoding="utf-8", newline="")),
                [one.name for one in table.columns(VERSION)],
            )
            for table in files()
        }
        own = csv.writer(open_files.enter_context((folder / OWN_FILE).open("w", encoding="utf-8", newline="")))
        own.writerow(OWN_COLUMNS)
        for writer in writers.values():
            writer.writeheader()
        _write_rows(writers, own, scope)
    (folder / "datapackage.json").write_text(json.dumps(described(), ensure_ascii=False, indent=2), encoding="utf-8")


def _write_rows(writers: dict[str, csv.DictWriter[str]], own: Any, scope: Scope) -> None:
    seen: dict[str, set[str]] = {name: set() for name in tables()}
    codes: set[str] = set()
    run = {str(key) for key in scope.providers().values_list("pk", flat=True)}
    for rows in _all_rows(scope):
        for name, table in tables().items():
            for key, row in rows[name].items():
                if key in seen[name]:
                    continue
                seen[name].add(key)
                held, other = split(table, row)
                for column, of in references(table).items():
                    there = (run,) if of == "organization" else (rows[of], seen[of])
                    if held is not None and column in held and not any(held[column] in one for one in there):
                        other[column] = held.pop(column)
                if name == "taxonomy_term" and held is not None and held.get("code") in codes:
                    other["code"] = held.pop("code")
                if held is not None:
                    codes.add(held.get("code", ""))
                    writers[name].writerow(held)
                own.writerows((name, key, prop, json.dumps(value, ensure_ascii=False)) for prop, value in other.items())


def _all_rows(scope: Scope) -> Iterator[Rows]:
    """Every table's rows, taxonomies first, then a batch of organizations after the other."""
    sets = [("taxonomy", one) for one in taxonomies(scope.taxonomies().order_by("pk"), scope)]
    words = [("taxonomy_term", one) for one in terms(scope.terms().order_by("pk"), scope)]
    yield flattened([], [], *sets, *words)
    for batch in _batches(scope):
        rows = flattened(batch)
        # A place of one organization where another one gives a service: whose it is, whichever comes first.
        run = Location.objects.filter(pk__in=rows["location"], provider__isnull=False).values_list("pk", "provider")
        for place, provider in run:
            rows["location"][str(place)].setdefault("organization_id", str(provider))
        yield rows


def _batches(scope: Scope) -> Iterator[list[Record]]:
    keys = list(scope.providers().order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        found = scope.providers().filter(pk__in=keys[start : start + BATCH]).order_by("pk")
        yield full_organizations(found, scope, full_service=True)
