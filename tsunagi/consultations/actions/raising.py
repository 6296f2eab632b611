"""What is overdue rises: supervisors are told, once for each day on which something was due."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.models import User
from tsunagi.base.scope import everything
from tsunagi.consultations.actions.contacts import hold
from tsunagi.consultations.models import Contact, Window
from tsunagi.consultations.queries.board import SEALED, overdue
from tsunagi.consultations.queries.windows import people_of


def raise_overdue(*, now: datetime) -> int:
    """Tell supervisors of whoever should have been called again or answered; how many mails went out.

    The daily command does it, nobody else.
    """
    letters: Counter[User] = Counter()
    day = timezone.localtime(now).date()
    with everything():
        contacts = Contact.objects.filter(risen_at__isnull=True, erased_at__isnull=True).defer(*SEALED)
        for one in list(overdue(contacts, Window.objects.all(), now, day)):
            letters.update(_raise(one, now))
    for person, count in letters.items():
        send_mail(_("【相談】期日を過ぎた相談があります"), _letter(person, count), None, [person.email])
    return len(letters)


@transaction.atomic
def _raise(contact: Contact, now: datetime) -> list[User]:
    held = hold(contact)
    if held.risen_at is not None:
        return []
    told = people_of(held.organisation, "consultations.supervise") or people_of(held.organisation)
    held.risen_at = now
    held.save(update_fields=["risen_at"])
    after = {"told": [one.pk for one in told]}
    audit.record(by=None, action="consultations.raise", subject=held, organisation=held.organisation, after=after)
    return told


def _letter(person: User, count: int) -> str:
    """No name, no trouble, no window: the mail may be read by others."""
    lines = [
        _("%(name)s 様") % {"name": person.name},
        "",
        _("連絡や返事の期日を過ぎた相談が%(count)s件あります。") % {"count": count},
        _("つなぎにサインインし、「相談の受付」から確かめてください。"),
    ]
    return "\n".join(lines)
