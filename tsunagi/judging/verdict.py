"""Was a target reached? Target, its actuals and the day in; a verdict and one sentence of reason out.

Plain Python and no clock: the day is an argument. Only the order of numbers counts, never their unit or scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from tsunagi.reading.dates import last_day
from tsunagi.reading.model import Actual, Claim, Measure, Target
from tsunagi.reading.periods import said

Verdict = Literal["met", "not_met", "pending", "no_actual"]


@dataclass(frozen=True, slots=True)
class Assessment:
    """The verdict on one target: `target` and `actual` are places in the measure's lists."""

    target: int
    verdict: Verdict
    because: str
    actual: int | None


def assess(measure: Measure, day: date) -> list[Assessment]:
    """The verdicts on a measure's targets, in their order, as of `day`.

    A target that the review sets beside a goal that is there is for a coming year; where the goal was lost, the review
    restates it.
    """
    goal_is_there = "goal" in measure.cells and measure.cells["goal"].state in ("whole", "cut")
    found = []
    for place, aim in enumerate(measure.targets):
        answers = [(at, actual) for at, actual in enumerate(measure.actuals) if actual.target == place]
        coming = aim.src == "review" and goal_is_there
        if coming and not answers:
            answers = [(at, one) for at, one in enumerate(measure.actuals) if one.unit and one.unit == aim.unit]
        found.append(judge(aim, answers, day, place=place, coming=coming))
    return found


def judge(
    aim: Target, actuals: Sequence[tuple[int, Actual]], day: date, *, place: int = 0, coming: bool = False
) -> Assessment:
    """The verdict on one target as of `day`.

    actuals: (place in the measure's list, actual) for those that answer the target.
    coming: the target was set for a coming year, after these figures.
    """
    claim = aim.claim
    if coming:
        return _coming(aim, actuals, place)
    if aim.value is None:
        return _direction(aim, actuals, place, claim)
    if not actuals:
        if claim is not None:
            return _claimed(claim, place, None)
        return Assessment(place, "no_actual", _say("実績の数値が示されていない", "no figure is given to judge by"), None)
    at, latest = _latest(actuals)
    shown = f"{number(latest.value)}{latest.unit or ''}"
    wanted = f"{number(aim.value)}{aim.unit or ''}"
    by, by_en = said(aim.due or "", "ja"), said(aim.due or "", "en")
    if _counts_bodies(aim, latest):
        reached = latest.value >= PREFECTURES
        met = missed = _say(
            f"目標{wanted}に達したのは{PREFECTURES}都道府県のうち{number(latest.value)}",
            f"{number(latest.value)} of {PREFECTURES} prefectures reach the target {wanted}",
        )
        not_yet = _say(
            f"目標{wanted}に達したのは{PREFECTURES}都道府県のうち{number(latest.value)}で、期限は{by}",
            f"{number(latest.value)} of {PREFECTURES} prefectures reach the target {wanted} yet, due {by_en}",
        )
    else:
        reached = _reaches(aim, latest.value)
        met = _say(f"実績{shown}は目標{wanted}に達した", f"{shown} reaches the target {wanted}")
        missed = _say(f"実績{shown}は目標{wanted}に届かない", f"{shown} misses the target {wanted}")
        not_yet = _say(
            f"実績{shown}は目標{wanted}にまだ達していないが期限は{by}",
            f"{shown} has not reached {wanted} yet, due {by_en}",
        )
    if reached:
        return Assessment(place, "met", met, at)
    if claim == "reached":
        return _claimed(claim, place, at)
    due = last_day(aim.due) if aim.due else None
    if due is not None and due > day:
        return Assessment(place, "pending", not_yet, at)
    return Assessment(place, "not_met", missed, at)


PREFECTURES = 47


def number(value: Decimal) -> str:
    """A number as people write it: 10,206 and 84.5."""
    return f"{value.normalize():,f}"


def progress(aim: Target, actual: Actual, baseline: Decimal | None = None) -> Decimal | None:
    """How far the way to the target is gone, 1 where it is reached; None where it cannot be told.

    With a baseline the way starts there; without, a higher-is-better target is measured from nothing and a
    lower-is-better one cannot be.
    """
    if aim.value is None or aim.op in ("increase", "decrease"):
        return None
    if _counts_bodies(aim, actual):
        return min(Decimal(1), actual.value / PREFECTURES)
    if _reaches(aim, actual.value) and aim.op != "=":
        return Decimal(1)
    start = baseline if baseline is not None else Decimal(0)
    if (aim.op == "<=" and baseline is None) or aim.value == start:
        return None
    return min(Decimal(1), max(Decimal(0), (actual.value - start) / (aim.value - start)))


def _coming(aim: Target, actuals: Sequence[tuple[int, Actual]], place: int) -> Assessment:
    if aim.value is None or not actuals:
        reason = _say("次の期間の目標で、まだ実績がない", "set for a coming period, no figure yet")
        return Assessment(place, "no_actual", reason, None)
    reason = _say("次の期間に向けた新しい目標", "a new target for a coming period")
    return Assessment(place, "pending", reason, _latest(actuals)[0])


def _direction(aim: Target, actuals: Sequence[tuple[int, Actual]], place: int, claim: Claim | None) -> Assessment:
    up = aim.op == "increase"
    levels = sorted(
        ((last_day(one.as_of), at, one) for at, one in actuals if one.as_of and last_day(one.as_of)),
        key=lambda item: (item[0], item[1]),
    )
    dated = [(day, at, one) for day, at, one in levels if "増" not in one.quote and "減" not in one.quote]
    if len(dated) >= 2 and dated[0][0] != dated[-1][0]:
        first, last = dated[0][2], dated[-1][2]
        moved = last.value > first.value if up else last.value < first.value
        shown = f"{number(first.value)}→{number(last.value)}{last.unit or ''}"
        verdict: Verdict = "met" if moved else "not_met"
        good = _say(f"{shown}と目標の向きに動いた", f"{shown}: moved as intended")
        bad = _say(f"{shown}と目標の向きに動いていない", f"{shown}: did not move as intended")
        return Assessment(place, verdict, good if moved else bad, dated[-1][1])
    if claim is not None:
        return _claimed(claim, place, actuals[-1][0] if actuals else None)
    if actuals:
        reason = _say("比べる前の値がない", "there is no earlier figure to compare with")
        return Assessment(place, "no_actual", reason, None)
    return Assessment(place, "no_actual", _say("実績の数値が示されていない", "no figure is given to judge by"), None)


def _claimed(claim: Claim, place: int, at: int | None) -> Assessment:
    if claim == "reached":
        return Assessment(place, "met", _say("文書が達成・改善したと述べている", "the document says it was reached"), at)
    return Assessment(place, "not_met", _say("文書が達成していないと述べている", "the document says it was not reached"), at)


def _latest(actuals: Sequence[tuple[int, Actual]]) -> tuple[int, Actual]:
    """The actual of the latest date; where none is dated, the last that is no forecast."""
    return max(enumerate(actuals), key=lambda item: (last_day(item[1][1].as_of or "") or date.min, item[0]))[1]


def _reaches(aim: Target, value: Decimal) -> bool:
    assert aim.value is not None
    if aim.op == "<=":
        return value <= aim.value
    return value >= aim.value


def _counts_bodies(aim: Target, actual: Actual) -> bool:
    """The figure counts how many prefectures have come to the level (50%以上の都道府県数は 3)."""
    return aim.unit == "%" and actual.unit == "都道府県"


def _say(japanese: str, english: str) -> str:
    return f"{japanese}。 / {english[0].upper()}{english[1:]}."
