"""The supports that belong to a plan's measures."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet

from tsunagi.directory.models import Service, ServiceMeasure
from tsunagi.directory.queries.public import public_services


def supports_of(plan: str, numbers: Collection[tuple[int, int]]) -> QuerySet[Service]:
    """Public supports of a measure, which each year's table gives a number: (fiscal year, number)."""
    if not numbers:
        return Service.objects.none()
    any_of = Q()
    for year, number in numbers:
        any_of |= Q(fiscal_year=year, number=number)
    named = ServiceMeasure.objects.filter(any_of, plan=plan, service=OuterRef("pk"))
    return public_services().filter(Exists(named)).select_related("provider").order_by("name", "pk")
