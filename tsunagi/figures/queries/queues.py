"""How the queues were at the windows of supports: who was answered in time, late or not at all, and who was led on.

Numbers by support, for what officials learn; no table of figures is told by them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from tsunagi.consultations.models import Branch
from tsunagi.consultations.rules import routing
from tsunagi.consultations.rules.answering import answered_by
from tsunagi.consultations.rules.contact import SPOKEN
from tsunagi.directory.rules.hours import read_hours

IN_TIME: Final = "in_time"
#: Answered, or still waiting, after the time that whoever wrote was told.
LATE: Final = "late"
LEFT: Final = "left"
#: Taken by a window that stands later under the entrance, while this one was open.
LED_ON: Final = "led_on"

#: How a queue can have been: three of one total, and those that went elsewhere.
HOWS: Final = (IN_TIME, LATE, LEFT, LED_ON)
#: Month, "<key of a support>:<how>", part, number.
Row = tuple[int, str, str, int]


def count_queues(found: QuerySet[Any]) -> Iterator[Row]:
    """The contacts of a counting (with their month and part) by support and by how they fared. In two queries."""
    numbers: Counter[tuple[int, str, str]] = Counter()
    held = _windows_before()
    rows = found.exclude(part="mistaken").values_list(
        "month", "part", "way", "arrived_at", "met_at", "area", "need", "entrance", "window",
        "window__service", "window__answer_within", "window__hours",
    )  # fmt: skip
    for month, part, way, arrived_at, met_at, area, need, entrance, window, service, minutes, hours in rows.iterator():
        if service is not None:
            how = LEFT if part == "left" else _pace(way, arrived_at, met_at, minutes, hours)
            numbers[month, f"{service}:{how}", part] += 1
        if entrance is None:
            continue
        wish = routing.Wish(way=way, at=timezone.localtime(arrived_at), area=area, need=need)
        for full in _passed_by(held[entrance], str(window), wish):
            numbers[month, f"{full}:{LED_ON}", part] += 1
    for (month, value, part), number in numbers.items():
        yield month, value, part, number


def _pace(way: str, arrived_at: datetime, met_at: datetime | None, minutes: int, hours: str) -> str:
    """Nobody is told a time once for all in a talk; those who left before it are counted as such."""
    if way in SPOKEN:
        return IN_TIME
    answered_at = met_at or timezone.now()
    if answered_at - arrived_at <= timedelta(minutes=minutes):
        return IN_TIME
    return LATE if answered_at > answered_by(read_hours(hours), arrived_at, minutes) else IN_TIME


def _windows_before() -> dict[UUID, list[tuple[routing.Branch, UUID | None]]]:
    """The windows under each entrance, in their order, each with the key of its support."""
    found: dict[UUID, list[tuple[routing.Branch, UUID | None]]] = defaultdict(list)
    for one in Branch.objects.select_related("window").order_by("place", "pk"):
        hours = read_hours(one.window.hours) if one.window.hours else []
        branch = routing.Branch(
            str(one.window_id), one.place, one.window.ways, one.areas, one.needs, one.window.languages, hours
        )
        found[one.entrance_id].append((branch, one.window.service_id))
    return found


def _passed_by(held: list[tuple[routing.Branch, UUID | None]], window: str, wish: routing.Wish) -> set[UUID]:
    """Keys of the supports whose windows came before in the order, were right, and were open by their hours."""
    places = [branch.place for branch, _service in held if branch.key == window]
    return {
        service
        for branch, service in held
        if service is not None
        and branch.place < min(places, default=0)
        and branch.key != window
        and routing.fits(branch, wish)
        and routing.is_open(branch, wish)
    }
