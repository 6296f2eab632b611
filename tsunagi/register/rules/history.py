"""What became of a target over the years: raised after it was reached, lowered, moved to a later date, or kept."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from tsunagi.reading.dates import last_day

Change = Literal[
    "first", "kept", "raised_after_reached", "raised", "lowered", "postponed", "brought_forward", "put_otherwise"
]


@dataclass(frozen=True, slots=True)
class Aim:
    """A target as one edition sets it. `reached` is whether that edition's verdict was met."""

    op: str
    value: Decimal | None
    due: str
    reached: bool


def change(before: Aim | None, after: Aim) -> Change:
    """How a target differs from the one that the edition before set for the same indicator.

    "Raised" is towards the harder side: upwards where more is better, downwards where less is. A level that was reached
    and is aimed at again for a later day was not put off.
    """
    if before is None:
        return "first"
    if before.op != after.op or (before.value is None) != (after.value is None):
        return "put_otherwise"
    if before.value is not None and after.value is not None and before.value != after.value:
        harder = after.value < before.value if after.op == "<=" else after.value > before.value
        if harder:
            return "raised_after_reached" if before.reached else "raised"
        return "lowered"
    earlier, later = last_day(before.due or ""), last_day(after.due or "")
    if earlier and later and earlier != later and not before.reached:
        return "postponed" if later > earlier else "brought_forward"
    return "kept"
