"""What became of a target between two editions."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tsunagi.register.rules.history import Aim, change


def aim(value: int | None = 100, due: str = "FY2024", *, op: str = ">=", reached: bool = False) -> Aim:
    return Aim(op, None if value is None else Decimal(value), due, reached)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (None, aim(), "first"),
        (aim(), aim(), "kept"),
        (aim(), aim(120), "raised"),
        (aim(reached=True), aim(120), "raised_after_reached"),
        (aim(), aim(80), "lowered"),
        (aim(op="<="), aim(80, op="<="), "raised"),
        (aim(op="<=", reached=True), aim(80, op="<="), "raised_after_reached"),
        (aim(op="<="), aim(120, op="<="), "lowered"),
        (aim(), aim(due="FY2025"), "postponed"),
        (aim(reached=True), aim(due="FY2025"), "kept"),
        (aim(due="FY2025"), aim(due="FY2024"), "brought_forward"),
        (aim(), aim(op="<="), "put_otherwise"),
        (aim(), aim(None, op="increase"), "put_otherwise"),
        (aim(due=""), aim(due="FY2024"), "kept"),
    ],
)
def test_a_target_is_compared_with_the_one_before(before: Aim | None, after: Aim, said: str) -> None:
    assert change(before, after) == said
