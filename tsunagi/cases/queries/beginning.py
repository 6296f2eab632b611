"""What is known of somebody who got in touch, before there is a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext as _

from tsunagi.base.models import User
from tsunagi.cases.models import Case, Person
from tsunagi.cases.queries.pages import search_people
from tsunagi.cases.rules.beginning import WAYS, said_of, worries_of
from tsunagi.consultations.models import Contact
from tsunagi.directory.rules.areas import area
from tsunagi.directory.rules.codes import TERMS

#: Ways by which the words themselves came in writing, and are kept as what was said.
WRITTEN = ("form", "mail", "letter")


@dataclass(frozen=True, slots=True)
class Known:
    """What a contact brings along.

    said: fields of the person's record. told, on, way: the first support record. worries: of the intake form.
    """

    said: dict[str, str]
    told: str
    on: date
    way: str
    worries: list[str]


def known_of(contact: Contact) -> Known:
    """What a contact knows, in the places that a case has for it."""
    needs = [contact.need, *contact.needs]
    place = area(contact.area) if contact.area else None
    names = "、".join(TERMS["need"][one][0] for one in needs if one in TERMS["need"])
    lines = [
        (_("内容"), names),
        (_("だれのこと"), contact.get_about_display() if contact.about != Contact.About.UNKNOWN else ""),
        (_("年齢"), contact.get_age_display() if contact.age != Contact.Age.UNKNOWN else ""),
        (_("地域"), place.full_name if place else ""),
        (_("連絡先"), contact.reach_said if len(said_of("", contact.reach)) == 1 else ""),
    ]
    told = [f"{label}: {text}" for label, text in lines if text]
    told += [contact.notes] if contact.notes else []
    if contact.way in WRITTEN:
        told += [one.words for one in contact.messages.filter(side="person").order_by("place")]
    return Known(
        said=said_of(contact.name, contact.reach),
        told="\n".join(told),
        on=timezone.localdate(contact.arrived_at),
        way=WAYS[contact.way],
        worries=worries_of(needs),
    )


def known_people(user: User | AnonymousUser, contact: Contact) -> list[Person]:
    """People on record in the contact's organisation who may be the one who got in touch: same number, or same name."""
    asked = [text for text in (contact.reach, contact.name) if text]
    found = {one.pk: one for text in asked for one in search_people(user, text)}
    return [one for one in found.values() if one.organisation_id == contact.organisation_id]


def case_of(contact: Contact) -> Case | None:
    """The case that was made of a contact."""
    return Case.objects.filter(contact=contact).first()


def first_answers(case: Case, form: str) -> dict[str, Any]:
    """What a form that is filled in for the first time begins with: of the intake what the contact already said."""
    if form != "intake" or case.contact_id is None:
        return {}
    # By the organisation too: a contact that was passed on belongs to another one now.
    held = Contact.objects.filter(pk=case.contact_id, organisation=case.organisation_id, erased_at__isnull=True)
    contact = held.first()
    if contact is None:
        return {}
    known = {"received_on": timezone.localdate(contact.arrived_at).isoformat()}
    return {**known, "worries": worries_of([contact.need, *contact.needs])}
