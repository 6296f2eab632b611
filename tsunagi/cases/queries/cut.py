"""What somebody may see at all. Every other query of casework begins with one of these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib.auth.models import AnonymousUser
from django.db.models import BigIntegerField, DateTimeField, Exists, Field, OuterRef, Q, QuerySet, Value
from django.utils import timezone

from tsunagi.base.access import organisations_of_people, organisations_with
from tsunagi.base.models import Membership, Organisation, Role, User
from tsunagi.base.often import Given, Keys, Often
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


@dataclass(frozen=True, slots=True)
class Whose:
    """Who asks, when, and in which organisations they supervise people's cases, work on them, either, or have any
    right to personal records: as it stands in a question.

    `asks` has what is true of somebody; `GIVEN` has places for it, in a question that is asked often.
    """

    user: Value
    now: Value
    supervised: Value
    worked: Value
    bodies: Value
    of_people: Value


_KINDS: Final[Mapping[str, Field[Any, Any]]] = {
    "user": BigIntegerField(),
    "now": DateTimeField(),
    "supervised": Keys(),
    "worked": Keys(),
    "bodies": Keys(),
    "of_people": Keys(),
}
GIVEN: Final = Whose(**{name: Given(name, kind) for name, kind in _KINDS.items()})


def given(user: Anyone, now: datetime | None = None) -> dict[str, Any]:
    """What `GIVEN` has places for."""
    return {
        "user": user.pk,
        "now": now or timezone.now(),
        "supervised": organisations_with(user, "cases.supervise"),
        "worked": organisations_with(user, "cases.work"),
        "bodies": bodies_of(user),
        "of_people": organisations_of_people(user),
    }


def asks(user: Anyone, now: datetime | None = None) -> Whose:
    """What is true of somebody."""
    return Whose(**{name: Value(one, _KINDS[name]) for name, one in given(user, now).items()})


#: Whoever is in charge still works there. A case of somebody who left is as a case of nobody.
_WORKING = Membership.objects.filter(until__isnull=True, user__is_active=True)
_working_in = Often(lambda: _WORKING.filter(organisation__among=GIVEN.bodies).values_list("organisation", "user"))


def bodies_of(user: Anyone) -> list[int]:
    """Keys of the organisations where somebody works with people or supervises who does."""
    return organisations_with(user, "cases.work") + organisations_with(user, "cases.supervise")


def cases_for(user: Anyone, now: datetime | None = None) -> QuerySet[Case]:
    """Cases that somebody may open: all where they supervise, their own and nobody's where they work, emergencies."""
    of = asks(user, now)
    return _cases(of, may_open(of))


def may_open(of: Whose, at: str = "") -> Q:
    """That somebody may open a case. at: where the case is, seen from the row that is asked for, as `case__`."""
    nobodys = ~Exists(_WORKING.filter(user=OuterRef(f"{at}worker"), organisation=OuterRef(f"{at}organisation")))
    seen = Q((f"{at}worker", of.user)) | Q(nobodys) | Q((f"{at}pk__in", urgent(of).values("case")))
    seen = Q((f"{at}organisation__among", of.supervised)) | Q((f"{at}organisation__among", of.worked)) & seen
    return Q((f"{at}erased_on__isnull", True)) & seen


def urgent_for(user: Anyone) -> QuerySet[Emergency]:
    """Emergencies in which somebody opened a case that they may still see."""
    return urgent(asks(user))


def urgent(of: Whose) -> QuerySet[Emergency]:
    """The same, of whoever asks."""
    found = Emergency.objects.filter(user=of.user, until__gt=of.now)
    return found.select_related("case__organisation", "case__person").order_by("until")


def urgent_under(user: User, now: datetime) -> QuerySet[Emergency]:
    """Emergencies that go on where somebody supervises, of others than themselves."""
    supervised = organisations_with(user, "cases.supervise")
    return Emergency.objects.filter(organisation__in=supervised, until__gt=now).exclude(user=user)


def own_cases_for(user: Anyone) -> QuerySet[Case]:
    """Of those, the ones of which somebody is in charge themselves: for these nothing else has to be looked up."""
    return own_cases(asks(user))


def own_cases(of: Whose) -> QuerySet[Case]:
    """The same, of whoever asks."""
    return _cases(of, Q(worker=of.user))


def nobodys_cases_for(user: Anyone) -> QuerySet[Case]:
    """Of those that they may open, the ones of which nobody is in charge: whoever works there may open them."""
    of = asks(user)
    nobodys = Q(pk__in=[])
    for body, working in working_by_body(user).items():
        nobodys |= nobodys_in(body, Value(working, Keys()))
    return _cases(of, nobodys)


def nobodys_in(body: Value | int, working: Value) -> Q:
    """That nobody who works in a body is in charge of one of its cases."""
    return Q(organisation=body) & ~Q(worker__among=working)


def working_by_body(user: Anyone) -> dict[int, list[int]]:
    """Who works in each of somebody's bodies. Asked first: a database that looks it up for each case takes twice as
    long."""
    bodies = bodies_of(user)
    found: dict[int, list[int]] = {body: [] for body in bodies}
    for body, key in _working_in(bodies=bodies):
        found[body].append(key)
    return found


def _cases(of: Whose, seen: Q) -> QuerySet[Case]:
    # The organisations once more, apart: so the database looks through theirs by an index, and not through everybody's.
    found = Case.objects.filter(seen, organisation__among=of.bodies, erased_on__isnull=True)
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
    """Referrals of the cases that somebody may open, and those that reached an organisation where they work: whoever
    was taken in there is seen as their case is, by who is in charge and by supervisors, and not once it was erased."""
    bodies = bodies_of(user)
    # A referral is sent by the organisation of its case: said again, so that an index leads to it.
    sent = Q(sender__in=bodies, case__in=cases_for(user))
    reached = Q(receiver__in=bodies, sent_at__isnull=False) & ~Q(state="draft")
    return referrals().filter(sent | reached & (Q(received_case__isnull=True) | Q(received_case__in=cases_for(user))))


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


def seats_to_pledge(user: Anyone) -> QuerySet[Seat]:
    """Seats of bodies that have not pledged secrecy yet, of those for which somebody may (access.can_pledge)."""
    bodies = {*organisations_with(user, "cases.coordinate"), *organisations_with(user, "cases.supervise")}
    return Seat.objects.filter(organisation__in=bodies, ended_on__isnull=True, pledged_on__isnull=True)


def brought_for(user: Anyone) -> QuerySet[Brought]:
    """What was brought before conferences in which somebody's organisation sits and has pledged secrecy."""
    return _brought(asks(user)).select_related("conference__organisation", "organisation")


def decisions_for(user: Anyone) -> QuerySet[Decision]:
    """What those conferences decided."""
    return decisions(asks(user))


def decisions(of: Whose) -> QuerySet[Decision]:
    """The same, of whoever asks."""
    found = Decision.objects.filter(brought__in=_brought(of))
    return found.select_related("brought__conference", "organisation")


def _brought(of: Whose) -> QuerySet[Brought]:
    seats = Seat.objects.filter(organisation__among=of.of_people, ended_on__isnull=True, pledged_on__isnull=False)
    return Brought.objects.filter(conference__in=seats.values("conference"))


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
