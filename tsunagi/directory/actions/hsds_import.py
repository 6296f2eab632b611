"""Takes in what a file of HSDS says, once somebody has accepted it."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction

from tsunagi.base import audit
from tsunagi.base.models import User
from tsunagi.directory.actions.hsds_rows import Rows, keep_theirs
from tsunagi.directory.actions.index import index_services
from tsunagi.directory.models import Provider, Service
from tsunagi.directory.queries.hsds.proposal import STAMP, Proposal, stamp
from tsunagi.directory.rules.hsds import read, say


@transaction.atomic
def accept_hsds(*, by: User | None, proposal: Proposal) -> int:
    """Write the new and the changed services; how many. New ones are not public until their keeper publishes them.

    What is gone from the file stays as it is, and what only tsunagi knows of a record (that it is public, what was
    confirmed of a number that is still the same, a secret place) stays too.
    """
    rows = Rows(proposal.keeper, proposal.faults)
    providers: dict[str, Provider] = {}
    written = []
    for change in proposal.changes:
        if change.kind not in ("new", "changed"):
            continue
        proposal.faults.where = change.name
        organization = change.record["organization"]
        if organization["id"] not in providers:
            providers[organization["id"]] = _provider(organization, rows)
        service = _service(change.record, providers[organization["id"]], rows)
        written.append(service.pk)
    for organization in proposal.incoming.organizations:
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
    rows.capacities(row, record, left)
    rows.at_locations(row, record)
    keep_theirs(row, say.service(row, "3.1", inside=True), left)
    row.more[STAMP] = stamp(record)
    row.save()
    return row
