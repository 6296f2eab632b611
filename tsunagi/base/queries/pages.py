"""What the pages of the base read."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from tsunagi.base.access import PERMISSIONS
from tsunagi.base.models import Membership, Organisation, Role, User


def places(user: User) -> dict[Organisation, list[Role]]:
    """Where somebody works now, and as what."""
    found: dict[Organisation, list[Role]] = {}
    held = Membership.objects.filter(user=user, until__isnull=True).select_related("organisation", "role")
    for one in held.order_by("pk"):
        found.setdefault(one.organisation, []).append(one.role)
    return found


def members(organisation: Organisation) -> QuerySet[Membership]:
    """Who works in an organisation now, and as what."""
    found = Membership.objects.filter(organisation=organisation, until__isnull=True)
    return found.select_related("user", "role").order_by("user__name", "role__code")


def roles() -> list[tuple[Role, list[str]]]:
    """Every role, with what it lets people do."""
    return [(one, [str(PERMISSIONS[code]) for code in one.permissions]) for one in Role.objects.order_by("pk")]


def departments(organisation: Organisation) -> QuerySet[Organisation]:
    """The departments of an organisation."""
    return organisation.children.filter(kind=Organisation.Kind.DEPARTMENT).order_by("name")


def organisations() -> QuerySet[Organisation]:
    """All organisations, by kind and code."""
    return Organisation.objects.order_by("kind", "code", "name")


def circle(organisation: Organisation) -> list[int]:
    """Keys of an organisation and of all that belong to it, however deep."""
    found, edge = [organisation.pk], [organisation.pk]
    while edge:
        edge = _except(Organisation.objects.filter(parent__in=edge).values_list("pk", flat=True), found)
        found += edge
    return found


def above(organisation: Organisation) -> list[int]:
    """Keys of the organisations that an organisation belongs to, the nearest first."""
    found: list[int] = []
    edge = _except([organisation.parent_id], [organisation.pk])
    while edge:
        found += edge
        parents = Organisation.objects.filter(pk__in=edge).values_list("parent", flat=True)
        edge = _except(parents, [organisation.pk, *found])
    return found


def _except(keys: Iterable[int | None], known: list[int]) -> list[int]:
    return [key for key in keys if key is not None and key not in known]
