"""Which targets were missed by the most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tsunagi.judging.verdict import Assessment
from tsunagi.reading.model import Actual, Measure, Target
from tsunagi.reading.quantities import same_unit


@dataclass(frozen=True, slots=True)
class Miss:
    """A target that its actual misses. `reached` is the share of the target reached, 0 to 1."""

    measure: Measure
    target: Target
    actual: Actual
    reached: Decimal


def misses(measures: Sequence[Measure], assessments: Sequence[Sequence[Assessment]]) -> list[Miss]:
    """The missed targets that have a number and an actual of the same unit, the farthest from their target first.

    A lower-is-better target of 10 with an actual of 20 counts as half reached, as does a higher-is-better one
    of 10 with an actual of 5.
    """
    found = []
    for measure, verdicts in zip(measures, assessments, strict=True):
        for one in verdicts:
            if one.verdict != "not_met" or one.actual is None:
                continue
            aim, actual = measure.targets[one.target], measure.actuals[one.actual]
            if aim.value is not None and same_unit(aim.unit) == same_unit(actual.unit):
                found.append(Miss(measure, aim, actual, _reached(aim.op, aim.value, actual.value)))
    return sorted(found, key=lambda miss: miss.reached)


def _reached(op: str, wanted: Decimal, actual: Decimal) -> Decimal:
    part, whole = (wanted, actual) if op == "<=" else (actual, wanted)
    return min(Decimal(1), max(Decimal(0), part / whole)) if whole > 0 else Decimal(0)
