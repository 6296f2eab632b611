"""What somebody may see at all. Every other query of consultations begins with one of these."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from tsunagi.base.access import organisations_with
from tsunagi.base.models import Membership, User
from tsunagi.consultations.models import Contact, Window

Anyone = User | AnonymousUser


#: Whoever talked still works there. A contact of somebody who left is as one that nobody took.
_IN_CHARGE = Membership.objects.filter(
    user=OuterRef("worker"), organisation=OuterRef("organisation"), until__isnull=True, user__is_active=True
)


def contacts_for(user: Anyone) -> QuerySet[Contact]:
    """Contacts that somebody may open: all where they supervise, else their own and those that are nobody's."""
    answered = organisations_with(user, "consultations.answer")
    mine = Q(organisation__in=organisations_with(user, "consultations.supervise"))
    mine |= Q(organisation__in=answered) & (Q(worker=user.pk) | Q(partner=user.pk) | Q(~Exists(_IN_CHARGE)))
    found = Contact.objects.filter(mine, erased_at__isnull=True)
    return found.select_related("organisation", "window", "worker", "partner")


def windows_for(user: Anyone) -> QuerySet[Window]:
    """Windows at which somebody may sit, or which they supervise."""
    bodies = organisations_with(user, "consultations.answer") + organisations_with(user, "consultations.supervise")
    return Window.objects.filter(organisation__in=bodies).select_related("organisation", "service")
