"""Erasure: what was known of whoever got in touch goes for good; that they did, and what came of it, is counted."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.access import Refused, require
from tsunagi.base.fields import SealedField
from tsunagi.base.models import Organisation, User
from tsunagi.consultations.access import can_supervise
from tsunagi.consultations.actions.contacts import hold
from tsunagi.consultations.models import Contact, Message, Retention
from tsunagi.consultations.queries.retention import due_for_erasure, without_held

_log = logging.getLogger(__name__)
_SEALED = [field.attname for field in Contact._meta.concrete_fields if isinstance(field, SealedField)]


@dataclass(frozen=True, slots=True)
class Emptied:
    """What became of an erasure: how many contacts were emptied, and the keys of those that could not be."""

    done: int
    failed: tuple[UUID, ...]


@transaction.atomic
def set_retention(*, by: User, organisation: Organisation, kind: str, years: int) -> Retention:
    """Say how long one kind of contact is kept."""
    require(can_supervise(by, organisation))
    if kind not in Retention.Kind.values or years < 1:
        raise Refused(_("保存する年数は1年以上にしてください。"))
    before = Retention.objects.filter(organisation=organisation, kind=kind).values_list("years", flat=True).first()
    made, _new = Retention.objects.update_or_create(organisation=organisation, kind=kind, defaults={"years": years})
    audit.record(
        by=by,
        action="consultations.set_retention",
        subject=made,
        organisation=organisation,
        before={"years": before},
        after={"kind": kind, "years": years},
    )
    return made


def empty_due(*, by: User, organisation: Organisation, day: date) -> Emptied:
    """Empty whatever was kept long enough. Each contact by itself: one that fails keeps no other."""
    require(can_supervise(by, organisation))
    done, failed = 0, []
    for due in due_for_erasure(organisation, day):
        for key in due.contacts.values_list("pk", flat=True):
            try:
                _empty(by, key)
                done += 1
            except (DatabaseError, _LeftOver) as error:
                _log.error("contact %s could not be emptied: %s", key, type(error).__name__)
                failed.append(key)
    return Emptied(done, tuple(failed))


class _LeftOver(Exception):
    """Something that should be gone is still there."""


@transaction.atomic
def _empty(by: User, key: UUID) -> None:
    """Empty every sealed column, take away what was written, look whether all is gone, and write the audit row."""
    held = hold(Contact(pk=key))
    if held.state not in ("ended", "left"):
        raise _LeftOver("taken up again meanwhile")
    rows = Contact.objects.filter(pk=held.pk)
    if not without_held(rows).exists():
        raise _LeftOver("held back meanwhile")
    Message.objects.filter(contact=held.pk).delete()
    rows.update(ticket="", erased_at=timezone.now(), **dict.fromkeys(_SEALED, ""))
    if any(any(values) for values in rows.values_list(*_SEALED)) or Message.objects.filter(contact=held.pk).exists():
        raise _LeftOver(str(held.pk))
    audit.record(by=by, action="consultations.empty", subject=held, organisation=held.organisation)
