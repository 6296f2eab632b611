"""What the pages of one person, one case and one referral show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from tsunagi.base.keys import ring
from tsunagi.base.models import Organisation, User
from tsunagi.cases.models import Brought, Case, Consent, Likeness, Person, PersonToken, Referral, Sheet, Step
from tsunagi.cases.queries.cut import bodies_of, brought_for, people_for
from tsunagi.cases.rules.people import asked_tokens
from tsunagi.cases.rules.sheets import Form, form
from tsunagi.consultations.models import Contact
from tsunagi.consultations.queries.cut import contacts_for

FOUND = 20


@dataclass(frozen=True, slots=True)
class CasePage:
    """A case with everything that hangs on it; a corrected form stands behind the one that corrects it."""

    case: Case
    steps: list[Step]
    left: list[Step]
    """Open when the case was closed."""
    ended: list[Step]
    sheets: list[tuple[Sheet, Form]]
    referrals: list[Referral]
    received: Referral | None
    contact: Contact | None
    brought: list[Brought]
    """Before which conferences, for members of them."""


def case_page(user: User | AnonymousUser, case: Case) -> CasePage:
    """Everything of one case. The contact that it came from only where somebody may open that too."""
    steps = list(case.steps.select_related("ended_by").order_by("due", "pk"))
    sheets = case.standing_sheets().select_related("filed_by").order_by("-filed_at")
    return CasePage(
        case=case,
        steps=[one for one in steps if one.state == Step.State.OPEN],
        left=[one for one in steps if one.state == Step.State.LEFT],
        ended=[one for one in steps if one.state in (Step.State.DONE, Step.State.DROPPED)],
        sheets=[(one, form(one.form, one.form_version)) for one in sheets],
        referrals=list(case.referrals.select_related("receiver", "service").order_by("-made_at")),
        received=Referral.objects.filter(received_case=case).select_related("sender").first(),
        contact=contacts_for(user).filter(pk=case.contact_id).first() if case.contact_id else None,
        brought=list(brought_for(user).filter(case=case).order_by("-on", "-brought_at")),
    )


def search_people(user: User | AnonymousUser, asked: str) -> list[Person]:
    """People found by a name's beginning or a whole number, in the organisations where somebody works.

    What only a merged record says leads to the one that stands for both.
    """
    tokens = asked_tokens(ring(), asked)
    if not tokens:
        return []
    bodies = bodies_of(user)
    found = people_for(user)
    for token in tokens:
        held = PersonToken.objects.filter(organisation__in=bodies, token=token)
        found = found.filter(pk__in=held.values("person"))
    rows = list(found.order_by("-made_at")[:FOUND])
    kept = people_for(user).in_bulk([one.merged_into_id for one in rows if one.merged_into_id is not None])
    return list(dict.fromkeys(kept.get(one.merged_into_id, one) for one in rows))


def consents_of(person: Person) -> QuerySet[Consent]:
    """What a person agreed to, newest first."""
    return Consent.objects.filter(person=person).select_related("receiver").order_by("-given_on", "-recorded_at")


def consents_to(person: Person, receiver: Organisation | None, day: date) -> QuerySet[Consent]:
    """Those on which something may go to a body on a day; where nobody receives here, those that name no body."""
    whom = Q(receiver__isnull=True) | Q(receiver=receiver) if receiver else Q(receiver__isnull=True)
    return consents_of(person).filter(whom, withdrawn_on__isnull=True, until__gte=day)


def is_known_elsewhere(person: Person) -> bool:
    """Whether another body has a record of somebody with the same reading and day of birth. Not which, nor what."""
    own = Likeness.objects.filter(person=person).values("token")
    return Likeness.objects.filter(token__in=own).exclude(organisation=person.organisation_id).exists()


def alike_here(person: Person) -> list[Person]:
    """Other records of the same organisation with the same reading and day of birth."""
    own = Likeness.objects.filter(person=person).values("token")
    same = Likeness.objects.filter(token__in=own, organisation=person.organisation_id).exclude(person=person)
    return list(Person.objects.filter(pk__in=same.values("person"), merged_into__isnull=True))
