"""The yearly round: what may follow what, what is late, what is still unanswered. The states are a table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final, cast

#: For each state of an assignment those that may follow it; docs/reference/round.md is made from this.
NEXT: Final[Mapping[str, tuple[str, ...]]] = {
    "waiting": ("waiting", "filled"),
    "filled": ("filled", "approved", "sent_back"),
    "sent_back": ("sent_back", "filled"),
    "approved": ("sent_back",),
}

#: Who is reminded: whatever is late, or due within so many days.
NOTICE: Final = timedelta(days=7)


#: States in which the body in charge still has something to do.
OPEN: Final = ("waiting", "sent_back")


def may_follow(state: str, wanted: str) -> bool:
    """Whether an assignment may go from one state to another."""
    return wanted in NEXT[state]


def is_open(state: str) -> bool:
    """Whether the body in charge still has something to do."""
    return state in OPEN


def is_with_checker(state: str) -> bool:
    """Whether the body in charge has answered, so that a checker may send it back."""
    return not is_open(state)


def is_late(state: str, due: date, day: date) -> bool:
    """Whether the body in charge should have answered by now."""
    return is_open(state) and day > due


def is_to_be_reminded(state: str, due: date, day: date, reminded: date | None) -> bool:
    """Whether a mail is due today: late or soon to be, and none was sent today."""
    return is_open(state) and day + NOTICE >= due and (reminded is None or reminded < day)


def answers(reading: Mapping[str, Any]) -> dict[int, int]:
    """By the place of each target that is answered, the place of the figure that answers it: the first one that is no
    baseline. The form asks for these; all others stay as they are."""
    found: dict[int, int] = {}
    for at, one in enumerate(reading["actuals"]):
        if one["target"] is not None and not one.get("is_baseline"):
            found.setdefault(one["target"], at)
    return found


def asked(reading: Mapping[str, Any], place: int, fiscal_year: int) -> Mapping[str, Any]:
    """What is asked for a target: the figure that answers it now, or one in its unit, of the year."""
    at = answers(reading).get(place)
    if at is not None:
        return cast("Mapping[str, Any]", reading["actuals"][at])
    target = reading["targets"][place]
    return {"what": target["what"], "unit": target["unit"], "as_of": f"FY{fiscal_year}"}


def broken_down(reading: Mapping[str, Any], fiscal_year: int) -> dict[int, list[int]]:
    """By the place of each target, the places of those figures of an area or a group that break down what is asked for
    it: of the same name, unit and day."""
    found: dict[int, list[int]] = {place: [] for place in range(len(reading["targets"]))}
    parts = [at for at, one in enumerate(reading["actuals"]) if one.get("area") or one.get("group")]
    for place, target in enumerate(reading["targets"]):
        whole = asked(reading, place, fiscal_year)
        for at in list(parts):
            one = reading["actuals"][at]
            is_of_it = one["what"] in (target["what"], whole["what"]) and not one.get("is_baseline")
            if is_of_it and all((one[key] or None) == (whole[key] or None) for key in ("unit", "as_of")):
                found[place].append(at)
                parts.remove(at)
    return found


def unanswered(reading: Mapping[str, Any]) -> list[int]:
    """Places of the targets that no figure answers."""
    answered = answers(reading)
    return [place for place in range(len(reading["targets"])) if place not in answered]
