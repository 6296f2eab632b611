"""Missed targets, the farthest first."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tsunagi.judging.misses import misses
from tsunagi.judging.verdict import Assessment, Verdict
from tsunagi.reading.model import Actual, Measure, Op, Target


def _measure(op: Op, wanted: int | None, actual: int) -> Measure:
    target = Target("利用者数", op, None if wanted is None else Decimal(wanted), "人", False, None, "goal", "", None)
    figure = Actual("利用者数", Decimal(actual), "人", False, None, "status", "", None, target=0)
    return Measure(1, "read", (), {}, (), (), (target,), (figure,))


def _verdict(verdict: Verdict, actual: int | None = 0) -> list[Assessment]:
    return [Assessment(0, verdict, "", actual)]


def test_farthest_from_its_target_comes_first() -> None:
    measures = [_measure(">=", 100, 90), _measure("<=", 10, 40), _measure(">=", 100, 50)]
    found = misses(measures, [_verdict("not_met")] * 3)
    assert [one.reached for one in found] == [Decimal("0.25"), Decimal("0.5"), Decimal("0.9")]


def test_only_what_was_missed_and_can_be_compared() -> None:
    measures = [_measure(">=", 100, 120), _measure(">=", 100, 90), _measure("increase", None, 5), _measure(">=", 9, 1)]
    verdicts = [_verdict("met"), _verdict("pending"), _verdict("not_met"), _verdict("not_met", None)]
    assert misses(measures, verdicts) == []


@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9), st.sampled_from([">=", "<=", "="]))
def test_share_is_between_nothing_and_all(wanted: int, actual: int, op: Op) -> None:
    (found,) = misses([_measure(op, wanted, actual)], [_verdict("not_met")])
    assert 0 <= found.reached <= 1
