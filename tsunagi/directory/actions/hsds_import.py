"""Takes in what a file of HSDS says, once somebody has accepted it; and keeps files that were handed in until then."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Collection
from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.access import Refused, require
from tsunagi.base.models import Organisation, User
from tsunagi.base.rules.sentences import Wrong
from tsunagi.directory.access import can_keep
from tsunagi.directory.actions.hsds_rows import Rows, keep_theirs
from tsunagi.directory.actions.index import index_services
from tsunagi.directory.models import HsdsFile, Provider, Service
from tsunagi.directory.queries.hsds.proposal import STAMP, Proposal, propose, stamp
from tsunagi.directory.rules.hsds import read, say
from tsunagi.directory.rules.hsds.files import read_file


@transaction.atomic
def receive_hsds(*, by: User, organisation: Organisation, name: str, content: bytes) -> HsdsFile:
    """Keep a file with what it would change; the same file again is compared anew. Raises Refused where it is none."""
    require(can_keep(by, organisation))
    proposal = _read(organisation, name, content)
    sha256 = hashlib.sha256(content).hexdigest()
    kept, is_new = HsdsFile.objects.get_or_create(
        organisation=organisation,
        sha256=sha256,
        defaults={"name": PurePath(name).name[:255], "content": content, "made_by": by},
    )
    _tell(kept, proposal)
    if is_new:
        after = {"name": kept.name, "sha256": sha256, **proposal.counts()}
        audit.record(by=by, action="directory.receive_hsds", subject=kept, organisation=organisation, after=after)
    return kept


@transaction.atomic
def accept_hsds_file(*, by: User, file: HsdsFile, only: Collection[uuid.UUID] | None = None) -> int:
    """Take in what was handed in, all of it or the services of these keys; how many. It is compared anew first."""
    held = HsdsFile.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=file.pk)
    content = bytes(held.content)
    proposal = _read(held.organisation, held.name, content)
    taken = accept_hsds(by=by, proposal=proposal, only=only)
    left = _read(held.organisation, held.name, content)
    # What could not be used of those that were taken (a number that cannot be read) is told, too.
    left.faults.found = list(dict.fromkeys([*left.faults.found, *proposal.faults.found]))
    _tell(held, left)
    return taken


def _read(organisation: Organisation, name: str, content: bytes) -> Proposal:
    try:
        return propose(organisation, read_file(name, content, whose=organisation.slug))
    except Wrong as wrong:
        raise Refused(_(wrong.sentence) % wrong.values) from wrong


def _tell(file: HsdsFile, proposal: Proposal) -> None:
    file.changes = [[one.kind, str(one.key), one.name, list(one.fields)] for one in proposal.changes]
    file.faults = [list(one) for one in proposal.faults.found]
    file.save(update_fields=["changes", "faults"])


@transaction.atomic
def accept_hsds(*, by: User | None, proposal: Proposal, only: Collection[uuid.UUID] | None = None) -> int:
    """Write the new and the changed services; how many. New ones are not public until their keeper publishes them.

    only: the keys of those to be written; then organizations without services are left out, too.

    What is gone from the file stays as it is, and what only tsunagi knows of a record (that it is public, what was
    confirmed of a number that is still the same, a secret place) stays too.
    """
    if by is not None:
        require(can_keep(by, proposal.keeper))
    rows = Rows(proposal.keeper, proposal.faults)
    providers: dict[str, Provider] = {}
    written = []
    for change in proposal.changes:
        if change.kind not in ("new", "changed") or (only is not None and change.key not in only):
            continue
        proposal.faults.where = change.name
        organization = change.record["organization"]
        if organization["id"] not in providers:
            providers[organization["id"]] = _provider(organization, rows)
        service = _service(change.record, providers[organization["id"]], rows)
        written.append(service.pk)
    for organization in proposal.incoming.organizations if only is None else ():
        proposal.faults.where = str(organization.get("name", ""))[:100]
        if organization["id"] not in providers and _may_be_taken(organization, rows):
            providers[organization["id"]] = _provider(organization, rows)
    index_services(written)
    if providers:
        after = {"services": len(written), "organizations": len(providers), **proposal.counts()}
        audit.record(
            by=by, action="directory.accept_hsds", subject="directory", organisation=proposal.keeper, after=after
        )
    return len(written)


def _may_be_taken(organization: dict[str, Any], rows: Rows) -> bool:
    if not organization.get("name") or len(organization["name"]) > 300:
        rows.faults.add("取り込みません。300文字までのnameが要ります。")
        return False
    held = Provider.objects.filter(pk=uuid.UUID(organization["id"])).first()
    if held is not None and held.kept_by_id != rows.keeper.pk:
        rows.faults.add(f"取り込みません。団体の記録は{held.kept_by.name}のものです。")
        return False
    return True


def _provider(record: dict[str, Any], rows: Rows) -> Provider:
    key = uuid.UUID(record["id"])
    held = Provider.objects.filter(pk=key).first()
    row = held or Provider(pk=key, kept_by=rows.keeper)
    rows.fill(row, read.organization(record, rows.faults))
    row.save()
    left = rows.left("organization", record)
    rows.ways(row, "provider", record, left)
    rows.contacts(row, "provider", record)
    rows.details("funding", row, "provider", record.get("funding", []))
    keep_theirs(row, say.organization(row, "3.1"), left)
    row.save()
    for place in record.get("locations", []):
        rows.location(place, row)
    return row


def _service(record: dict[str, Any], provider: Provider, rows: Rows) -> Service:
    key = uuid.UUID(record["id"])
    row = Service.objects.filter(pk=key).first() or Service(pk=key, kept_by=rows.keeper)
    row.provider = provider
    row.confirmed = False
    rows.fill(row, read.service(record, rows.faults))
    row.save()
    left = rows.left("service", record)
    rows.ways(row, "service", record, left)
    rows.contacts(row, "service", record)
    for table, name in (
        ("service_area", "service_areas"),
        ("language", "languages"),
        ("funding", "funding"),
        ("cost_option", "cost_options"),
        ("required_document", "required_documents"),
    ):
        rows.details(table, row, "service", record.get(name, []))
    rows.attributes(row, record)
    rows.measures(row, record)
    rows.capacities(row, record, left)
    rows.at_locations(row, record)
    keep_theirs(row, say.service(row, "3.1", inside=True), left)
    row.more[STAMP] = stamp(record)
    row.save()
    return row
