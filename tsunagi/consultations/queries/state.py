"""How windows stand at a moment: who sits there, who waits, how long the last ones took. Nothing of anybody in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count

from tsunagi.base.scope import scope_of
from tsunagi.consultations.models import Branch, Contact, Entrance, Presence, Shift, Window
from tsunagi.consultations.rules import routing
from tsunagi.consultations.rules.contact import SPOKEN
from tsunagi.consultations.rules.waiting import GONE_AFTER, Queue, Wait, wait
from tsunagi.directory.rules.hours import read_hours

#: How far back contacts tell how long one lasts, and how long people wait at this time of day.
LENGTHS_OF: Final = timedelta(days=30)
WAITS_OF: Final = timedelta(hours=2)
MOST: Final = 2_000
MOST_WAITS: Final = 20
#: How far ahead the rota is looked at.
AHEAD: Final = timedelta(days=14)

Key = tuple[UUID, str]


@dataclass(frozen=True, slots=True)
class Led:
    """Where somebody is led. windows: by key, of those named in the route; waits: of those open now, by key."""

    route: routing.Route
    windows: dict[str, Window]
    waits: dict[str, Wait]


def lead(entrance: Entrance, wish: routing.Wish) -> Led:
    """Where an entrance leads somebody, and how long they would wait there."""
    return leads(entrance, wish, (wish.way,))[wish.way]


def leads(entrance: Entrance, wish: routing.Wish, ways: Sequence[str]) -> dict[str, Led]:
    """The same by several ways at once, in as many queries as by one."""
    held = list(Branch.objects.filter(entrance=entrance).select_related("window__organisation", "window__service"))
    windows = {one.window_id: one.window for one in held}
    spoken = [way for way in ways if way in SPOKEN]
    found = queues(windows.values(), wish.at, ways=spoken) if spoken else {}
    shifts = _shifts(windows.values(), wish.at) if spoken else {}
    hours = {key: read_hours(one.hours) if one.hours else [] for key, one in windows.items()}
    led = {}
    for way in ways:
        branches = [
            routing.Branch(
                key=str(one.window_id),
                place=one.place,
                ways=one.window.ways,
                areas=one.areas,
                needs=one.needs,
                languages=one.window.languages,
                hours=hours[one.window_id],
                shifts=shifts.get(one.window_id, ()),
                room=room(found.get((one.window_id, way))),
                crowd=crowd(found.get((one.window_id, way))),
                paused=one.window.paused,
                in_use=one.window.in_use,
            )
            for one in held
        ]
        route = routing.route(branches, replace(wish, way=way))
        waits = {one.key: wait(found[UUID(one.key), way]) for one in route.open if (UUID(one.key), way) in found}
        led[way] = Led(route, {str(key): window for key, window in windows.items()}, waits)
    return led


def room(queue: Queue | None) -> routing.Room:
    """Whether somebody new would be met at once."""
    if queue is None or not queue.sitting:
        return "unknown"
    return "free" if queue.slots - len(queue.live) > queue.ahead else "full"


def crowd(queue: Queue | None) -> float:
    """How many wait, of those whom the people who sit there can hold at once."""
    return queue.ahead / max(queue.slots, 1) if queue is not None else 0


def queues(
    windows: Iterable[Window], now: datetime, ways: Sequence[str] = ("telephone", "chat", "in_person")
) -> dict[Key, Queue]:
    """The queue of each way at each window. In six queries, however many windows there are."""
    by_key = {window.pk: window for window in windows}
    with scope_of({window.organisation_id for window in by_key.values()}):
        return _queues(by_key, now, ways)


def _queues(windows: dict[UUID, Window], now: datetime, ways: Sequence[str]) -> dict[Key, Queue]:
    sitting: dict[UUID, set[int]] = defaultdict(set)
    here = Presence.objects.filter(window__in=windows, seen_at__gt=now - GONE_AFTER, takes_more=True)
    for window, user in here.values_list("window", "user"):
        sitting[window].add(user)
    people = set().union(*sitting.values())
    contacts = Contact.objects.filter(window__in=windows)
    live: dict[Key, list[tuple[int, float]]] = defaultdict(list)
    rows = Contact.objects.filter(state="live", worker__in=people, way__in=SPOKEN)
    busy: dict[int, set[str]] = defaultdict(set)
    for window, way, worker, met_at in rows.values_list("window", "way", "worker", "met_at"):
        if worker is not None and met_at is not None:
            live[window, way].append((worker, _minutes(now - met_at)))
            busy[worker].add(way)
    counted = contacts.filter(state="waiting", way__in=ways).values_list("window", "way").annotate(Count("pk"))
    ahead = Counter({(window, way): count for window, way, count in counted})
    lengths: dict[Key, list[float]] = defaultdict(list)
    ended = contacts.filter(state="ended", way__in=ways, ended_at__gt=now - LENGTHS_OF, met_at__isnull=False)
    for window, way, met_at, ended_at in ended.order_by("-ended_at").values_list("window", "way", "met_at", "ended_at")[
        :MOST
    ]:
        if met_at is not None and ended_at is not None:
            lengths[window, way].append(_minutes(ended_at - met_at))
    waits: dict[Key, list[float]] = defaultdict(list)
    met = contacts.filter(way__in=ways, met_at__gt=now - WAITS_OF).order_by("-met_at")
    for window, way, arrived_at, met_at in met.values_list("window", "way", "arrived_at", "met_at")[:MOST]:
        if met_at is not None and len(waits[window, way]) < MOST_WAITS:
            waits[window, way].append(_minutes(met_at - arrived_at))
    found = {}
    for key, held in windows.items():
        for way in ways:
            # Who is on the telephone or sits with somebody takes no chat, and the other way round.
            able = {user for user in sitting[key] if busy[user] <= {way}}
            found[key, way] = Queue(
                ahead=ahead[key, way],
                sitting=len(sitting[key]),
                slots=len(able) * (held.at_once if way == "chat" else 1),
                live=[age for worker, age in live[key, way] if worker in able],
                lengths=lengths[key, way],
                waits=waits[key, way],
            )
    return found


def _shifts(windows: Iterable[Window], now: datetime) -> dict[UUID, list[tuple[datetime, datetime]]]:
    found: dict[UUID, list[tuple[datetime, datetime]]] = defaultdict(list)
    held = Shift.objects.filter(window__in=list(windows), ends_at__gt=now, begins_at__lt=now + AHEAD)
    for window, begins, ends in held.order_by("begins_at").values_list("window", "begins_at", "ends_at"):
        found[window].append((begins, ends))
    return found


def _minutes(length: timedelta) -> float:
    return length.total_seconds() / 60
