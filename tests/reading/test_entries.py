"""Cells that hold numbers: each number with its kind, year and name, and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagi.reading import entries


def cell(text: str, role: str = "actual", unit: str | None = None) -> list[tuple[str, str]]:
    """The numbers of a cell with the words that tell them apart."""
    return [(f"{one.value}{one.unit or ''}", one.label) for one in entries.of_cell(text, role, unit)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("新規10件継続20件", [("10件", "新規"), ("20件", "継続")]),
        ("男性10人、女性20人", [("10人", "男性"), ("20人", "女性")]),
        ("10回(延べ)20人", [("10回", ""), ("20人", "")]),
        ("相談30件(うち電話20件)", [("30件", "相談"), ("20件", "うち電話")]),
        ("相談30件(R5:20件)", [("30件", "相談"), ("20件", "相談")]),
        ("30件(28件)", [("30件", "")]),
    ],
)
def test_numbers_are_told_apart_by_the_words_beside_them(text: str, expected: list[tuple[str, str]]) -> None:
    assert cell(text) == expected


@pytest.mark.parametrize(
    "text", ["登録者数300人", "登録者数累計300人", "登録者数（累計）300人", "登録者数は年間300人", "累計登録者数300人", "登録者数の合計300人"]
)
def test_words_that_only_lead_up_to_a_number_are_no_part_of_its_name(text: str) -> None:
    assert cell(text) == [("300人", "登録者数")]


@pytest.mark.parametrize(
    "text",
    ["10件から20件", "10件から20件へ", "10件→20件", "10件より改善し20件", "20件(令和5年度の10件から)", "令和5年度の10件から20件"],
)
def test_where_a_number_came_from_is_no_number_of_the_cell(text: str) -> None:
    (one,) = entries.of_cell(text, "target")
    assert (one.value, one.unit, one.date, one.label) == (20, "件", None, "")


def test_a_number_that_nothing_follows_is_kept_also_where_more_is_wanted_than_it() -> None:
    assert cell("50%より増加", "target")[0][0] == "50%"
    assert [value for value, _ in cell("R5:50%から増加、R6:60%")] == ["50%", "60%"]


@pytest.mark.parametrize("text", ["15か所（前年度10か所）", "15か所(前年度実績:10か所)", "15か所、前回10か所", "15か所(昨年度の値10か所)"])
def test_the_year_befores_number_is_a_level_and_said_to_be_the_year_befores(text: str) -> None:
    own, before = entries.of_cell(text, "actual")
    assert (own.value, own.before) == (15, False)
    assert (before.value, before.before, before.relative, before.label) == (10, True, False, "")


@pytest.mark.parametrize("text", ["前年度比10件増", "前年度10%増", "前年度比110%"])
def test_a_change_since_the_year_before_is_not_the_year_befores_number(text: str) -> None:
    (one,) = entries.of_cell(text, "actual")
    assert (one.before, one.relative) == (False, True)


@pytest.mark.parametrize(
    ("text", "op", "label"),
    [
        ("増加", "increase", ""),
        ("前年度より減少", "decrease", ""),
        ("対前年度比増", "increase", ""),
        ("現状値より増加", "increase", ""),
        ("大幅な増加", "increase", ""),
        ("毎年度増加", "increase", ""),
        ("利用者数の増加", "increase", "利用者数"),
        ("孤独を感じる割合の低下", "decrease", "孤独を感じる割合"),
        ("前年度より参加者が減少", "decrease", "参加者"),
    ],
)
def test_a_direction_names_what_is_to_go_that_way(text: str, op: str, label: str) -> None:
    (one,) = entries.of_cell(text, "target")
    assert (one.value, one.op, one.label) == (None, op, label)


@pytest.mark.parametrize(
    "text",
    ["300人", "約300人(暫定値)", "R5:54.4%、R4:57.4%【60%】", "増加", "受講者養成講座の受講者数（累計）300人", "相談窓口の年間相談件数30件",
     "実施回数10回（参加者200人）", "地域福祉推進委員会の開催までに30回"],
)
def test_a_cell_of_numbers_and_their_names_is_one_of_figures(text: str) -> None:
    assert entries.is_figure(text)


@pytest.mark.parametrize(
    "text",
    ["", "引き続き実施", "年に12回行う。", "見守り隊を町内に30か所設ける", "受講者養成講座を開いて300人", "講座の参加者300人の町とする計画である",
     "困りごとを持つ方の声を聞くために30回", "あ" * 31 + "30件"],
)
def test_a_cell_that_says_something_is_none_of_figures(text: str) -> None:
    assert not entries.is_figure(text)


pieces = st.sampled_from(
    ["300人", "10件", "５０％", "R5", "令和6年度", "前年度", "から", "より", "増加", "累計", "（", "）", "【", "】", "、", "→", "/", "\n",
     "の", "目標", "約"]
)


@given(st.lists(pieces, max_size=12).map("".join), st.sampled_from(["target", "actual", "actual_target"]))
def test_every_number_stands_in_its_cell(text: str, role: str) -> None:
    for one in entries.of_cell(text, role):
        assert 0 <= one.start < one.end <= len(text)
        assert one.value is None or any(sign.isdigit() for sign in text[one.start : one.end])
