"""What the pages of the base read."""

from __future__ import annotations

from django.db.models import QuerySet

from tsunagi.base.models import AuditRow, Membership, Organisation, User


def memberships(user: User) -> QuerySet[Membership]:
    """Where somebody works now, and as what."""
    return Membership.objects.filter(user=user, until__isnull=True).select_related("organisation", "role")


def members(organisation: Organisation) -> QuerySet[Membership]:
    """Who works in an organisation now, and as what."""
    found = Membership.objects.filter(organisation=organisation, until__isnull=True)
    return found.select_related("user", "role").order_by("user__name", "role__code")


def deeds(organisation: Organisation) -> QuerySet[AuditRow]:
    """What was done in an organisation, newest first."""
    return AuditRow.objects.filter(organisation=organisation).select_related("by").order_by("-place")


def organisations() -> QuerySet[Organisation]:
    """All organisations, by kind and code."""
    return Organisation.objects.order_by("kind", "code", "name")
