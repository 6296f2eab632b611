"""Taking in a document: it is read, what it would change is proposed, and only what somebody accepts is written."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.db.models import ProtectedError, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.access import Refused, require
from tsunagi.base.models import User
from tsunagi.reading.document import read, to_json
from tsunagi.reading.sources import open_source
from tsunagi.register.access import can_change, can_import
from tsunagi.register.actions.editions import hold
from tsunagi.register.actions.entries import Telling, write_entries
from tsunagi.register.models import (
    ChangeSet,
    Edition,
    Entry,
    Measure,
    Plan,
    Proposal,
    SourceDocument,
    Succession,
)
from tsunagi.register.models.figures import Origin
from tsunagi.register.queries.imports import choosable, nearest_edition, stories, telling, without_doubt
from tsunagi.register.queries.readings import reading_of, readings
from tsunagi.register.rules.proposals import Proposed, propose
from tsunagi.register.rules.readings import Reading, section_names

Progress = Callable[[int, int], None]
#: What of a proposal a decision writes.
DECIDED: Final = "decision decided_by decided_at reason version mended measure entry".split()


def receive(
    *,
    by: User | None,
    plan: Plan,
    name: str,
    content: bytes,
    shape: Path | None = None,
    progress: Progress | None = None,
) -> SourceDocument:
    """Read a file and keep it with its reading; the same file again is the same document.

    Raises Unreadable with one sentence where the file is no plan; then nothing is kept.
    """
    if by is not None:
        require(can_import(by, plan))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(name).name or "document")
        path.write_bytes(content)
        document = read(path, shape=shape, progress=progress)
        known = SourceDocument.objects.filter(organisation=plan.organisation, sha256=document.sha256).first()
        if known is not None:
            return known
        # A PDF's places are boxes on pages; where they are characters, they count in this text.
        text = "" if document.kind == "pdf" else open_source(path).text
    with transaction.atomic():
        kept = SourceDocument.objects.create(
            organisation=plan.organisation,
            name=Path(name).name,
            kind=document.kind,
            sha256=document.sha256,
            content=content,
            text=text or "",
            reading=to_json(document, [() for _measure in document.measures]),
            received_by=by,
        )
        after = {"name": kept.name, "sha256": kept.sha256, "measures": len(document.measures)}
        audit.record(by=by, action="register.receive", subject=kept, organisation=plan.organisation, after=after)
    return kept


@transaction.atomic
def propose_changes(*, by: User | None, edition: Edition, document: SourceDocument) -> ChangeSet:
    """What taking the document into the edition would change. The same document again gives the same change set."""
    if by is not None:
        require(can_change(by, edition))
    elif edition.is_published:
        raise Refused(_("公表した版には取り込めません。訂正の版を作ってください。"))
    known = ChangeSet.objects.filter(edition=edition, document=document).first()
    if known is not None:
        return known
    neighbour = nearest_edition(edition)
    found = propose(
        told=document.reading["measures"],
        doubts=document.reading["doubts"],
        ours=readings(edition),
        neighbours=readings(neighbour) if neighbour else {},
        neighbour_is_later=bool(neighbour and neighbour.fiscal_year > edition.fiscal_year),
        neighbour_name=str(neighbour or ""),
    )
    made = ChangeSet.objects.create(edition=edition, document=document, compared_with=neighbour, made_by=by)
    Proposal.objects.bulk_create(
        Proposal(change_set=made, place=place, **columns(one)) for place, one in enumerate(found)
    )
    after = {"document": document, "proposals": len(found)}
    audit.record(
        by=by, action="register.propose_changes", subject=made, organisation=edition.plan.organisation, after=after
    )
    return made


@transaction.atomic
def decide(
    *, by: User | None, proposal: Proposal, decision: str, version: int, mended: Reading | None = None
) -> Proposal:
    """Accept, mend or refuse one proposal, or open it again for another decision.

    version: the proposal's version that the decision was made on; where somebody else decided meanwhile it is refused.
    """
    edition = held_edition(proposal.change_set_id)
    if by is not None:
        require(can_change(by, edition))
    held = held_at(edition, Proposal.objects.filter(pk=proposal.pk), proposal, version)
    _decide(held, decision, by, mended)
    return held


def held_edition(change_set: int) -> Edition:
    """The edition that a change set is for, held until the transaction ends: what is decided for it comes in a row."""
    editions = Edition.objects.select_for_update(of=("self",)).select_related("plan__organisation")
    return editions.get(change_sets=change_set)


def held_at(edition: Edition, among: QuerySet[Proposal], proposal: Proposal, version: int) -> Proposal:
    """The proposal as it stands now, held together with those `among` which it is; refused where it is not at this
    version any more."""
    held = among.select_for_update(of=("self",)).select_related("change_set__compared_with", "measure", "decided_by")
    now = next((one for one in held if one.pk == proposal.pk), None)
    if now is None:
        raise Refused(_("この案はなくなりました。ほかの案で、文書のどの施策に当たるかが選び直されたためです。"))
    if now.version != version and now.decision == Proposal.Decision.OPEN:
        raise Refused(_("この案は、その間に別の人が変えました。内容を見てから、もう一度決めてください。"))
    if now.version != version:
        who = now.decided_by.name if now.decided_by else _("別の人")
        raise Refused(
            _("この施策は、その間に%(who)sさんが「%(decision)s」に決めました。内容を見てから、もう一度決めてください。")
            % {"who": who, "decision": now.get_decision_display()}
        )
    now.change_set.edition = edition
    return now


@transaction.atomic
def accept_certain(*, by: User | None, change_set: ChangeSet) -> int:
    """Accept every open proposal without a doubt; how many they were."""
    edition = held_edition(change_set.pk)
    if by is not None:
        require(can_change(by, edition))
    held = list(without_doubt(Proposal.objects.select_for_update().filter(change_set=change_set)))
    return _accept_all(held, change_set, edition, by, "register.accept_certain")


@transaction.atomic
def accept_chosen(*, by: User | None, change_set: ChangeSet, chosen: Mapping[int, int], reason: str) -> int:
    """Accept several proposals as they were read, doubts and all, for one reason; how many they were.

    chosen: by each proposal's key its version that somebody looked at. What was decided meanwhile lets none be taken.
    """
    edition = held_edition(change_set.pk)
    if by is not None:
        require(can_change(by, edition))
    if not chosen:
        raise Refused(_("採用する施策に印を付けてください。"))
    if not reason.strip():
        raise Refused(_("まとめて採用する理由を書いてください。"))
    held = list(choosable(Proposal.objects.select_for_update().filter(change_set=change_set, pk__in=chosen)))
    if {one.pk: one.version for one in held} != chosen:
        raise Refused(_("印を付けた施策に、その間に決まったか変わったものがあります。一覧を見てから、もう一度選んでください。"))
    return _accept_all(held, change_set, edition, by, "register.accept_chosen", reason=reason.strip())


def _decide(held: Proposal, decision: str, by: User | None, mended: Reading | None) -> None:
    if decision == Proposal.Decision.MENDED and mended is None:
        raise Refused(_("直した内容がありません。"))
    edition = held.change_set.edition
    before = {"decision": held.decision, "reading": reading_of(held.entry) if held.entry else held.before}
    if decision in (Proposal.Decision.ACCEPTED, Proposal.Decision.MENDED):
        held.mended = mended
        _apply([held], edition, by)
    else:
        _undo(held, edition, by)
    held.decision = decision
    _sign(held, by)
    held.save(update_fields=DECIDED)
    audit.record(
        by=by,
        action=f"register.proposal_{decision}",
        subject=held,
        organisation=edition.plan.organisation,
        before=before,
        after={"decision": decision, "reading": mended or held.after},
    )


def _accept_all(
    held: Sequence[Proposal], change_set: ChangeSet, edition: Edition, by: User | None, action: str, reason: str = ""
) -> int:
    _apply(held, edition, by)
    for one in held:
        one.decision = Proposal.Decision.ACCEPTED
        _sign(one, by, reason)
    Proposal.objects.bulk_update(held, DECIDED, batch_size=200)
    after = {"proposals": [one.pk for one in held]} | ({"reason": reason} if reason else {})
    audit.record(by=by, action=action, subject=change_set, organisation=edition.plan.organisation, after=after)
    return len(held)


def _sign(one: Proposal, by: User | None, reason: str = "") -> None:
    is_open = one.decision == Proposal.Decision.OPEN
    one.decided_by, one.decided_at = (None, None) if is_open else (by, timezone.now())
    one.reason = reason
    one.version += 1


def _apply(held: Sequence[Proposal], edition: Edition, by: User | None) -> None:
    """Write what the proposals say; a measure that is gone from the document leaves the draft."""
    for one in held:
        if not _is_written(one):
            _remove(one, edition)
    written = [one for one in held if _is_written(one)]
    begun = [one for one in written if one.measure is None]
    for one, made in zip(begun, Measure.objects.bulk_create(Measure(plan=edition.plan) for _one in begun), strict=True):
        one.measure = made
    tellings = [Telling(_measure(one), one.mended or one.after or {}) for one in written]
    present = {
        entry.measure_id: entry for entry in edition.entries.filter(measure__in=[one.measure for one in tellings])
    }
    names = partial(_section_names, held[0].change_set_id) if held else dict
    entries = write_entries(edition, tellings, origin=Origin.DOCUMENT, by=by, keep=present, names=names)
    for one, entry in zip(written, entries, strict=True):
        one.entry = entry
    _remember(held)


def _section_names(change_set: int) -> dict[str, str]:
    told = SourceDocument.objects.filter(change_sets=change_set).values_list("reading__document__headings", flat=True)
    return section_names(told.get() or ())


def _undo(held: Proposal, edition: Edition, by: User | None) -> None:
    """The edition says again what it said before the proposal was accepted."""
    if held.decision not in (Proposal.Decision.ACCEPTED, Proposal.Decision.MENDED) or held.measure is None:
        return
    if (later := _telling(held.change_set)) is not None and held.relation in stories(held.change_set):
        earlier_key, later_key = _ends(held)
        Succession.objects.filter(edition=later, earlier=earlier_key, later=later_key).delete()
    present = Entry.objects.filter(edition=edition, measure=held.measure).first()
    if held.before is not None:
        keep = {held.measure.pk: present} if present else {}
        held.entry = write_entries(
            edition, [Telling(held.measure, held.before)], origin=Origin.DOCUMENT, by=by, keep=keep
        )[0]
    elif present is not None:
        held.entry = None
        Proposal.objects.filter(entry=present).update(entry=None)
        present.delete()
        _forget(held)


def _forget(held: Proposal) -> None:
    """A measure of which nothing else tells was begun by the proposal alone: it goes, and accepting begins it again."""
    measure = _measure(held)
    try:
        with transaction.atomic():
            Proposal.objects.filter(pk=held.pk).update(measure=None)
            measure.indicators.all().delete()
            measure.delete()
    except ProtectedError:
        return
    held.measure = None


def _remove(one: Proposal, edition: Edition) -> None:
    present = Entry.objects.filter(edition=edition, measure=one.measure).first()
    if present is not None:
        Proposal.objects.filter(entry=present).update(entry=None)
        one.entry = None
        present.delete()


def _remember(held: Sequence[Proposal]) -> None:
    """How measures follow each other, told at the later of the two editions that were compared, unless that is
    published already: a page says so, and how a correction of it tells it (`frozen_story`)."""
    can_be_told = stories(held[0].change_set) if held else ()
    told = [one for one in held if one.relation in can_be_told and one.measure is not None]
    if not told or (later := _telling(told[0].change_set)) is None:
        return
    known = set(Succession.objects.filter(edition=later).values_list("earlier", "later"))
    Succession.objects.bulk_create(
        Succession(edition=later, earlier_id=ends[0], later_id=ends[1], relation=one.relation, because=one.because)
        for one in told
        if (ends := _ends(one)) not in known
    )


def _ends(one: Proposal) -> tuple[int | None, int | None]:
    """The keys of the earlier and of the later measure that its relation speaks of."""
    mine, other, relations = one.measure_id, one.other_id, Succession.Relation
    ends = {relations.NEW: (None, mine), relations.ENDED: (mine, None)}
    ends |= {relations.SPLIT: (other, mine), relations.MERGED: (mine, other)}
    return ends.get(relations(one.relation), (mine, mine))


def _is_written(one: Proposal) -> bool:
    return one.after is not None or one.mended is not None


def _telling(change_set: ChangeSet) -> Edition | None:
    """The edition at which it is told how measures follow each other, held; None where that is published."""
    later = telling(change_set)
    if later != change_set.edition:  # which is held already
        later = hold(later)
    return None if later.is_published else later


def _measure(one: Proposal) -> Measure:
    assert one.measure is not None
    return one.measure


def columns(one: Proposed) -> dict[str, Any]:
    """What is proposed, as the columns of a proposal."""
    said = asdict(one)
    return said | {"measure_id": said.pop("measure"), "other_id": said.pop("other")}
