"""What the pages of the base read."""

from __future__ import annotations

from django.db.models import QuerySet

from tsunagi.base.models import Membership, User


def memberships(user: User) -> QuerySet[Membership]:
    """Where somebody works now, and as what."""
    return Membership.objects.filter(user=user, until__isnull=True).select_related("organisation", "role")
