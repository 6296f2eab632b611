"""Which number to dial for a window or an entrance, as the directory has it."""

from __future__ import annotations

from tsunagi.consultations.models import Entrance
from tsunagi.consultations.queries.state import Led
from tsunagi.directory.models import Way
from tsunagi.directory.rules.reach import Reach, reach


def numbers_of(entrance: Entrance, led: Led, way: str, language: str = "ja") -> dict[str, Reach]:
    """By the key of a window that is open now its telephone number; the entrance's own stands for those without one."""
    if way != "telephone":
        return {}
    services = {led.windows[one.key].service_id: one.key for one in led.route.open if led.windows[one.key].service_id}
    ways = Way.objects.filter(service__in=services, kind="telephone", confirmed=True).order_by("-order", "pk")
    found = {
        services[one.service_id]: reach("telephone", number=one.number, extension=one.extension, language=language)
        for one in ways
    }
    own = reach("telephone", number=entrance.number, language=language) if entrance.number else None
    return {one.key: number for one in led.route.open if (number := own or found.get(one.key)) is not None}
