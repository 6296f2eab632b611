"""The yearly round: opened by the publisher, filled in by the bodies in charge, checked, reminded of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.access import Refused, can, require
from tsunagi.base.actions.telling import tell
from tsunagi.base.models import User
from tsunagi.register.access import can_appoint, can_check, can_fill, can_open_round
from tsunagi.register.actions.entries import Telling, write_entries
from tsunagi.register.models import Assignment, Edition, Entry, Round
from tsunagi.register.models.figures import Origin
from tsunagi.register.queries.readings import parts_of, reading_of
from tsunagi.register.queries.round import officers
from tsunagi.register.rules import round as rules
from tsunagi.register.rules.readings import Reading, cell

State = Assignment.State


@transaction.atomic
def open_round(*, by: User, edition: Edition, due: date, message: str = "") -> Round:
    """Ask the bodies in charge for the year's status, figures and review; a measure goes to the one that leads."""
    require(can_open_round(by, edition))
    if Round.objects.filter(edition=edition).exists():
        raise Refused(_("この版の照会は、すでに始まっています。"))
    entries = list(edition.entries.prefetch_related("charges").select_related("measure"))
    if not entries:
        raise Refused(_("この版には施策がありません。前の年度の版をもとに作ってから始めてください。"))
    made = Round.objects.create(
        edition=edition, opened_by=by, opened_at=timezone.now(), due=due, message=message.strip()
    )
    before = _previous(edition)
    own = edition.plan.organisation_id
    Assignment.objects.bulk_create(
        Assignment(
            round=made,
            entry=entry,
            previous_id=before.get(entry.measure_id),
            organisation_id=next((charge.organisation_id for charge in entry.charges.all()), own),
        )
        for entry in entries
    )
    after = {"due": due, "assignments": len(entries)}
    audit.record(by=by, action="register.open_round", subject=made, organisation=edition.plan.organisation, after=after)
    return made


@transaction.atomic
def appoint(*, by: User, assignment: Assignment, officer: User) -> Assignment:
    """Say who of the body in charge fills the measure in."""
    held = _held(assignment)
    require(can_appoint(by, held))
    if not can(officer, "register.fill", held.organisation):
        raise Refused(_("%(name)sさんは、この組織の記入者ではありません。") % {"name": officer.name})
    before, held.officer = held.officer, officer
    held.save(update_fields=["officer"])
    audit.record(
        by=by,
        action="register.appoint",
        subject=held,
        organisation=held.organisation,
        before={"officer": before},
        after={"officer": officer},
    )
    return held


@transaction.atomic
def fill(
    *,
    by: User,
    assignment: Assignment,
    version: int,
    status: str,
    review: str,
    figures: list[dict[str, Any]],
    parts: Mapping[int, list[dict[str, Any]]] | None = None,
    hand_in: bool = False,
    reason: str = "",
) -> Assignment:
    """Save what the body in charge says, and hand it in if wished.

    figures: for each what, target (its place, or None), value, unit, approx, as_of, note.
    parts: by the place of a target what its figure consists of, each with area, group or both besides; they take the
    places of those that stand, which stay where this is None.
    version: the assignment's, as it was when the form was opened; where somebody saved meanwhile it is refused.
    hand_in: what a checker has already is handed in again, whatever is said here: they must not approve half of it.
    reason: why a target stays without a figure; needed to hand in while one does.
    """
    held = _held(assignment)
    require(can_fill(by, held))
    _refuse_stale(held, version)
    hand_in = hand_in or held.state == State.FILLED
    before = reading_of(held.entry)
    _refuse_parts(parts or {})
    after = _answered(before, status, review, figures, parts, held.entry.edition.fiscal_year)
    missing = rules.unanswered(after)
    if hand_in:
        if not status.strip():
            raise Refused(_("「目標の達成状況」を書いてから提出してください。"))
        if missing and not reason.strip():
            raise Refused(
                _("数値のない目標が%(count)s件あります。数値を入れるか、入れられない理由を書いてください。")
                % {"count": len(missing)}
            )
    if reason.strip() and missing:
        mark = {**after["cells"]["status"], "without_figures": reason.strip()}
        after["cells"] = {**after["cells"], "status": mark}
    measure = held.entry.measure
    write_entries(
        held.entry.edition, [Telling(measure, after)], origin=Origin.PERSON, by=by, keep={measure.pk: held.entry}
    )
    if hand_in:
        _move(held, State.FILLED)
        held.filled_by, held.filled_at = by, timezone.now()
    held.version += 1
    held.save()
    audit.record(
        by=by,
        action="register.hand_in" if hand_in else "register.fill",
        subject=held,
        organisation=held.organisation,
        before=before,
        after=after,
    )
    return held


@transaction.atomic
def approve(*, by: User, assignment: Assignment, version: int) -> Assignment:
    """Say that what was handed in is right."""
    return _check(by, assignment, version, State.APPROVED, "")


@transaction.atomic
def send_back(*, by: User, assignment: Assignment, version: int, remark: str) -> Assignment:
    """Give it back to the body in charge, with what is to be mended."""
    if not remark.strip():
        raise Refused(_("何を直してほしいかを書いてください。"))
    return _check(by, assignment, version, State.SENT_BACK, remark.strip())


@transaction.atomic
def remind(*, by: User | None, round: Round, day: date) -> int:
    """Mail everybody who is late or soon will be, once a day; how many mails went out."""
    if by is not None:
        require(can_open_round(by, round.edition))
    waiting = [
        one
        for one in round.assignments.select_related("entry", "officer", "organisation")
        if rules.is_to_be_reminded(one.state, round.due, day, _day(one.reminded_at))
    ]
    by_person: dict[User, list[Assignment]] = {}
    for one in waiting:
        for person in [one.officer] if one.officer else officers(one.organisation):
            by_person.setdefault(person, []).append(one)
    told = {
        person: theirs
        for person, theirs in by_person.items()
        if tell(mail=person.email, subject=_subject(round), body=_letter(round, person, theirs, day))
    }
    if by is not None and by_person and not told:
        raise Refused(_("いま、メールを送れません。しばらくしてからもう一度行ってください。"))
    now = timezone.now()
    reached = {one.pk for theirs in told.values() for one in theirs}
    Assignment.objects.filter(pk__in=reached).update(reminded_at=now)
    after = {"mails": len(told), "assignments": sorted(reached)}
    audit.record(
        by=by, action="register.remind", subject=round, organisation=round.edition.plan.organisation, after=after
    )
    return len(told)


def _check(by: User, assignment: Assignment, version: int, state: str, remark: str) -> Assignment:
    held = _held(assignment)
    require(can_check(by, held))
    _refuse_stale(held, version)
    before = {"state": held.state, "remark": held.remark}
    _move(held, state)
    held.remark, held.checked_by, held.checked_at = remark, by, timezone.now()
    held.version += 1
    held.save()
    audit.record(
        by=by,
        action=f"register.{state}",
        subject=held,
        organisation=held.organisation,
        before=before,
        after={"state": held.state, "remark": remark},
    )
    return held


def _held(assignment: Assignment) -> Assignment:
    """The assignment, held until this action is done."""
    known = Assignment.objects.select_for_update(of=("self",)).select_related(
        "round__edition__plan__organisation", "entry__edition__plan", "entry__measure", "organisation"
    )
    return known.get(pk=assignment.pk)


def _refuse_stale(held: Assignment, version: int) -> None:
    if held.version != version:
        raise Refused(_("その間に別の人が保存しました。画面の内容を控え、開き直してから入れてください。"))


def _move(held: Assignment, state: str) -> None:
    if held.round.edition.is_published:
        raise Refused(_("公表した版は変えられません。"))
    if not rules.may_follow(held.state, state):
        raise Refused(
            _("「%(now)s」の施策を「%(then)s」にはできません。")
            % {"now": held.get_state_display(), "then": State(state).label}
        )
    held.state = state


def _refuse_parts(parts: Mapping[int, list[dict[str, Any]]]) -> None:
    known = parts_of(one for theirs in parts.values() for one in theirs)
    for theirs in parts.values():
        of = [(one["area"], one["group"]) for one in theirs]
        if ("", "") in of:
            raise Refused(_("内訳には、どの地域か、どの対象かを入れてください。"))
        if len(set(of)) < len(of):
            raise Refused(_("同じ地域・対象の内訳が、二つ入っています。一つにしてください。"))
        areas, groups = ({key for key in keys if key} for keys in zip(*of, strict=True)) if of else (set(), set())
        if not (areas <= known["area"].keys() and groups <= known["group"].keys()):
            raise Refused(_("内訳の地域か対象が見つかりません。選び直してください。"))


def _answered(
    before: Reading,
    status: str,
    review: str,
    figures: list[dict[str, Any]],
    parts: Mapping[int, list[dict[str, Any]]] | None,
    fiscal_year: int,
) -> Reading:
    """Last saved reading with what was filled in; figures that nobody was asked for stay, and each stays in its place:
    the first that answers a target is the one that is asked for."""
    cells = {**before["cells"], "status": cell(status.strip()), "review": cell(review.strip())}
    stood = dict(enumerate(before["actuals"]))
    asked = rules.answers(before)
    broken_down = rules.broken_down(before, fiscal_year) if parts is not None else {}
    told = dict(stood)
    for at in [*asked.values(), *(at for places in broken_down.values() for at in places)]:
        del told[at]
    for number, one in enumerate(figures):
        at = asked.get(one["target"], len(stood) + number)
        told[at] = _figure(one, [stood[at]] if at in stood else [])
    said = [
        _figure({**one, "target": None}, [stood[at] for at in broken_down[place]])
        for place, theirs in (parts or {}).items()
        for one in theirs
    ]
    return {**before, "cells": cells, "actuals": [*(told[at] for at in sorted(told)), *said]}


def _figure(said: dict[str, Any], stood: list[Reading]) -> Reading:
    """A figure as somebody said it; of those in whose place it comes the one that they left as it was."""
    kept = next((one for one in stood if _says_the_same(one, said)), None)
    return kept or {
        "what": said["what"],
        "value": said["value"],
        "unit": said["unit"] or None,
        "approx": said["approx"],
        "as_of": said["as_of"] or None,
        "src": "status",
        "quote": "",
        "span": None,
        "target": said["target"],
        "derived": False,
        "origin": Origin.PERSON,
        **{key: said[key] for key in ("note", "area", "group") if said.get(key)},
    }


def _says_the_same(before: Reading, said: dict[str, Any]) -> bool:
    """Whether somebody left a figure as it was; what they changed is their own, and says so."""
    keys = ("value", "unit", "approx", "as_of", "note", "area", "group")
    return all((before.get(key) or None) == (said.get(key) or None) for key in keys)


def _previous(edition: Edition) -> dict[int, int]:
    """For each measure its entry in the nearest earlier edition of the plan."""
    earlier = Entry.objects.filter(edition__plan=edition.plan, edition__fiscal_year__lt=edition.fiscal_year)
    rows = earlier.order_by("edition__fiscal_year", "edition__kind", "edition__revision")
    return dict(rows.values_list("measure", "pk"))


def _day(at: datetime | None) -> date | None:
    return timezone.localdate(at) if at else None


def _subject(round: Round) -> str:
    return _("【つなぎ】実施状況の記入のお願い(締切 %(due)s)") % {"due": date_format(round.due, "DATE_FORMAT")}


def _letter(round: Round, person: User, theirs: list[Assignment], day: date) -> str:
    late = _("締切を過ぎています。") if day > round.due else _("締切が近づいています。")
    lines = [
        _("%(name)s 様") % {"name": person.name},
        "",
        _("「%(edition)s」の記入を待っている施策があります。%(late)s") % {"edition": round.edition, "late": late},
        "",
        *(f"・{one.entry}" for one in theirs),
        "",
        *([round.message, ""] if round.message else []),
        _("つなぎにサインインし、「担当の施策」から記入してください。"),
        f"{settings.SITE}{reverse('register:my_measures')}",
    ]
    return "\n".join(lines)
