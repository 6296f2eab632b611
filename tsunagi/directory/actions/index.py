"""Keeps the index true to the public services. Every action that changes a service ends with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from tsunagi.directory.actions.crisis import keep_crisis_file
from tsunagi.directory.models import SearchEntry, Service
from tsunagi.directory.queries.index import Document, engine
from tsunagi.directory.queries.public import public_services

#: Services read and written at once.
BATCH: Final = 500


@transaction.atomic
def index_services(keys: Iterable[UUID]) -> None:
    """Bring the index up to date for these services: public ones are found, others no longer.

    The file of the lines for people in danger is written anew as soon as the change is safe in the database.
    """
    wanted = list(keys)
    for start in range(0, len(wanted), BATCH):
        _index(wanted[start : start + BATCH])
    if wanted:
        transaction.on_commit(keep_crisis_file)


def _index(keys: list[UUID]) -> None:
    public = _with_texts(public_services().filter(pk__in=keys))
    gone = SearchEntry.objects.filter(service__in=keys).exclude(service__in=[one.pk for one in public])
    engine().remove(list(gone.values_list("pk", flat=True)))
    gone.delete()
    SearchEntry.objects.bulk_create([SearchEntry(service=one) for one in public], ignore_conflicts=True)
    rows = dict(SearchEntry.objects.filter(service__in=public).values_list("service", "pk"))
    engine().write([_document(rows[one.pk], one) for one in public])


def _with_texts(services: QuerySet[Service]) -> list[Service]:
    return list(
        services.select_related("provider").prefetch_related(
            "attributes__term", "areas", "ways", "at_locations__location"
        )
    )


def _document(row: int, service: Service) -> Document:
    provider = service.provider
    terms = [one.term for one in service.attributes.all() if one.term is not None]
    places = [one.location for one in service.at_locations.all() if not one.location.is_confidential]
    return Document(
        row=row,
        name=[service.name, service.name_kana, service.name_easy, service.name_en, service.alternate_name],
        alias=[*service.aliases, provider.name, provider.name_kana, provider.name_en, provider.alternate_name],
        text=[
            *(getattr(service, field + ending) for field in _TEXTS for ending in ("", "_easy", "_en")),
            *(saying for sayings in service.says.values() for saying in sayings),
            *(name for term in terms for name in (term.name, term.name_easy, term.name_en)),
            *(area.name for area in service.areas.all()),
            *(way.number for way in service.ways.all()),
            *(name for place in places for name in (place.name, place.name_kana, place.name_en)),
        ],
    )


_TEXTS: Final = ("summary", "happens", "for_whom", "where")
