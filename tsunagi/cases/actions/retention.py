"""Erasure: what was known of a person goes for good; that there was a case, when and with what outcome, is counted."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import DatabaseError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.access import Refused, require
from tsunagi.base.fields import SealedField
from tsunagi.base.models import Organisation, User
from tsunagi.cases.access import can_supervise
from tsunagi.cases.models import (
    Brought,
    Case,
    Consent,
    Decision,
    Emergency,
    Hold,
    Likeness,
    Move,
    Person,
    PersonToken,
    Referral,
    Retention,
    Sheet,
    Step,
)
from tsunagi.cases.queries.retention import due_for_erasure
from tsunagi.consultations.models import Contact

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Erased:
    """What became of an erasure: cases that are gone, and those that could not be erased."""

    done: list[Case]
    failed: list[Case]


@transaction.atomic
def set_retention(*, by: User, organisation: Organisation, kind: str, years: int) -> Retention:
    """Say how long one kind of record is kept."""
    require(can_supervise(by, organisation))
    if kind not in Retention.Kind.values or years < 1:
        raise Refused(_("保存する年数は1年以上にしてください。"))
    before = Retention.objects.filter(organisation=organisation, kind=kind).values_list("years", flat=True).first()
    made, _new = Retention.objects.update_or_create(organisation=organisation, kind=kind, defaults={"years": years})
    audit.record(
        by=by,
        action="cases.set_retention",
        subject=made,
        organisation=organisation,
        before={"years": before},
        after={"kind": kind, "years": years},
    )
    return made


@transaction.atomic
def hold_back(*, by: User, case: Case, reason: str) -> Hold:
    """Keep a case from being erased, and the contact that it came from."""
    held = Case.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=case.pk)
    require(can_supervise(by, held.organisation))
    if not reason.strip():
        raise Refused(_("残す理由を書いてください。"))
    if held.erased_on is not None or Hold.objects.filter(case=held, ended_at__isnull=True).exists():
        raise Refused(_("この記録は、すでに消されたか、残すことになっています。"))
    # The contact is held first, as by who erases it: it is gone before the hold, or sees it.
    if held.contact_id is not None:
        Contact.objects.select_for_update().filter(pk=held.contact_id).first()
    made = Hold.objects.create(
        organisation=held.organisation, case=held, reason=reason.strip(), since=timezone.now(), held_by=by
    )
    audit.record(by=by, action="cases.hold_back", subject=made, organisation=held.organisation, after={"case": held})
    return made


@transaction.atomic
def let_go(*, by: User, hold: Hold) -> Hold:
    """End a hold."""
    held = Hold.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=hold.pk)
    require(can_supervise(by, held.organisation))
    if held.ended_at is not None:
        raise Refused(_("この記録を残すことは、すでに終わっています。"))
    held.ended_at, held.ended_by = timezone.now(), by
    held.save(update_fields=["ended_at", "ended_by"])
    audit.record(by=by, action="cases.let_go", subject=held, organisation=held.organisation)
    return held


def erase_due(*, by: User, organisation: Organisation, day: date) -> Erased:
    """Erase whatever was kept long enough and is not held back. Each case by itself: one that fails keeps no other."""
    require(can_supervise(by, organisation))
    done, failed = [], []
    for due in due_for_erasure(organisation, day):
        if due.hold is not None:
            continue
        try:
            _erase(by, due.case, day)
            done.append(due.case)
        except (DatabaseError, _LeftOver):
            _log.exception("case %s could not be erased", due.case.pk)
            failed.append(due.case)
    return Erased(done, failed)


class _LeftOver(Exception):
    """Something that should be gone is still there."""


@transaction.atomic
def _erase(by: User, case: Case, day: date) -> None:
    """Empty every sealed field that hangs on the case, look whether all are empty, and write the audit row."""
    held = Case.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=case.pk)
    # Asked again under the lock: a hold that was set meanwhile keeps it.
    if Hold.objects.filter(case=held, ended_at__isnull=True).exists():
        raise _LeftOver("held back meanwhile")
    held.erased_on, held.contact = day, None
    held.save(update_fields=["erased_on", "contact"])
    last = not Case.objects.filter(person=held.person_id, erased_on__isnull=True).exists()
    if last:
        PersonToken.objects.filter(person=held.person_id).delete()
        Likeness.objects.filter(person=held.person_id).delete()
    for rows in _everything_of(held, last):
        rows.update(**dict.fromkeys(_sealed(rows.model), ""))
    for rows in _everything_of(held, last):
        if any(any(values) for values in rows.values_list(*_sealed(rows.model))):
            raise _LeftOver(rows.model._meta.label)
    after = {"person": last}
    audit.record(by=by, action="cases.erase", subject=held, organisation=held.organisation, after=after)


def _everything_of(case: Case, person_too: bool) -> Iterator[models.QuerySet[models.Model]]:
    """All rows that say something of the person in this case; (person_too) and the person's own."""
    referrals = Referral.objects.filter(case=case)
    yield Case.objects.filter(pk=case.pk)
    yield Sheet.objects.filter(case=case)
    yield Step.objects.filter(case=case)
    yield Emergency.objects.filter(case=case)
    yield Hold.objects.filter(case=case)
    yield referrals
    yield Move.objects.filter(referral__in=referrals)
    yield Brought.objects.filter(case=case)
    yield Decision.objects.filter(brought__case=case)
    if person_too:
        yield Person.objects.filter(pk=case.person_id)
        yield Consent.objects.filter(person=case.person_id)


def _sealed(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if isinstance(field, SealedField)]
