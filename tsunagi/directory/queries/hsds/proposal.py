"""What taking a file of HSDS in would change, before anything is written."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from tsunagi.base.models import Organisation
from tsunagi.directory.models import Provider, Service
from tsunagi.directory.queries.hsds.scope import Scope
from tsunagi.directory.queries.hsds.trees import full_services
from tsunagi.directory.rules.hsds.clean import Faults
from tsunagi.directory.rules.hsds.files import Incoming
from tsunagi.directory.rules.hsds.own import PREFIX

Kind = Literal["new", "changed", "unchanged", "gone", "refused"]

#: The key in a row's `more` of the fingerprint of the record that it was taken from.
STAMP: Final = "hsds_stamp"


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one service. fields: those that differ from what is held."""

    kind: Kind
    key: uuid.UUID
    name: str
    fields: tuple[str, ...] = ()
    record: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proposal:
    """All of it; nothing is written until somebody accepts it."""

    keeper: Organisation
    incoming: Incoming
    changes: tuple[Change, ...]
    faults: Faults

    def counts(self) -> Counter[str]:
        """How many services of each kind of change."""
        return Counter(one.kind for one in self.changes)


def stamp(record: dict[str, Any]) -> str:
    """The fingerprint of a record."""
    return hashlib.sha256(json.dumps(record, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def propose(keeper: Organisation, incoming: Incoming) -> Proposal:
    """Compare a file with what is held. Records that another body keeps are not touched."""
    faults = incoming.faults
    held = Service.objects.select_related("provider", "kept_by").in_bulk(
        [uuid.UUID(one["id"]) for one in incoming.services]
    )
    current = _as_held([one for one in held.values() if one.kept_by_id == keeper.pk], keeper)
    changes: dict[uuid.UUID, Change] = {}
    for record in incoming.services:
        key = uuid.UUID(record["id"])
        faults.where = str(record.get("name", record["id"]))[:100]
        reason = _why_not(record, held.get(key), keeper)
        if key in changes:
            reason = "同じidの記録が前にもあります。"
        if reason:
            faults.add(f"取り込みません。{reason}")
            changes.setdefault(key, Change("refused", key, faults.where))
            continue
        changes[key] = _change(key, record, held.get(key), current.get(key))
    return Proposal(keeper, incoming, (*changes.values(), *_gone(keeper, incoming, set(changes))), faults)


def _change(key: uuid.UUID, record: dict[str, Any], held: Service | None, said: dict[str, Any] | None) -> Change:
    name = str(record["name"])
    if held is None or said is None:
        return Change("new", key, name, record=record)
    if held.more.get(STAMP) == stamp(record):
        return Change("unchanged", key, name, record=record)
    fields = {name for name in {**said, **record} if said.get(name) != record.get(name)}
    differing = sorted(
        one for one in fields if not one.startswith(PREFIX) and one not in ("last_modified", "organization_id")
    )
    return Change("changed", key, name, tuple(differing), record)


def _why_not(record: dict[str, Any], held: Service | None, keeper: Organisation) -> str:
    if not record.get("name") or not record.get("status"):
        return "nameとstatusが要ります。"
    if len(record["name"]) > 300:
        return "nameが300文字より長いです。"
    organization = record.get("organization")
    if not organization or not organization.get("name"):
        return "organizationとそのnameがありません。"
    if held is not None and held.kept_by_id != keeper.pk:
        return f"この記録は{held.kept_by.name}のものです。"
    run = Provider.objects.filter(pk=uuid.UUID(organization["id"])).select_related("kept_by").first()
    if run is not None and run.kept_by_id != keeper.pk:
        return f"団体の記録は{run.kept_by.name}のものです。"
    return ""


def _as_held(services: list[Service], keeper: Organisation) -> dict[uuid.UUID, dict[str, Any]]:
    said = full_services(services, Scope(keeper=keeper))
    return {one.pk: record for one, record in zip(services, said, strict=True)}


def _gone(keeper: Organisation, incoming: Incoming, found: set[uuid.UUID]) -> list[Change]:
    """Services that came from such a file for the same organizations, and are in this one no longer."""
    providers = {uuid.UUID(one["organization"]["id"]) for one in incoming.services if one.get("organization")}
    held = Service.objects.filter(kept_by=keeper, provider__in=providers, more__has_key=STAMP).exclude(pk__in=found)
    return [Change("gone", one.pk, one.name) for one in held.order_by("name", "pk")]
