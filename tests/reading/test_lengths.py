"""Lengths of time as targets and as results."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tsunagi.judging.verdict import assess
from tsunagi.reading import lengths, results, targets
from tsunagi.reading.document import read


@pytest.mark.parametrize(
    ("goal", "quote", "expected"),
    [
        ("電話の待ち時間を5分以下とする。", "5分以下", ("電話の待ち時間", "<=", "5", "分", None)),
        ("令和7年度に、応対までの時間を30分以内とする。", "30分以内", ("応対までの時間", "<=", "30", "分", "FY2025")),
        ("面談までの日数を平均3日以内とする。", "3日以内", ("面談までの日数", "<=", "3", "日", None)),
        ("待ち時間を令和8年度までに5分未満にする。", "5分未満", ("待ち時間", "<=", "5", "分", "FY2026")),
        ("初回の返信までの時間を平均2時間とする。", "2時間", ("初回の返信までの時間", "<=", "2", "時間", None)),
        ("応答時間を1時間30分以内に短縮する。", "1時間30分以内", ("応答時間", "<=", "90", "分", None)),
        ("返信までの時間を2時間半以内にする。", "2時間半以内", ("返信までの時間", "<=", "2.5", "時間", None)),
        ("処理期間を約3か月以内とする。", "約3か月以内", ("処理期間", "<=", "3", "か月", None)),
        ("開所時間を20時間以上とする。", "20時間以上", ("開所時間", ">=", "20", "時間", None)),
    ],
)
def test_a_length_of_time_is_a_target(goal: str, quote: str, expected: tuple[str | None, ...]) -> None:
    (one,) = targets.find({"goal": goal}, "FY2025")
    assert (one.what, one.op, str(one.value), one.unit, one.due) == expected
    assert goal[one.start : one.end] == quote


@pytest.mark.parametrize(
    "goal",
    [
        "24時間365日の相談体制を整える。",
        "2年以内に施行することを目指す。",
        "研修時間を20時間とする。",
        "待ち時間を5分野で調べることを目指す。",
        "相談窓口を毎日10時から20時まで開設する。",
    ],
)
def test_a_number_of_time_that_is_no_aim_is_none(goal: str) -> None:
    assert targets.find({"goal": goal}, "FY2025") == []


def test_a_condition_on_the_length_names_what_is_counted() -> None:
    (one,) = targets.find({"goal": "待ち時間が30分以上の窓口を10か所以下とする。"}, "FY2025")
    assert (one.what, one.value, one.unit) == ("待ち時間が30分以上の窓口", Decimal(10), "か所")


def test_two_targets_in_a_sentence_keep_their_names() -> None:
    found = targets.find({"goal": "待ち時間5分以下、応答率90%以上を目指す。"}, "FY2025")
    assert [(one.what, one.op, one.unit) for one in found] == [("待ち時間", "<=", "分"), ("応答率", ">=", "%")]


@pytest.mark.parametrize(
    ("status", "aimed", "expected"),
    [
        ("令和7年度の待ち時間は平均4分であった。", "分", [("待ち時間", "4", "FY2025")]),
        ("待ち時間の平均は令和7年度で1時間30分であった。", "分", [("待ち時間の平均", "90", "FY2025")]),
        ("待ち時間は4分であった。", "日", []),
        ("待ち時間は4分であった。", None, []),
    ],
)
def test_a_length_is_a_result_where_a_target_is_one_in_its_unit(
    status: str, aimed: str | None, expected: list[tuple[str, str, str]]
) -> None:
    found = results.find({"status": status}, "FY2025", {aimed})
    assert [(one.what, str(one.value), one.as_of) for one in found] == expected


def test_lengths_stand_where_the_text_has_them() -> None:
    text = "待ち時間を平均５分以下、面談までの日数を３日以内とする。"
    assert [text[one.start : one.end] for one in lengths.find(text)] == ["５分以下", "３日以内"]


@pytest.mark.parametrize(("minutes", "verdict"), [("4", "met"), ("5", "met"), ("6", "not_met")])
def test_shorter_is_better_in_a_whole_table(tmp_path: Path, minutes: str, verdict: str) -> None:
    table = tmp_path / "table.txt"
    table.write_text(
        "「見本町計画」に基づく具体的施策の実施状況(令和7年度)\n\n"
        "施策 No.\t施策名\t施策の概要\t目標及び達成の期間\t目標の達成状況\t達成状況を踏まえた施策の見直し方針\t関連URL\t担当課\n"
        "1\t待たせない相談\t待つ人を減らす。\t令和7年度に、待ち時間を5分以下とする。\t"
        f"令和7年度の待ち時間は平均{minutes}分であった。\t続ける。\t\t福祉課\n",
        encoding="utf-8",
    )
    (measure,) = read(table).measures
    (found,) = assess(measure, date(2026, 6, 1))
    assert found.verdict == verdict
