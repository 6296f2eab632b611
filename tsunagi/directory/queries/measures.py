"""The supports that belong to a plan's measures."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from tsunagi.directory.models import Service, ServiceMeasure
from tsunagi.directory.queries.public import public_services


def supports_of(plan: str, numbers: Collection[tuple[int, int]]) -> QuerySet[Service]:
    """Public supports of a measure, which each year's table gives a number: (fiscal year, number)."""
    years, said = {year for year, _number in numbers}, {number for _year, number in numbers}
    named = ServiceMeasure.objects.filter(plan=plan, fiscal_year__in=years, number__in=said)
    found = {
        service
        for year, number, service in named.values_list("fiscal_year", "number", "service")
        if (year, number) in numbers
    }
    if not found:
        return Service.objects.none()
    return public_services().filter(pk__in=found).select_related("provider").order_by("name", "pk")
