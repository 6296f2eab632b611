"""Which contacts could be erased today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone

from tsunagi.base.models import Organisation
from tsunagi.base.queries.parts import saying
from tsunagi.consultations.models import Contact, Retention

Kind = Retention.Kind
#: Outcomes with which a contact led on to something.
LED_ON: Final = ("case", "referred", "emergency")
NO_CONTACT: Final = Q(outcome="not_a_contact") | Q(state="left")


@dataclass(frozen=True, slots=True)
class Due:
    """Contacts of one kind that were kept long enough: those that ended before a day."""

    kind: str
    label: str
    years: int
    before: date
    contacts: QuerySet[Contact]
    count: int


def without_held(contacts: QuerySet[Contact]) -> QuerySet[Contact]:
    """The contacts but for those that another part keeps; which, it says in its module `holding`."""
    for part in saying("holding").values():
        contacts = contacts.exclude(pk__in=part.contacts_held())
    return contacts


def due_for_erasure(organisation: Organisation, day: date) -> list[Due]:
    """By kind what was kept long enough. Whoever is still to be called again is kept, whatever their age, and so is who
    has a case that is held back."""
    held = (
        Contact.objects.filter(organisation=organisation, state__in=["ended", "left"], erased_at__isnull=True)
        .exclude(again_on__isnull=False, again_done_at__isnull=True)
        .order_by("ended_at", "pk")
    )
    held = without_held(held)
    of_kind = {
        Kind.LED_ON: Q(outcome__in=LED_ON),
        Kind.NONE: NO_CONTACT,
        Kind.HEARD: ~Q(outcome__in=LED_ON) & ~NO_CONTACT,
    }
    found = []
    for one in Retention.objects.filter(organisation=organisation).order_by("kind"):
        before = _years_before(day, one.years)
        midnight = timezone.make_aware(datetime.combine(before, time(0)))
        contacts = held.filter(of_kind[Kind(one.kind)], ended_at__lt=midnight)
        found.append(Due(one.kind, one.get_kind_display(), one.years, before, contacts, contacts.count()))
    return found


def _years_before(day: date, years: int) -> date:
    """The day such that what ended before it ended more than so many years ago."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)
