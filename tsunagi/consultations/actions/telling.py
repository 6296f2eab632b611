"""Danger that nobody has turned to: supervisors are told by mail, without a word of anybody's."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from smtplib import SMTPException
from uuid import UUID

from django.core.mail import send_mail
from django.db import transaction
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.scope import everything
from tsunagi.consultations.models import Contact
from tsunagi.consultations.queries.chat import dangers_untold, supervisors_of

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Told:
    """How many supervisors were told, and the keys of contacts of which nobody could be."""

    people: int
    failed: tuple[UUID, ...]


def tell_of_dangers(*, now: datetime) -> Told:
    """Tell of every danger that was heard and told to nobody yet, each by itself.

    That it is to be told stands beside the danger from the moment that it is kept, and goes when the mail is handed
    over: whatever breaks in between, it is tried again. Told twice is better than never.
    """
    people, failed = 0, []
    with everything():
        for key in list(dangers_untold(now).values_list("pk", flat=True)):
            try:
                people += tell_supervisors(contact=key, now=now)
            except (OSError, SMTPException) as error:
                _log.error("nobody could be told of the danger in %s: %s", key, type(error).__name__)
                failed.append(key)
    return Told(people, tuple(failed))


def tell_supervisors(*, contact: UUID, now: datetime) -> int:
    """How many were told; nobody, where somebody has turned to the person by now, or they were told before."""
    held = dangers_untold(now).filter(pk=contact).select_related("organisation", "window").first()
    if held is None:
        return 0
    people = supervisors_of(held.organisation)
    for person in people:
        send_mail(_subject(), _letter(person.name, held), None, [person.email])
    with transaction.atomic():
        # A danger that was raised while the mail was on its way is told of itself.
        Contact.objects.filter(pk=held.pk, danger_at=held.danger_at).update(danger_told_at=now)
        audit.record(
            by=None,
            action="consultations.tell_of_danger",
            subject=held,
            organisation=held.organisation,
            after={"told": [one.pk for one in people]},
        )
    return len(people)


def _subject() -> str:
    return _("【つなぎ】すぐに応対が必要な相談があります")


def _letter(name: str, held: Contact) -> str:
    """No name, no word, no kind of danger: the mail may be read by others."""
    if held.state == Contact.State.WAITING:
        what = _("「%(window)s」で待っている人のことばに、危険な様子がありました。まだだれも応対していません。")
    else:
        what = _("「%(window)s」で応対中の人のことばに、危険な様子がありました。しばらくたっても返事がありません。")
    lines = [
        _("%(name)s 様") % {"name": name},
        "",
        what % {"window": held.window},
        _("つなぎにサインインし、「相談の受付」から確かめてください。"),
    ]
    return "\n".join(lines)
