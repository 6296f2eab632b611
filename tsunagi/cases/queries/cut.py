"""What somebody may see at all. Every other query of casework begins with one of these."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from tsunagi.base.access import organisations_of_people, organisations_with
from tsunagi.base.models import Membership, Organisation, Role, User
from tsunagi.cases.models import (
    Brought,
    Case,
    Conference,
    Consent,
    Decision,
    Emergency,
    Person,
    Referral,
    Seat,
    Sheet,
    Step,
)

Anyone = User | AnonymousUser


#: Whoever is in charge still works there. A case of somebody who left is as a case of nobody.
_WORKING = Membership.objects.filter(until__isnull=True, user__is_active=True)
_NOBODYS = ~Exists(_WORKING.filter(user=OuterRef("worker"), organisation=OuterRef("organisation")))


def bodies_of(user: Anyone) -> list[int]:
    """Keys of the organisations where somebody works with people or supervises who does."""
    return organisations_with(user, "cases.work") + organisations_with(user, "cases.supervise")


def cases_for(user: Anyone, now: datetime | None = None) -> QuerySet[Case]:
    """Cases that somebody may open: all where they supervise, their own and nobody's where they work, emergencies."""
    now = now or timezone.now()
    supervised, worked = organisations_with(user, "cases.supervise"), organisations_with(user, "cases.work")
    urgent = urgent_for(user, now).values("case")
    mine = Q(organisation__in=supervised)
    mine |= Q(organisation__in=worked) & (Q(worker=user.pk) | Q(_NOBODYS) | Q(pk__in=urgent))
    return _cases(user, mine)


def urgent_for(user: Anyone, now: datetime | None = None) -> QuerySet[Emergency]:
    """Emergencies in which somebody opened a case that they may still see."""
    found = Emergency.objects.filter(user=user.pk, until__gt=now or timezone.now())
    return found.select_related("case__organisation", "case__person").order_by("until")


def own_cases_for(user: Anyone) -> QuerySet[Case]:
    """Of those, the ones of which somebody is in charge themselves: for these nothing else has to be looked up."""
    return _cases(user, Q(worker=user.pk))


def nobodys_cases_for(user: Anyone) -> QuerySet[Case]:
    """Of those, the ones of which nobody is in charge: whoever works there may open them.

    Who works there is asked first: a database that looks it up for each case takes twice as long.
    """
    bodies = bodies_of(user)
    working: dict[int, list[int]] = {body: [] for body in bodies}
    for body, key in _WORKING.filter(organisation__in=bodies).values_list("organisation", "user"):
        working[body].append(key)
    nobodys = Q(pk__in=[])
    for body, keys in working.items():
        nobodys |= Q(organisation=body) & ~Q(worker__in=keys)
    return _cases(user, nobodys)


def _cases(user: Anyone, seen: Q) -> QuerySet[Case]:
    # The organisations once more, apart: so the database looks through theirs by an index, and not through everybody's.
    found = Case.objects.filter(seen, organisation__in=bodies_of(user), erased_on__isnull=True)
    return found.select_related("organisation", "person", "worker")


def people_for(user: Anyone) -> QuerySet[Person]:
    """People of whom somebody may open a case."""
    return Person.objects.filter(pk__in=cases_for(user).values("person")).select_related("organisation")


def sheets_for(user: Anyone) -> QuerySet[Sheet]:
    """Forms of the cases that somebody may open."""
    found = Sheet.objects.filter(case__in=cases_for(user))
    return found.select_related("case__person", "case__organisation", "case__worker", "filed_by")


def steps_for(user: Anyone) -> QuerySet[Step]:
    """Steps of the cases that somebody may open."""
    return Step.objects.filter(case__in=cases_for(user)).select_related("case__person", "case__worker", "organisation")


def consents_for(user: Anyone) -> QuerySet[Consent]:
    """Consents of the people whom somebody may see."""
    found = Consent.objects.filter(person__in=people_for(user))
    return found.select_related("person", "receiver", "organisation")


def referrals_for(user: Anyone) -> QuerySet[Referral]:
    """Referrals of the cases that somebody may open, and those that reached an organisation where they work."""
    bodies = bodies_of(user)
    reached = Q(receiver__in=bodies, sent_at__isnull=False) & ~Q(state="draft")
    return referrals().filter(_sent(user, bodies) | reached)


def sent_for(user: Anyone) -> QuerySet[Referral]:
    """Of those, the ones of the cases that somebody may open: the sender's side is theirs."""
    return Referral.objects.filter(_sent(user, bodies_of(user)))


def _sent(user: Anyone, bodies: list[int]) -> Q:
    # A referral is sent by the organisation of its case: said again, so that an index leads to it.
    return Q(sender__in=bodies, case__in=cases_for(user))


def referrals() -> QuerySet[Referral]:
    """Referrals of whoever's, with what lists of them show. What somebody may see of them is cut by the two above."""
    # Four tables more in one query, beside those that say who may see it, and PostgreSQL thinks about their order for
    # fifty times as long as it reads.
    return Referral.objects.prefetch_related("sender", "receiver", "service__provider")


def risen_for(user: Anyone) -> QuerySet[Referral]:
    """Referrals that rose to the bodies for which somebody coordinates: that they are, not what is in them."""
    found = Referral.objects.filter(
        coordinator__in=organisations_with(user, "cases.coordinate"), risen=3, ended_at__isnull=True
    )
    return found.select_related("sender", "receiver", "service").defer("shared", "request", "ground").order_by("due")


def conferences_for(user: Anyone) -> QuerySet[Conference]:
    """Conferences that somebody's organisations hold or sit in."""
    bodies = organisations_of_people(user)
    seats = Seat.objects.filter(organisation__in=bodies, ended_on__isnull=True)
    found = Conference.objects.filter(Q(organisation__in=bodies) | Q(pk__in=seats.values("conference")))
    return found.select_related("organisation").order_by("name", "pk")


def brought_for(user: Anyone) -> QuerySet[Brought]:
    """What was brought before conferences in which somebody's organisation sits and has pledged secrecy."""
    seats = Seat.objects.filter(
        organisation__in=organisations_of_people(user), ended_on__isnull=True, pledged_on__isnull=False
    )
    found = Brought.objects.filter(conference__in=seats.values("conference"))
    return found.select_related("conference__organisation", "organisation")


def decisions_for(user: Anyone) -> QuerySet[Decision]:
    """What those conferences decided."""
    found = Decision.objects.filter(brought__in=brought_for(user))
    return found.select_related("brought__conference", "organisation")


def people_with(permission: str, organisation: Organisation) -> list[User]:
    """Who holds a permission in an organisation, and can sign in."""
    held = _WORKING.filter(organisation=organisation)
    found = {one.user for one in held.select_related("user", "role") if permission in one.role.permissions}
    return sorted(found, key=lambda user: (user.name, user.pk))


def working_organisations() -> QuerySet[Organisation]:
    """Bodies where somebody works with people here."""
    roles = [role.pk for role in Role.objects.all() if "cases.work" in role.permissions]
    held = Membership.objects.filter(role__in=roles, until__isnull=True, user__is_active=True)
    return Organisation.objects.filter(pk__in=held.values("organisation")).order_by("name")
