"""What is overdue rises: supervisors are told, once for each day on which something was due."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.actions.telling import tell_each
from tsunagi.base.models import User
from tsunagi.base.scope import everything
from tsunagi.consultations.actions.contacts import hold
from tsunagi.consultations.models import Contact, Window
from tsunagi.consultations.queries.board import SEALED, overdue
from tsunagi.consultations.queries.windows import people_of


def raise_overdue(*, now: datetime) -> int:
    """Tell supervisors of whoever should have been called again or answered; how many mails went out.

    The daily command does it, nobody else. The mail goes first: what nobody could be told of is tried again.
    """
    day = timezone.localtime(now).date()
    with everything():
        contacts = Contact.objects.filter(risen_at__isnull=True, erased_at__isnull=True).defer(*SEALED)
        contacts = contacts.select_related("organisation")
        late = [(one, _to_tell(one)) for one in overdue(contacts, Window.objects.all(), now, day)]
        subject = _("【相談】期日を過ぎた相談があります")
        reached = tell_each([people for _one, people in late], subject=subject, letter=_letter)
        for one, people in late:
            if not people or reached.intersection(people):
                _raise(one, people, now)
    return len(reached)


@transaction.atomic
def _raise(contact: Contact, told: list[User], now: datetime) -> None:
    held = hold(contact)
    if held.risen_at is not None:
        return
    held.risen_at = now
    held.save(update_fields=["risen_at"])
    after = {"told": [one.pk for one in told]}
    audit.record(by=None, action="consultations.raise", subject=held, organisation=held.organisation, after=after)


def _to_tell(contact: Contact) -> list[User]:
    return people_of(contact.organisation, "consultations.supervise") or people_of(contact.organisation)


def _letter(person: User, count: int) -> str:
    """No name, no trouble, no window: the mail may be read by others."""
    lines = [
        _("%(name)s 様") % {"name": person.name},
        "",
        _("連絡や返事の期日を過ぎた相談が%(count)s件あります。") % {"count": count},
        _("つなぎにサインインし、「相談の受付」から確かめてください。"),
    ]
    return "\n".join(lines)
