"""Keeps the index true to the public services, and what tells who is alike to all. Every action that changes a service
ends with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final
from uuid import UUID

from django.db import transaction

from tsunagi.directory.actions.crisis import keep_crisis_file
from tsunagi.directory.models import KeptRecord, Likeness, Opening, SearchEntry, Service
from tsunagi.directory.queries.documents import documents
from tsunagi.directory.queries.duplicates import likenesses
from tsunagi.directory.queries.hsds import kept
from tsunagi.directory.queries.index import engine
from tsunagi.directory.queries.public import public_services
from tsunagi.directory.rules.grams import reading

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
        _keep_likenesses(batch)
    if wanted:
        transaction.on_commit(keep_crisis_file)


def index_missing() -> None:
    """Bring in what is missing: all public services where an update made the index anew, all texts for lists where it
    changed what these say, and readings and marks of services that have none yet.

    Each batch is safe before the next one begins: who was stopped half-way goes on from there.
    """
    with engine().by_keys():
        _index_missing()
        _keep_missing()


def _index_missing() -> None:
    missing = list(public_services().filter(search_entry=None).order_by("pk").values_list("pk", flat=True))
    if len(missing) > max(BATCH, SearchEntry.objects.count()):
        engine().make_room()
    for batch in _batches(missing):
        index_services(batch)
    engine().settle()


def _keep_missing() -> None:
    old = list(SearchEntry.objects.exclude(kept_record__code=kept.code()).values_list("service", flat=True))
    for batch in _batches(old):
        _keep(batch)
    unread = SearchEntry.objects.filter(reading=None).order_by("pk")
    for some in _batches(list(unread.values_list("service", flat=True))):
        _read_names(some)
    unmarked = Service.objects.filter(likenesses=None, merged_into=None).order_by("pk")
    for batch in _batches(list(unmarked.values_list("pk", flat=True))):
        _keep_likenesses(batch)


def _batches(keys: list[UUID]) -> Iterator[list[UUID]]:
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))


def _index(keys: list[UUID]) -> None:
    found = documents(keys)
    SearchEntry.objects.filter(service__in=keys).exclude(service__in=[one.service for one in found]).delete()
    openings = {one.opening: Opening(pk=one.opening, texts="\n".join(one.hours)) for one in found if one.hours}
    Opening.objects.bulk_create(openings.values(), ignore_conflicts=True)
    SearchEntry.objects.bulk_create(
        [SearchEntry(service_id=one.service, opening_id=one.opening, reading=one.reading) for one in found],
        update_conflicts=True,
        unique_fields=["service"],
        update_fields=["opening", "reading"],
    )
    rows = dict(SearchEntry.objects.filter(service__in=[one.service for one in found]).values_list("service", "pk"))
    engine().write({rows[one.service]: one for one in found})
    _keep(keys)


def _read_names(keys: list[UUID]) -> None:
    """Let lists know the order of services whose other entries are as they should be."""
    entries = list(SearchEntry.objects.filter(service__in=keys).select_related("service"))
    for one in entries:
        one.reading = reading(one.service.name, one.service.name_kana)
    SearchEntry.objects.bulk_update(entries, ["reading"])


def _keep(keys: list[UUID]) -> None:
    """Keep what lists say of services."""
    KeptRecord.objects.bulk_create(
        kept.records(keys),
        update_conflicts=True,
        unique_fields=["entry"],
        update_fields=["service_at", "provider_at", "code", "text"],
    )


@transaction.atomic
def _keep_likenesses(keys: list[UUID]) -> None:
    """Keep what services may be told to be the same by."""
    Likeness.objects.filter(service__in=keys).delete()
    Likeness.objects.bulk_create(likenesses(keys))
