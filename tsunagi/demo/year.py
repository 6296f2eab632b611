"""What happens in the city in fiscal 2025: drawn at random from one seed, so that every demonstration has the same one.

Plain Python: it tells what happened; history.py writes it down. The shares below are made up, and say nothing of any
real place.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

T = TypeVar("T")

SEED: Final = 2025
BEGINS: Final = date(2025, 4, 1)
ENDS: Final = date(2026, 3, 31)
TOKYO: Final = ZoneInfo("Asia/Tokyo")

AREAS: Final = {"992011": 60, "993018": 22, "994014": 6, "": 12}
NEEDS: Final = {
    "loneliness": 20, "mental_health": 18, "money": 14, "housing": 8, "work_search": 8, "hikikomori": 7, "food": 6,
    "caring": 5, "domestic_violence": 4, "parenting": 4, "elder_watch": 3, "digital": 2, "suicidal": 1,
}  # fmt: skip
AGES: Final = {
    "under_18": 8, "18_29": 22, "30_39": 15, "40_49": 15, "50_59": 13, "60_69": 8, "70_79": 8, "80_over": 4,
    "unknown": 7,
}  # fmt: skip
#: By which ways a window is reached, and how many contacts a month it takes.
WAYS: Final = {
    "sample-window": ({"telephone": 50, "in_person": 25, "form": 15, "mail": 10}, 28),
    "yoru-no-ki": ({"chat": 80, "line": 20}, 26),
    "inochi-no-to": ({"telephone": 100}, 12),
    "shiosato-shakyo": ({"telephone": 60, "in_person": 40}, 9),
}
OUTCOMES: Final = {"listened": 46, "informed": 27, "case": 26, "again": 4, "broken_off": 4, "not_a_contact": 2}
#: To which supports people are handed on, by what they need: (organisation, support's place in city.toml).
HANDED_TO: Final = {
    "loneliness": "sample-place", "hikikomori": "kamome", "work_search": "kamome", "food": "food-bank",
    "money": "food-bank", "domestic_violence": "hokage", "housing": "hokage", "mental_health": "kamome",
}  # fmt: skip
#: How often a support declines whoever is handed on to it, and why: so often that the reasons are more than are hidden.
DECLINED: Final = {"food-bank": (0.7, "full"), "kamome": (0.6, "not_for")}
#: What people looked for and did not find, a month: need, area, about how often.
UNMET: Final = [
    ("digital", "994014", 11), ("housing", "992011", 17), ("caring", "993018", 6), ("culture_sport", "994014", 2),
    ("elder_watch", "994014", 13),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answered:
    """A referral as it went. state: as in cases; days from the contact to each move, None where it did not come."""

    to: str
    state: str
    reason: str
    outcome: str
    sent: int
    answered: int
    connected: int | None
    ended: int | None


@dataclass(frozen=True, slots=True)
class Came:
    """One contact, and what followed. felt: 1 to 4, None where nobody said how it was."""

    number: int
    at: datetime
    waited: timedelta
    lasted: timedelta
    window: str
    way: str
    need: str
    area: str
    age: str
    about: str
    is_first: bool
    left: bool
    outcome: str
    felt: int | None
    plan_after: int | None
    """Days until a plan was made, where a case was opened and one was made."""
    case_outcome: str
    referral: Answered | None


def the_year() -> list[Came]:
    """Every contact of the year, in the order in which they came."""
    chance = random.Random(SEED)
    drawn = sorted(_moments(chance), key=lambda one: one[0])
    return [_came(chance, number, at, window) for number, (at, window) in enumerate(drawn, 1)]


def unmet() -> dict[tuple[str, str, int], int]:
    """How often nothing fitted, by need, area and month (202504)."""
    chance = random.Random(SEED + 1)
    counted: dict[tuple[str, str, int], int] = {}
    for month in _months():
        for need, area, often in UNMET:
            count = max(0, round(chance.gauss(often, often / 4)))
            if count:
                counted[need, area, month] = count
    return counted


def pages() -> dict[tuple[str, int], int]:
    """How often pages were shown, by page and month."""
    chance = random.Random(SEED + 2)
    often = {"navigator:ask": 2400, "navigator:find": 900, "directory:services": 700}
    return {
        (page, month): max(1, round(chance.gauss(count, count / 10)))
        for month in _months()
        for page, count in often.items()
    }


def shown(supports: Iterable[str]) -> dict[tuple[str, int], int]:
    """How often supports, by their keys, stood in an answer in the year's last month; one in ten stood in none."""
    chance = random.Random(SEED + 4)
    return {(f"shown:{key}", _months()[-1]): chance.randint(1, 60) for key in supports if chance.random() < 0.9}


def _months() -> list[int]:
    return [(2025 + (3 + place) // 12) * 100 + (3 + place) % 12 + 1 for place in range(12)]


def _moments(chance: random.Random) -> Iterator[tuple[datetime, str]]:
    """When contacts came to which window: more in winter than in summer, and in its hours."""
    hours = {"yoru-no-ki": (17, 24), "inochi-no-to": (18, 24)}
    for window, (_ways, often) in WAYS.items():
        first, last = hours.get(window, (9, 18))
        for place in range(12):
            year, month = divmod(3 + place, 12)
            season = 1.25 if place in (8, 9, 10) else 1.0
            for _one in range(round(often * season + chance.uniform(-3, 3))):
                day = date(2025 + year, month + 1, chance.randint(1, 28))
                moment = timedelta(hours=first, minutes=chance.randrange((last - first) * 60))
                yield datetime(day.year, day.month, day.day, tzinfo=TOKYO) + moment, window


def _came(chance: random.Random, number: int, at: datetime, window: str) -> Came:
    way = _one_of(chance, WAYS[window][0])
    need, area, age = _one_of(chance, NEEDS), _one_of(chance, AREAS), _one_of(chance, AGES)
    if window == "yoru-no-ki":
        age = chance.choice(["under_18", "18_29", "18_29", "30_39"])
    if window == "shiosato-shakyo":
        area = "993018"
    spoken = way in ("telephone", "chat", "in_person")
    waited = timedelta(minutes=chance.expovariate(1 / 6)) if spoken else timedelta(hours=chance.uniform(1, 60))
    left = spoken and way != "in_person" and waited > timedelta(minutes=chance.uniform(8, 30))
    outcome = "" if left else _one_of(chance, OUTCOMES)
    if outcome == "case" and window in ("yoru-no-ki", "inochi-no-to"):
        outcome = "listened" if chance.random() < 0.7 else "informed"
    asked = not left and outcome not in ("broken_off", "not_a_contact") and chance.random() < 0.4
    referral = _referral(chance, need) if outcome == "case" and need in HANDED_TO and chance.random() < 0.9 else None
    return Came(
        number=number,
        at=at,
        waited=waited,
        lasted=timedelta(minutes=chance.uniform(8, 70)),
        window=window,
        way=way,
        need=need,
        area=area,
        age=age,
        about=_one_of(chance, {"self": 72, "other": 22, "professional": 6}),
        is_first=chance.random() < 0.45,
        left=left,
        outcome=outcome,
        felt=_one_of(chance, {4: 52, 3: 31, 2: 12, 1: 5}) if asked else None,
        plan_after=chance.randint(5, 40) if outcome == "case" and chance.random() < 0.62 else None,
        case_outcome=_one_of(
            chance, {"": 25, "resolved": 28, "improved": 24, "handed_on": 12, "unreachable": 7, "moved": 4}
        ),
        referral=referral,
    )


def _referral(chance: random.Random, need: str) -> Answered:
    to = HANDED_TO[need]
    sent = chance.randint(1, 10)
    answered = sent + chance.randint(0, 6)
    declined, why = DECLINED.get(to, (0.0, ""))
    if chance.random() < declined:
        return Answered(to, "declined", why, "", sent, answered, None, answered)
    connected = answered + chance.randint(1, 9)
    outcome = _one_of(chance, {"resolved": 35, "continuing": 45, "stopped": 12, "unreachable": 8})
    return Answered(to, "closed", "", outcome, sent, answered, connected, connected + chance.randint(20, 60))


def _one_of(chance: random.Random, shares: dict[T, int]) -> T:
    return chance.choices(list(shares), list(shares.values()))[0]
