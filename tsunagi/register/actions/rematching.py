"""Saying anew which of the plan's measures one of a document's is."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction
from django.db.models import F, Max, Q
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.access import Refused, require
from tsunagi.base.models import User
from tsunagi.register.access import can_change, can_rematch
from tsunagi.register.actions.imports import columns, held_at, held_edition
from tsunagi.register.models import ChangeSet, Edition, Entry, Measure, Proposal, SourceDocument, Succession
from tsunagi.register.queries.imports import is_within, telling
from tsunagi.register.queries.readings import reading_of
from tsunagi.register.rules.proposals import GIVEN_AWAY, chosen, doubts_of, left


@transaction.atomic
def rematch(*, by: User, proposal: Proposal, measure: Measure | None, version: int) -> Proposal:
    """Say that the document's measure is this one of the plan, or with None a new one; what it changes is worked out
    anew, and waits for a decision.

    Another measure of the document that was thought to be the same one is then new and in doubt, and what this one was
    thought to be before is proposed as gone from the document. version: as for `decide`.
    """
    edition = held_edition(proposal.change_set_id)
    require(can_change(by, edition))
    ours = Proposal.objects.filter(change_set=proposal.change_set_id)
    both = ours.filter(Q(pk=proposal.pk) | Q(measure=measure, measure__isnull=False))
    held = held_at(edition, both, proposal, version)
    require(can_rematch(held))
    if measure is not None and (measure.plan_id != edition.plan_id or measure.merged_into_id):
        raise Refused(_("この施策は選べません。一覧から選んでください。"))
    before = held.measure
    if measure is not None:
        _make_room(ours.filter(measure=measure).exclude(pk=held.pk).first(), by)
    _propose_again(held, measure, by)
    if before is not None and before != measure:
        _follow(held.change_set, before, measure)
        _leave(held.change_set, edition, before)
    return held


def _make_room(other: Proposal | None, by: User) -> None:
    """The measure is taken from the proposal that has it, unless somebody decided on that one."""
    if other is None:
        return
    if other.decision != Proposal.Decision.OPEN:
        raise Refused(
            _(
                "この施策は、同じ文書の%(number)s番の案で「%(decision)s」に決まっています。"
                "先にその決定を取り消してから、選び直してください。"
            )
            % {"number": other.number, "decision": other.get_decision_display()}
        )
    if other.after is None:
        other.delete()
    else:
        taken = other.measure
        _propose_again(other, None, by, because=GIVEN_AWAY)
        if taken is not None:
            _follow(other.change_set, taken, None)


def _propose_again(held: Proposal, measure: Measure | None, by: User, because: str = "") -> None:
    """Work out what the document's measure changes if it is this one."""
    reading = SourceDocument.objects.values_list("reading", flat=True).get(change_sets=held.change_set_id)
    told = reading["measures"][held.place]
    now = _told(measure, held.change_set.edition)
    known = now or _told(measure, held.change_set.compared_with) or _told(measure)
    change_set = held.change_set
    found = chosen(
        told,
        doubts_of(reading["doubts"], told["number"]),
        measure=measure.pk if measure else None,
        before=reading_of(now) if now else None,
        other=reading_of(known) if known else None,
        other_name=known.edition.title if known else "",
        is_before=telling(change_set) != change_set.edition and not is_within(change_set),
    )
    if because:
        found = replace(found, because=because, certain=False)
    before = held.measure
    for name, value in columns(found).items():
        setattr(held, name, value)
    held.mended, held.entry, held.version = None, None, held.version + 1
    held.save()
    audit.record(
        by=by,
        action="register.proposal_rematched",
        subject=held,
        organisation=held.change_set.edition.plan.organisation,
        before={"measure": before},
        after={"measure": measure, "because": held.because},
    )


def _follow(change_set: ChangeSet, before: Measure, measure: Measure | None) -> None:
    """What went into the document's measure went into the one that it is now; into a new one nobody says that it
    did. Where somebody decided that it did, they take that back first."""
    merged = change_set.proposals.filter(other=before, relation=Succession.Relation.MERGED)
    decided = merged.exclude(decision=Proposal.Decision.OPEN).first()
    if decided is not None:
        raise Refused(
            _(
                "%(number)s番の施策がこの施策と一つになったかどうかは、「%(decision)s」に決まっています。"
                "先にその決定を取り消してから、選び直してください。"
            )
            % {"number": decided.number, "decision": decided.get_decision_display()}
        )
    into = {"other": measure} if measure else {"other": None, "relation": Succession.Relation.ENDED}
    merged.update(version=F("version") + 1, **into)


def _leave(change_set: ChangeSet, edition: Edition, measure: Measure) -> None:
    """Where nothing in the document is the measure any more, somebody has to say what became of it."""
    now, other = _told(measure, edition), change_set.compared_with
    is_followed = other is not None and other.fiscal_year <= edition.fiscal_year
    before = _told(measure, other) if is_followed and not is_within(change_set) else None
    if (told := now or before) is None:
        return
    found = left(measure.pk, reading_of(told), is_ours=now is not None)
    last = change_set.proposals.aggregate(Max("place"))["place__max"]
    Proposal.objects.create(change_set=change_set, place=last + 1, **columns(found))


def _told(measure: Measure | None, edition: Edition | None = None) -> Entry | None:
    """What an edition says of the measure; without one, what the newest says that does."""
    if measure is None:
        return None
    entries = Entry.objects.filter(measure=measure).select_related("edition")
    if edition is not None:
        entries = entries.filter(edition=edition)
    return entries.order_by("-edition__fiscal_year", "-edition__revision").first()
