"""Keeps the index true to the public services. Every action that changes a service ends with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final
from uuid import UUID

from django.db import transaction

from tsunagi.directory.actions.crisis import keep_crisis_file
from tsunagi.directory.models import KeptRecord, Opening, SearchEntry
from tsunagi.directory.queries.documents import documents
from tsunagi.directory.queries.hsds import kept
from tsunagi.directory.queries.index import engine
from tsunagi.directory.queries.public import public_services

#: Services read and written at once.
BATCH: Final = 500


@transaction.atomic
def index_services(keys: Iterable[UUID]) -> None:
    """Bring the index up to date for these services: public ones are found, others no longer.

    The file of the lines for people in danger is written anew as soon as the change is safe in the database.
    """
    wanted = list(keys)
    for batch in _batches(wanted):
        _index(batch)
    if wanted:
        transaction.on_commit(keep_crisis_file)


def index_missing() -> None:
    """Bring in what is missing: all public services where an update made the index anew, and all texts for lists where
    it changed what these say.

    Each batch is safe before the next one begins: who was stopped half-way goes on from there.
    """
    missing = list(public_services().filter(search_entry=None).order_by("pk").values_list("pk", flat=True))
    for batch in _batches(missing):
        index_services(batch)
    if missing:
        engine().settle()
    old = list(SearchEntry.objects.exclude(kept_record__code=kept.code()).values_list("service", flat=True))
    for batch in _batches(old):
        _keep(batch)


def _batches(keys: list[UUID]) -> Iterator[list[UUID]]:
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))


def _index(keys: list[UUID]) -> None:
    found = documents(keys)
    SearchEntry.objects.filter(service__in=keys).exclude(service__in=[one.service for one in found]).delete()
    openings = {one.opening: Opening(pk=one.opening, texts="\n".join(one.hours)) for one in found if one.hours}
    Opening.objects.bulk_create(openings.values(), ignore_conflicts=True)
    SearchEntry.objects.bulk_create(
        [SearchEntry(service_id=one.service, opening_id=one.opening) for one in found],
        update_conflicts=True,
        unique_fields=["service"],
        update_fields=["opening"],
    )
    rows = dict(SearchEntry.objects.filter(service__in=[one.service for one in found]).values_list("service", "pk"))
    engine().write({rows[one.service]: one for one in found})
    _keep(keys)


def _keep(keys: list[UUID]) -> None:
    """Keep what lists say of services."""
    KeptRecord.objects.bulk_create(
        kept.records(keys),
        update_conflicts=True,
        unique_fields=["entry"],
        update_fields=["service_at", "provider_at", "code", "text"],
    )
