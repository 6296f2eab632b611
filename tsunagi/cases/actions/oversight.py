"""What is done for a reason that others get to know: emergencies, a look at a shielded address, one person twice."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.access import Refused, can, require
from tsunagi.base.actions.telling import tell
from tsunagi.base.models import Organisation, User
from tsunagi.cases.access import can_break_glass, can_end_emergency, can_open, can_supervise
from tsunagi.cases.actions.protecting import set_measure
from tsunagi.cases.models import Case, Emergency, Person
from tsunagi.cases.queries.cut import people_for, people_with

LONGEST = 24


@transaction.atomic
def break_glass(*, by: User, case: Case, reason: str, hours: int) -> Emergency:
    """Open a colleague's case for some hours. The supervisors are told at once; without one nobody would be."""
    held = Case.objects.select_related("organisation").get(pk=case.pk)
    require(can_break_glass(by, held))
    if not reason.strip():
        raise Refused(_("なぜ今すぐ見る必要があるかを書いてください。"))
    if not 0 < hours <= LONGEST:
        raise Refused(_("時間は1から24までにしてください。"))
    told = _supervisors(held.organisation, by)
    now = timezone.now()
    made = Emergency.objects.create(
        organisation=held.organisation,
        case=held,
        user=by,
        reason=reason.strip(),
        since=now,
        until=now + timedelta(hours=hours),
    )
    after = {"case": held, "until": made.until, "told": told}
    audit.record(by=by, action="cases.break_glass", subject=made, organisation=held.organisation, after=after)
    _tell(told, _("【つなぎ】緊急の閲覧がありました"), by, held.organisation, now)
    return made


@transaction.atomic
def end_emergency(*, by: User, emergency: Emergency) -> Emergency:
    """End the access before its time: from now on the case is closed to them again."""
    held = Emergency.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=emergency.pk)
    require(can_end_emergency(by, held))
    before, held.until = {"until": held.until}, timezone.now()
    again = Emergency.objects.filter(user=held.user_id, case=held.case_id, until__gt=held.until)
    again.update(until=held.until)  # also where they opened it twice
    audit.record(
        by=by,
        action="cases.end_emergency",
        subject=held,
        organisation=held.organisation,
        before=before,
        after={"until": held.until},
    )
    return held


@transaction.atomic
def reveal(*, by: User, person: Person, reason: str) -> None:
    """Keep that somebody looks at the whereabouts of a shielded person, and tell the supervisors."""
    if not people_for(by).filter(pk=person.pk).exists():
        raise Refused(_("この人の記録は見つかりません。"))
    require(can_open(by, person.organisation))
    if not reason.strip():
        raise Refused(_("なぜ住所や電話を見る必要があるかを書いてください。"))
    told = _supervisors(person.organisation, by)
    after = {"told": told}
    audit.record(by=by, action="cases.reveal", subject=person, organisation=person.organisation, after=after)
    _tell(told, _("【つなぎ】支援措置の人の住所の閲覧がありました"), by, person.organisation, timezone.now())


@transaction.atomic
def merge(*, by: User, kept: Person, other: Person) -> Person:
    """Say that two records of one organisation are one person: the other points to the one kept. Nothing is moved."""
    both = {one.pk: one for one in Person.objects.select_for_update(of=("self",)).filter(pk__in=[kept.pk, other.pk])}
    if len(both) < 2 or both[kept.pk].organisation_id != both[other.pk].organisation_id:
        raise Refused(_("同じ組織の二つの記録だけをまとめられます。"))
    require(can_supervise(by, kept.organisation))
    if both[kept.pk].merged_into_id or both[other.pk].merged_into_id or both[other.pk].merged.exists():
        raise Refused(_("どちらかの記録は、すでに別の記録とまとめられています。先にそれを戻してください。"))
    if both[other.pk].is_shielded and not both[kept.pk].is_shielded:
        raise Refused(_("支援措置のある記録を、ない記録にまとめることはできません。逆にまとめてください。"))
    held = both[other.pk]
    held.merged_into = kept
    held.version += 1
    held.save(update_fields=["merged_into", "version"])
    audit.record(by=by, action="cases.merge", subject=held, organisation=kept.organisation, after={"into": kept})
    if both[kept.pk].is_shielded:
        set_measure(by=by, person=held)
    return held


@transaction.atomic
def unmerge(*, by: User, person: Person) -> Person:
    """Take it back: both records stand again as they were."""
    held = Person.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=person.pk)
    require(can_supervise(by, held.organisation))
    if held.merged_into_id is None:
        raise Refused(_("この記録は、まとめられていません。"))
    before, held.merged_into = {"into": f"cases.person:{held.merged_into_id}"}, None
    held.version += 1
    held.save(update_fields=["merged_into", "version"])
    audit.record(by=by, action="cases.unmerge", subject=held, organisation=held.organisation, before=before)
    return held


def _supervisors(organisation: Organisation, by: User) -> list[User]:
    """Who is told; a supervisor who acts tells the others."""
    told = [one for one in people_with("cases.supervise", organisation) if one != by]
    if not told and not can(by, "cases.supervise", organisation):
        raise Refused(_("知らせる統括者がいないため、できません。組織の管理者に統括者を決めてもらってください。"))
    return told


def _tell(told: list[User], subject: str, by: User, organisation: Organisation, at: datetime) -> None:
    """A mail that names nobody who seeks help; the reason stands behind the sign-in. Where nobody is reached,
    nothing is opened."""
    body = _(
        "%(who)sさんが%(at)sに、「%(organisation)s」で理由を記録して閲覧しました。つなぎにサインインし、閲覧の記録を確かめてください。"
    ) % {"who": by.name, "at": timezone.localtime(at).strftime("%Y-%m-%d %H:%M"), "organisation": organisation}
    reached = [one for one in told if tell(mail=one.email, subject=subject, body=body)]
    if told and not reached:
        raise Refused(
            _(
                "いま統括者にメールで知らせることができないため、開けません。統括者に電話などで連絡し、開いてもらってください。"
            )
        )
