"""The summary for a person: what is counted, and columns that stand under one another."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tsunagi.cli.summary import summary, width
from tsunagi.judging.verdict import Assessment, Verdict
from tsunagi.reading.model import Actual, Cell, Document, Doubt, Measure, Target


def _measure(number: int, title: str, wanted: int, reached: int) -> Measure:
    target = Target("利用者数", ">=", Decimal(wanted), "人", False, "FY2024", "goal", "", None)
    actual = Actual("利用者数", Decimal(reached), "人", False, "FY2024", "status", "", None, target=0)
    cells = {"title": Cell(title, "whole", ""), "goal": Cell("", "cut", "")}
    return Measure(number, "read", (), cells, (), (), (target,), (actual,))


def _document(*measures: Measure, doubts: int = 0) -> Document:
    wanted = tuple(Doubt(number, "goal", f"理由{number} / Reason {number}") for number in range(doubts))
    return Document("a.txt", "0", "text", "ある計画", "FY2024", None, (), measures, wanted)


def _verdicts(*verdicts: Verdict) -> list[list[Assessment]]:
    return [[Assessment(0, verdict, "", 0)] for verdict in verdicts]


@pytest.mark.parametrize(("text", "columns"), [("abc", 3), ("つなぎ", 6), ("ｱ", 1), ("Ａ1", 3), ("", 0)])
def test_width_counts_a_japanese_character_as_two(text: str, columns: int) -> None:
    assert width(text) == columns


def test_columns_of_the_worst_stand_under_one_another() -> None:
    measures = [_measure(1, "短い", 100, 50), _measure(10, "とても長い名前の" * 9, 10_000, 1), _measure(3, "達した", 1, 2)]
    shown = summary(_document(*measures), _verdicts("not_met", "not_met", "met"), "ja").splitlines()
    start = shown.index("目標から遠い順")
    rows = shown[start + 1 : start + 4]
    assert len({width(row) for row in rows}) == 1
    assert [row.split()[0] for row in rows] == ["番号", "10", "1"]
    assert "…" in rows[1]


def test_counts_by_verdict_and_by_damage() -> None:
    measures = [_measure(1, "あ", 100, 50), _measure(2, "い", 1, 2)]
    shown = summary(_document(*measures), _verdicts("not_met", "met"), "en")
    assert "met 1 · not met 1 · not due yet 0" in shown
    assert "cut 2" in shown


def test_long_list_of_doubts_is_cut_and_says_so() -> None:
    shown = summary(_document(doubts=40), [], "en")
    assert "What a person should look at (40)" in shown
    assert "Reason 1\n" in shown
    assert "理由" not in shown
    assert "28 more" in shown
