"""Danger that nobody has turned to: supervisors are told by mail, without a word of anybody's."""

from __future__ import annotations

from django.core.mail import send_mail
from django.db import transaction
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.consultations.models import Contact, Message
from tsunagi.consultations.queries.chat import supervisors_of


def tell_supervisors(*, message: str) -> int:
    """How many were told; nobody, where somebody talks with the person by now. `message`: the key of what was heard."""
    found = Message.objects.filter(pk=message, contact__state=Contact.State.WAITING)
    held = found.select_related("contact__organisation", "contact__window").first()
    if held is None:
        return 0
    contact = held.contact
    people = supervisors_of(contact.organisation)
    for person in people:
        send_mail(_subject(), _letter(person.name, str(contact.window)), None, [person.email])
    with transaction.atomic():
        after = {"told": [one.pk for one in people]}
        audit.record(
            by=None,
            action="consultations.tell_of_danger",
            subject=contact,
            organisation=contact.organisation,
            after=after,
        )
    return len(people)


def _subject() -> str:
    return _("【つなぎ】すぐに応対が必要な相談があります")


def _letter(name: str, window: str) -> str:
    """No name, no word, no kind of danger: the mail may be read by others."""
    lines = [
        _("%(name)s 様") % {"name": name},
        "",
        _("「%(window)s」で待っている人のことばに、危険な様子がありました。まだだれも応対していません。")
        % {"window": window},
        _("つなぎにサインインし、待っている相談を確かめてください。"),
    ]
    return "\n".join(lines)
