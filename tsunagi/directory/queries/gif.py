"""The public supports in the models of the Digital Agency's framework (GIF), as one JSON file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from django.db.models import Prefetch

from tsunagi.directory.models import ServiceAtLocation
from tsunagi.directory.queries.public import public_services
from tsunagi.directory.rules import gif

#: Services that are held at once.
BATCH: Final = 500


def write_gif(path: Path) -> None:
    """Write a file with all 制度 and all 支援機関."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write('{"制度": [')
        _write(file, (_scheme(one) for one in _services()))
        file.write('],\n"支援機関": [')
        _write(file, (agency for one in _services() for agency in _agencies(one)))
        file.write("]}\n")


def _write(file: Any, records: Iterator[dict[str, Any]]) -> None:
    for number, record in enumerate(records):
        file.write(",\n" if number else "\n")
        json.dump(record, file, ensure_ascii=False)


def _services() -> Iterator[Any]:
    places = ServiceAtLocation.objects.filter(location__is_confidential=False).select_related("location")
    places = places.prefetch_related("ways", "location__ways", "location__addresses").order_by("pk")
    found = public_services().select_related("provider").order_by("name", "pk")
    found = found.prefetch_related(
        "ways", "areas", "attributes__term__taxonomy", "required_documents", Prefetch("at_locations", places)
    )
    return found.iterator(chunk_size=BATCH)


def _scheme(service: Any) -> dict[str, Any]:
    terms = [one.term for one in service.attributes.all() if one.term is not None and one.term.taxonomy is not None]
    needs = [term.name for term in terms if term.taxonomy.code == "need"]
    papers = [one.document for one in service.required_documents.all()]
    return gif.scheme(service, service.ways.all(), _areas(service), needs, papers)


def _agencies(service: Any) -> Iterator[dict[str, Any]]:
    for here in service.at_locations.all():
        ways = [*here.ways.all(), *here.location.ways.all(), *service.ways.all()]
        hours = here.hours or here.location.hours or service.hours
        yield gif.agency(service, here.location, hours, ways, _areas(service))


def _areas(service: Any) -> list[str]:
    return [one.code for one in service.areas.all() if one.code]
