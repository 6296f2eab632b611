"""Taking in lists of places and windows: read, proposed row by row, and written only where somebody accepts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import PurePath
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.access import Refused, require
from tsunagi.base.models import Organisation, User
from tsunagi.base.rules.sentences import Wrong
from tsunagi.directory.access import can_keep, is_publishable
from tsunagi.directory.actions.records import (
    confirm_service,
    publish_service,
    save_service,
    version_of,
    withdraw_service,
)
from tsunagi.directory.models import Decision, ListFile, ListProposal, Service
from tsunagi.directory.queries.lists import alike, known_by_list
from tsunagi.directory.queries.records import record_of, told
from tsunagi.directory.rules.lists import ServiceRow, identity_of, read_list, record_of_row, told_by_list
from tsunagi.directory.rules.records import Faulty, Record, checked, differences, record_from

Progress = Callable[[int, int], None]

#: What a service carries along of the list that it is from.
FROM: Final = "list"


def nothing(done: int, total: int) -> None:
    """Nobody waits."""


def propose_list(
    *,
    by: User | None,
    organisation: Organisation,
    name: str,
    content: bytes,
    title: str = "",
    progress: Progress = nothing,
) -> ListFile:
    """Read a list and propose what it would change. The same file again gives the same proposals.

    title: what the list is called from year to year; the file's name where empty. Raises Refused where it is no list.
    """
    if by is not None:
        require(can_keep(by, organisation))
    title = " ".join(title.split())[:200] or PurePath(name).stem[:200]
    sha256 = hashlib.sha256(content).hexdigest()
    known = ListFile.objects.filter(organisation=organisation, title=title, sha256=sha256).first()
    if known is not None:
        return known
    try:
        reading = read_list(content, name)
    except Wrong as wrong:
        raise Refused(_(wrong.sentence) % wrong.values) from wrong
    faults = [[one.line, one.column, one.sentence, dict(one.values)] for one in reading.faults]
    made = ListFile(
        organisation=organisation,
        title=title,
        name=PurePath(name).name[:255],
        sha256=sha256,
        rows=len(reading.rows),
        faults=faults,
        made_by=by,
    )
    found = _proposals(made, reading.rows, bool(faults), progress)
    with transaction.atomic():
        made.save()
        for one in found:
            one.file = made
        ListProposal.objects.bulk_create(found, batch_size=500)
        after = {"name": made.name, "title": title, "sha256": sha256, "rows": made.rows, "faults": len(faults)}
        audit.record(by=by, action="directory.propose_list", subject=made, organisation=organisation, after=after)
    return made


@transaction.atomic
def decide_row(
    *, by: User | None, proposal: ListProposal, decision: str, publish: bool = False, confirm: bool = False
) -> ListProposal:
    """Accept one row and write it, or refuse it.

    publish: let everybody see it at once. confirm: say that it is true today. Raises Refused where it is decided
    already, or cannot be written as the record is now.
    """
    held = (
        ListProposal.objects.select_for_update(of=("self",))
        .select_related("file__organisation", "service__kept_by", "decided_by")
        .get(pk=proposal.pk)
    )
    organisation = held.file.organisation
    if by is not None:
        require(can_keep(by, organisation))
    if held.decision != Decision.OPEN:
        raise Refused(
            _("この行は、すでに「%(decision)s」に決まっています。") % {"decision": held.get_decision_display()}
        )
    if decision not in (Decision.ACCEPTED, Decision.REFUSED):
        raise Refused(_("採用か不採用を選んでください。"))
    if decision == Decision.ACCEPTED:
        _write(held, by, publish=publish, confirm=confirm)
    held.decision, held.decided_by, held.decided_at = Decision(decision), by, timezone.now()
    held.save()
    audit.record(
        by=by,
        action=f"directory.row_{decision}",
        subject=held,
        organisation=organisation,
        after={"service": held.service, "kind": held.kind, "line": held.line},
    )
    return held


def accept_certain(
    *,
    by: User | None,
    file: ListFile,
    publish: bool = False,
    confirm: bool = False,
    progress: Progress = nothing,
) -> int:
    """Accept every open row without a doubt, each for itself; how many they were. What is gone is never among them.

    One that cannot be written stays open, and the rest are taken all the same.
    """
    waiting = file.proposals.filter(decision=Decision.OPEN, doubts=[], kind__in=["new", "changed"])
    keys = list(waiting.values_list("pk", flat=True))
    taken = 0
    for place, key in enumerate(keys, 1):
        try:
            decide_row(
                by=by,
                proposal=ListProposal(pk=key),
                decision=Decision.ACCEPTED,
                publish=publish,
                confirm=confirm,
            )
            taken += 1
        except Refused:
            ListProposal.objects.filter(pk=key).update(doubts=["cannot_write"])
        progress(place, len(keys))
    return taken


def _proposals(
    file: ListFile, rows: tuple[ServiceRow, ...], has_faults: bool, progress: Progress
) -> list[ListProposal]:
    organisation = file.organisation
    known = known_by_list(organisation, file.title)
    others = alike(organisation)
    found: list[ListProposal] = []
    seen: set[str] = set()
    for place, row in enumerate(rows):
        record = record_of_row(row, title=file.title, body=organisation.name, area=organisation.code)
        identity = identity_of(row)
        doubts: list[str] = []
        service = known.pop(identity, None)
        if service is None:
            service, doubts = others.of(record)
        if identity in seen:
            doubts = [*doubts, "twice"]
        seen.add(identity)
        found.append(_proposal(file, place, row.line, identity, record, service, doubts))
        progress(place + 1, len(rows))
    for identity, service in known.items():
        doubts = ["faulty_rows"] if has_faults else []
        found.append(
            ListProposal(
                file=file,
                place=len(found),
                kind=ListProposal.Kind.GONE,
                identity=identity,
                service=service,
                doubts=doubts,
            )
        )
    return found


def _proposal(
    file: ListFile, place: int, line: int, identity: str, record: Record, service: Service | None, doubts: list[str]
) -> ListProposal:
    try:
        record = checked(record, timezone.localdate())
    except Faulty:
        doubts = [*doubts, "faulty"]
    kind = ListProposal.Kind.NEW
    if service is not None:
        kept = record_of(service, None)
        is_same = not doubts and not differences(told(kept), told(told_by_list(kept, record)))
        kind = ListProposal.Kind.UNCHANGED if is_same else ListProposal.Kind.CHANGED
    return ListProposal(
        file=file,
        place=place,
        line=line,
        kind=kind,
        identity=identity,
        service=service,
        after=told(record),
        doubts=doubts,
    )


def _write(held: ListProposal, by: User | None, *, publish: bool, confirm: bool) -> None:
    file = held.file
    if held.kind == ListProposal.Kind.GONE:
        if held.service is not None and held.service.is_public:
            withdraw_service(by=by, service=held.service)
        return
    row = record_from(held.after or {})
    service = held.service
    record = told_by_list(record_of(service, by), row) if service is not None else row
    try:
        saved = save_service(
            by=by,
            keeper=file.organisation,
            record=record,
            service=service,
            version=version_of(service) if service is not None else "",
        )
    except Faulty as faulty:
        sentences = " ".join(_(one.wrong.sentence) % one.wrong.values for one in faulty.faults)
        raise Refused(sentences) from faulty
    saved.more = {**saved.more, FROM: {"title": file.title, "row": held.identity}}
    saved.save(update_fields=["more", "modified_at"])
    if confirm:
        confirm_service(by=by, service=saved, day=timezone.localdate())
    if publish and is_publishable(saved):
        publish_service(by=by, service=saved)
    held.service = saved
