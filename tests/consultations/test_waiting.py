"""The waiting time that is told is the one that people wait, and none is told that nobody can know."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tsunagi.consultations.rules.waiting import AT_ONCE, FEWEST, Queue, Wait, wait

LENGTHS = [8.0, 12, 15, 20, 22, 25, 30, 40, 45, 60]


def test_at_once_only_where_somebody_is_free_and_nobody_waits_before() -> None:
    assert wait(Queue(ahead=0, sitting=1, slots=1)) == Wait("now")
    assert wait(Queue(ahead=0, sitting=2, slots=2, live=[5])) == Wait("now")
    assert wait(Queue(ahead=1, sitting=2, slots=2, live=[5])).kind == "unknown"
    slow = wait(Queue(ahead=0, sitting=1, slots=1, waits=[12.0] * FEWEST))
    assert slow == Wait("about", 0, 15), "the last ones waited, whoever seems to be free"


def test_nothing_is_told_where_nobody_sits_or_too_little_was_measured() -> None:
    busy = Queue(ahead=2, sitting=1, slots=1, live=[5], lengths=LENGTHS)
    assert wait(busy).kind == "about"
    assert wait(replace(busy, sitting=0)) == Wait("unknown")
    assert wait(replace(busy, lengths=LENGTHS[: FEWEST - 1])) == Wait("unknown")
    assert wait(replace(busy, live=[500])) == Wait("unknown"), "longer than any that was measured"


def test_a_queue_of_hours_is_told_as_longer_than() -> None:
    told = wait(Queue(ahead=30, sitting=1, slots=1, live=[5], lengths=LENGTHS))
    assert told.kind == "about" and told.low == 120 and told.high == 0


@given(
    st.builds(
        Queue,
        ahead=st.integers(0, 8),
        sitting=st.integers(0, 3),
        slots=st.integers(0, 6),
        live=st.lists(st.floats(0, 90), max_size=6),
        lengths=st.lists(st.floats(0.1, 200), max_size=20),
        waits=st.lists(st.floats(0, 200), max_size=12),
    )
)
def test_a_range_is_in_order_and_the_same_each_time(queue: Queue) -> None:
    told = wait(queue)
    assert told == wait(queue)
    assert told.kind == "about" or (told.low, told.high) == (0, 0)
    assert told.high == 0 or 0 <= told.low < told.high
    assert told.kind != "now" or (queue.sitting and queue.slots - len(queue.live) > queue.ahead)


def day_of(dice: random.Random, people: int, load: float, lengths: list[float]) -> tuple[int, int, int]:
    """A day at a window whose people hold one contact each: what was told to each who came, and what became of it.

    How often something was told, how often it held, and how often nothing could be told.
    """
    mean = sum(lengths) / len(lengths)
    at = 0.0
    told_times = held_times = unknown = 0
    free = [0.0] * people  # when each of the people is next free
    begun: list[tuple[float, float]] = []  # met at, ends at
    waited: list[tuple[float, float]] = []  # met at, how long they had waited
    for _one in range(160):
        at += dice.expovariate(load * people / mean)
        live = [at - met for met, end in begun if met <= at < end]
        ahead = sum(1 for met, _end in begun if met > at)
        lasted = [end - met for met, end in begun if end <= at][-50:]
        waits = [one for met, one in waited if met <= at][-10:]
        told = wait(Queue(ahead, people, people, live, lasted, waits))
        nearest = min(range(people), key=free.__getitem__)
        met = max(at, free[nearest])
        end = met + dice.choice(lengths) * dice.uniform(0.6, 1.4)
        free[nearest] = end
        begun.append((met, end))
        waited.append((met, met - at))
        if told.kind == "unknown":
            unknown += 1
            continue
        told_times += 1
        low, high = (0, AT_ONCE) if told.kind == "now" else (told.low, told.high or float("inf"))
        held_times += low <= met - at <= high
    return told_times, held_times, unknown


def test_what_is_told_holds_in_most_queues() -> None:
    dice = random.Random(20261126)
    told = held = unknown = 0
    for people in (1, 2, 4):
        for load in (0.5, 0.8, 0.95):
            for _day in range(4):
                one = day_of(dice, people, load, LENGTHS)
                told, held, unknown = told + one[0], held + one[1], unknown + one[2]
    assert told > 3 * unknown, "most people are told something"
    assert held / told > 0.85, f"told {told}, held {held / told:.2f}"
