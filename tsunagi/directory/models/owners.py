"""Rows that belong to one of several things, as HSDS has them."""

from __future__ import annotations

from django.db.models import CheckConstraint, Q


def exactly_one(name: str, *owners: str) -> CheckConstraint:
    """A constraint: one of the columns is filled, the others are empty."""
    condition = Q()
    for owner in owners:
        condition |= Q(**{f"{other}__isnull": other != owner for other in owners})
    return CheckConstraint(name=name, condition=condition)
