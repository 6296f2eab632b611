"""Verdicts: a table of examples, and what must hold for any numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagi.judging.verdict import assess, judge, number, progress
from tsunagi.reading.model import Actual, Cell, Measure, Target

DAY = date(2025, 3, 31)


def target(
    value: str | None, op: str = ">=", due: str | None = "FY2024", unit: str | None = "件", **more: object
) -> Target:
    given = None if value is None else Decimal(value)
    return Target("相談件数", op, given, unit, False, due, "goal", "引用", None, **more)  # type: ignore[arg-type]


def actual(
    value: str, as_of: str | None = "FY2024", unit: str | None = "件", quote: str = "引用", at: int | None = 0
) -> Actual:
    return Actual("相談件数", Decimal(value), unit, False, as_of, "status", quote, None, at)


def verdict(aim: Target, *found: Actual, **more: bool) -> str:
    return judge(aim, list(enumerate(found)), DAY, **more).verdict


@pytest.mark.parametrize(
    ("aim", "found", "expected"),
    [
        (target("100"), [actual("100")], "met"),
        (target("100"), [actual("99")], "not_met"),
        (target("100", due="FY2025"), [actual("99")], "pending"),
        (target("100", due="FY2025"), [actual("100")], "met"),
        (target("100", due="2025-03-31"), [actual("99")], "not_met"),
        (target("100", due="2025-04-01"), [actual("99")], "pending"),
        (target("100", due=None), [actual("99")], "not_met"),
        (target("100"), [], "no_actual"),
        (target("18.6", op="<=", unit="%"), [actual("21.1", unit="%")], "not_met"),
        (target("18.6", op="<=", unit="%"), [actual("18.6", unit="%")], "met"),
        (target("100"), [actual("120", "FY2023"), actual("90", "FY2024")], "not_met"),
        (target("100"), [actual("120", "FY2024"), actual("90", "FY2023")], "met"),
        (target("100", claim="reached"), [actual("99.6")], "met"),
        (target("100", claim="missed"), [], "not_met"),
        (target(None, op="increase"), [actual("732", "FY2023"), actual("747", "FY2024")], "met"),
        (target(None, op="decrease"), [actual("732", "FY2023"), actual("747", "FY2024")], "not_met"),
        (target(None, op="increase"), [actual("747", "FY2024")], "no_actual"),
        (target(None, op="increase", claim="reached"), [actual("747", "FY2024")], "met"),
        (target(None, op="increase"), [], "no_actual"),
        (target("50", unit="%"), [actual("3", unit="都道府県")], "not_met"),
        (target("50", unit="%"), [actual("47", unit="都道府県")], "met"),
    ],
)
def test_verdict_for_examples(aim: Target, found: list[Actual], expected: str) -> None:
    assert verdict(aim, *found) == expected


def test_a_target_for_a_coming_year_is_pending_whatever_the_figure() -> None:
    assert verdict(target("100", due=None), actual("500"), coming=True) == "pending"
    assert verdict(target("100", due=None), coming=True) == "no_actual"
    assert verdict(target(None, op="increase"), actual("500"), coming=True) == "no_actual"


def test_the_reason_is_one_sentence_in_each_language_with_both_numbers() -> None:
    because = judge(target("10206"), [(0, actual("9800"))], DAY).because
    japanese, english = because.split(" / ")
    assert "9,800件" in japanese and "10,206件" in japanese and japanese.count("。") == 1
    assert "9,800" in english and english.endswith(".")


def _measure(aim: Target, found: list[Actual], goal_state: str) -> Measure:
    cells = {"goal": Cell("目標", goal_state, "")}  # type: ignore[arg-type]
    return Measure(1, "read", ("1-1",), cells, (), (), (aim,), tuple(found))


def test_a_share_that_prefectures_are_to_reach_is_judged_by_how_many_have() -> None:
    aim, seen = target("50", unit="%"), actual("3", unit="都道府県")
    said = judge(aim, [(0, seen)], DAY).because
    assert said == "目標50%に達したのは47都道府県のうち3。 / 3 of 47 prefectures reach the target 50%."
    assert progress(aim, seen) == Decimal(3) / 47
    assert progress(aim, actual("47", unit="都道府県")) == progress(aim, actual("60", unit="%")) == 1
    later = judge(replace(aim, due="FY2026"), [(0, seen)], DAY)
    assert later.verdict == "pending" and "3で、期限は令和8年度。" in later.because
    assert later.because.endswith("yet, due fiscal 2026.")


@pytest.mark.parametrize(
    ("due", "by", "by_en"),
    [
        ("FY2030", "令和12年度", "fiscal 2030"),
        ("2026-03", "令和8年3月", "March 2026"),
        ("2026-03-31", "令和8年3月31日", "31 March 2026"),
        ("2030", "令和12年", "2030"),
    ],
)
def test_a_reason_says_when_a_target_is_due_as_people_do(due: str, by: str, by_en: str) -> None:
    because = judge(replace(target("100"), due=due), [(0, actual("50"))], DAY).because
    assert because.partition("。 / ")[0].endswith(f"期限は{by}")
    assert because.endswith(f"due {by_en}.")


def test_a_target_of_the_review_is_for_next_year_unless_the_goal_was_lost() -> None:
    aim = replace(target("100"), src="review")
    assert assess(_measure(aim, [actual("120")], "whole"), DAY)[0].verdict == "pending"
    assert assess(_measure(aim, [actual("120")], "lost"), DAY)[0].verdict == "met"


def test_only_actuals_linked_to_a_target_count_for_it() -> None:
    aim = target("100")
    assert assess(_measure(aim, [actual("120", at=None)], "whole"), DAY)[0].verdict == "no_actual"


values = st.decimals(min_value=0, max_value=10**9, allow_nan=False, allow_infinity=False, places=2)
RANK = {"not_met": 0, "pending": 0, "met": 1}


@given(values, values, values, st.sampled_from([">=", "<="]), st.sampled_from(["FY2024", "FY2025", None]))
def test_a_better_actual_never_worsens_a_verdict(
    aim: Decimal, one: Decimal, two: Decimal, op: str, due: str | None
) -> None:
    worse, better = sorted((one, two), reverse=op == "<=")
    wanted = target(str(aim), op=op, due=due)
    assert RANK[verdict(wanted, actual(str(worse)))] <= RANK[verdict(wanted, actual(str(better)))]


@given(values, values, st.sampled_from([1, 10, 1000, 10000]), st.sampled_from(["件", "%", "円"]))
def test_unit_and_scale_do_not_matter(aim: Decimal, found: Decimal, scale: int, unit: str) -> None:
    plain = verdict(target(str(aim)), actual(str(found)))
    assert plain == verdict(target(str(aim * scale), unit=unit), actual(str(found * scale), unit=unit))


@given(values, values)
def test_lower_is_better_mirrors_higher_is_better(aim: Decimal, found: Decimal) -> None:
    up = verdict(target(str(aim), op=">="), actual(str(found)))
    down = verdict(target(str(-aim), op="<="), actual(str(-found)))
    assert up == down


@given(values, values, values)
def test_progress_lies_between_nothing_and_all(aim: Decimal, found: Decimal, start: Decimal) -> None:
    for op in (">=", "<="):
        share = progress(target(str(aim), op=op), actual(str(found)), start)
        assert share is None or 0 <= share <= 1


def test_progress_for_examples() -> None:
    assert progress(target("200"), actual("50")) == Decimal("0.25")
    assert progress(target("200"), actual("150"), Decimal(100)) == Decimal("0.5")
    assert progress(target("200"), actual("300")) == 1
    assert progress(target("10", op="<="), actual("15"), Decimal(20)) == Decimal("0.5")
    assert progress(target("10", op="<="), actual("15")) is None
    assert progress(target(None, op="increase"), actual("15")) is None


def test_numbers_are_written_as_people_write_them() -> None:
    assert [number(Decimal(one)) for one in ("10206", "84.50", "400000", "0")] == ["10,206", "84.5", "400,000", "0"]
