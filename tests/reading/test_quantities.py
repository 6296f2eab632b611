"""Numbers with their units, and numbers that are none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagi.reading.quantities import find, number, same_unit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("相談は40万件", [("400000", "件")]),
        ("約2万7千人増加", [("27000", "人")]),
        ("１，２３４団体", [("1234", "団体")]),
        ("10 年間で 100 万人の", [("1000000", "人")]),
        ("3割以上", [("30", "%")]),
        ("1割5分", [("15", "%")]),
        ("利用者の84.5％", [("84.5", "%")]),
        ("95以上の自治体が", [("95", "自治体")]),
        ("約700の自治体が", [("700", "自治体")]),
        ("6,000か所以上", [("6000", "か所")]),
        ("58箇所", [("58", "箇所")]),
        ("1.5億円", [("150000000", "円")]),
        ("電話 27.357件", [("27357", "件")]),
        ("アクセス数:332,598(令和6年4月", [("332598", None)]),
        ("職員1人当たりの面談を12回以上", [("12", "回")]),
        ("毎月300～400件", [("300", "件")]),
        ("利用者の30%～40%", [("30", "%")]),
        ("訪問500件と代表3人", [("500", "件"), ("3", "人")]),
    ],
)
def test_quantities_for_every_way_of_writing(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert [(one.value, one.unit) for one in find(text)] == [(Decimal(value), unit) for value, unit in expected]


@pytest.mark.parametrize(
    "text",
    ["24時間365日", "第3期計画", "20歳未満", "3本柱", "3人に2人", "児童1人1台端末", "電話0120-000-000", "法律第65号", "#9999",
     "2年以内", "No.4", "12/29~1/3", "令和6年度", "第2回会議", "10～30代", "2つの", "5か年計画", "問3件名", "設問3件名",
     "別表3件名", "番号3件名"],
)
def test_what_counts_nothing_is_not_found(text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize(
    ("text", "comparator", "approx"),
    [("80%以上", "以上", False), ("5件未満", "未満", False), ("約10人", None, True), ("10人程度", None, True), ("200件超", "超", False)],
)
def test_comparators_and_about(text: str, comparator: str | None, approx: bool) -> None:
    (one,) = find(text)
    assert (one.comparator, one.approx) == (comparator, approx)
    assert text[one.start : one.end] == text


def test_units_written_in_several_ways_are_one() -> None:
    assert {same_unit(unit) for unit in ("か所", "箇所", "カ所", "ヶ所")} == {"か所"}
    assert same_unit("名") == "人" and same_unit(None) is None


@given(st.integers(0, 9999), st.integers(1, 9999))
def test_ten_thousands_are_multiplied_out(high: int, low: int) -> None:
    assert number(f"{high}万{low}") == high * 10000 + low


@given(st.integers(0, 10**9))
def test_a_number_reads_the_same_with_and_without_commas_and_in_full_width(value: int) -> None:
    wide = str.maketrans("0123456789,", "０１２３４５６７８９，")
    for text in (f"{value}件", f"{value:,}件", f"{value:,}件".translate(wide)):
        assert [one.value for one in find(text)] == [value]


@given(st.text(alphabet="0123456789,.万億割%約以上件人年月第の ()", max_size=30))
def test_any_text_gives_quantities_that_stand_in_it(text: str) -> None:
    for one in find(text):
        assert 0 <= one.start <= one.number_start < one.end <= len(text)
