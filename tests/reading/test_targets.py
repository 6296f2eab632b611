"""What a goal sets out to reach."""

from __future__ import annotations

import pytest

from tsunagi.reading.targets import find


def goal(text: str, review: str = "") -> list[tuple[str, str | None, str | None, str | None]]:
    found = find({"goal": text, "review": review}, "FY2024")
    return [(one.op, None if one.value is None else f"{one.value:f}", one.unit, one.due) for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("相談窓口の利用件数を令和8年度までに年間13万回以上とする。", [(">=", "130000", "回", "FY2026")]),
        ("令和6年度は、再発率を18.6%以下とする。", [("<=", "18.6", "%", "FY2024")]),
        ("令和6年度に、95以上の自治体が本事業を活用することを目標とする。", [(">=", "95", "自治体", "FY2024")]),
        ("満足した人の割合を令和5年度の70.7%から令和7年度までに75%以上とする。", [(">=", "75", "%", "FY2025")]),
        ("団体の参加率80%以上（令和6年度まで）を目指す。", [(">=", "80", "%", "FY2024")]),
        ("廃棄量を令和12年度までに半減（273万トン）する。", [("<=", "2730000", "トン", "FY2030")]),
        ("10年間で100万人の見守り隊員を養成する。", [(">=", "1000000", "人", None)]),
        ("見守り隊員を3割増やすことを目指す。", [(">=", "30", "%", None)]),
        ("令和6年度に食堂を12か所開く。", [(">=", "12", "か所", "FY2024")]),
        ("居場所を新たに3,000件創出する。", [(">=", "3000", "件", None)]),
        ("利用者の割合を毎年80%以上にする。", [(">=", "80", "%", None)]),
        ("実施自治体数の増加を図る。", [("increase", None, None, None)]),
        ("令和6年度は、実施する市町村を増やし、体制を充実させる。", [("increase", None, None, "FY2024")]),
        ("2年以内再入率を低下させることを目指す。", [("decrease", None, None, None)]),
        ("孤立する若者の割合が減少することを通じ、予防に資する。", [("decrease", None, None, None)]),
        ("閲覧件数や相談件数の増大を図る。", [("increase", None, None, None)] * 2),
        ("令和7年度までに全ての市町村において協議会が設置されることを目指す。", [("=", "100", "%", "FY2025")]),
        ("令和7年度末までに、・講座を開く町を、市町村においては8割とする。・相談を行う町を、市町村においては8割とする。",
         [(">=", "80", "%", "FY2025")] * 2),
        ("研修を行う学校の割合を毎年度90%以上にする（令和5年度：85.7%）。", [(">=", "90", "%", None)]),
        ("相談を受けた児童数を、次回調査時において、前回調査時（令和5年度：212人）より増加することを目指す。", [("increase", None, None, None)]),
        ("支援件数につき、対前年度比増を目指す。", [("increase", None, None, None)]),
        ("参加率を令和7年（2025年）までに8%程度に高める。", [(">=", "8", "%", "2025")]),
        ("回数を480回以上（1か所の窓口当たり平均10回以上）にする。", [(">=", "480", "回", None), (">=", "10", "回", None)]),
        ("取得率を2025年までに50%、2030年までに85%にする。", [(">=", "50", "%", "2025"), (">=", "85", "%", "2030")]),
    ],
)
def test_targets_for_every_way_of_setting_them(text: str, expected: list[tuple[object, ...]]) -> None:
    assert goal(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "関係機関の連携を推進する。",
        "高齢者の増加を踏まえ、見守りを充実する。",
        "単身世帯が増加する中、支援を行う。",
        "孤立のリスクを低減させる。",
        "24時間365日の相談体制を整える。",
        "第3期基本計画（令和4年3月25日審議会決定）に基づき取り組む。",
        "2年以内に施行する。",
        "3人に1台の端末を貸し出す。",
        "窓口は50か所設置されている。",
        "登録者を30万人増やすことを目指して取組を実施してきた。",
    ],
)
def test_what_is_countable_in_nothing_is_no_target(text: str) -> None:
    assert goal(text) == []


def test_a_review_that_repeats_the_goal_sets_nothing_new_but_may_say_by_when() -> None:
    assert goal("度までに40万件にする。", "引き続き、受付件数を令和7年度までに40万件にする。") == [(">=", "400000", "件", "FY2025")]


def test_a_new_number_in_the_review_is_a_target_of_the_review() -> None:
    found = find({"goal": "登録者を452人とする。", "review": "令和7年度は登録者が486人となることを目指す。"}, "FY2024")
    assert [(one.src, one.value) for one in found] == [("goal", 452), ("review", 486)]


def test_two_owners_of_one_figure_are_two_targets() -> None:
    found = find({"goal": "見守り員及び相談員の登録者数を増加させる。"}, "FY2024")
    assert [one.what for one in found] == ["見守り員の登録者数", "相談員の登録者数"]


def test_a_number_that_a_goal_sets_twice_is_one_target_with_its_date() -> None:
    assert goal("利用者を30万人増やすことを目指す。具体的には、2024年平均が30万人増加していることを目標とする。") == [
        (">=", "300000", "人", "2024")
    ]
