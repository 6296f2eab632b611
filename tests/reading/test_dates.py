"""Dates and periods as Japanese documents write them."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagi.reading.dates import find, last_day, western


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("令和6年度に", ["FY2024"]),
        ("令和６年度末までに", ["FY2024"]),
        ("平成31年の", ["2019"]),
        ("令和元年度", ["FY2019"]),
        ("R5:54.4%、R4:57.4%", ["FY2023", "FY2022"]),
        ("Ｒ６年度実績", ["FY2024"]),
        ("2024年平均の", ["2024"]),
        ("2030年度まで", ["FY2030"]),
        ("令和8年3月まで", ["2026-03"]),
        ("令和７年３月 18 日現在", ["2025-03-18"]),
        ("令和6年4月~令和7年3月", ["2024-04/2025-03"]),
        ("令和6年4月から令和7年3月までの期間", ["2024-04/2025-03"]),
        ("令和6年4～9月", ["2024-04/2024-09"]),
        ("令和6~8年度の計画", ["FY2024/FY2026"]),
        ("令和3年度から令和7年度まで", ["FY2021/FY2025"]),
        ("6年度の取組", ["FY2024"]),
        ("R6.4.1時点", ["2024-04-01"]),
        ("令和6.3末", ["2024-03"]),
        ("2024/4/1", ["2024-04-01"]),
        ("2024.4", []),
        ("R6.13", []),
        ("10年間で", []),
        ("2024人が参加", []),
        ("R10,000円", []),
        ("13月", []),
    ],
)
def test_dates_are_found_for_every_way_of_writing(text: str, expected: list[str]) -> None:
    assert [one.value for one in find(text, "FY2024")] == expected


@pytest.mark.parametrize(
    "text", ["基本計画(令和4年3月25日審議会決定)に基づき", "改正法(令和7年4月施行)により", "条例(平成24年条例第6号)の"]
)
def test_a_date_that_names_a_paper_is_cited(text: str) -> None:
    assert [one.cited for one in find(text)] == [True]


def test_a_bare_fiscal_year_needs_the_documents_year() -> None:
    assert find("6年度の取組") == []
    assert find("60年度の取組", "FY2024") == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("FY2024", date(2025, 3, 31)),
        ("2024", date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 29)),
        ("2025-04-01", date(2025, 4, 1)),
        ("2024-04/2025-03", date(2025, 3, 31)),
        ("速やかに", None),
    ],
)
def test_last_day_for_each_form(value: str, expected: date | None) -> None:
    assert last_day(value) == expected


def test_an_eras_first_year_is_its_year_one() -> None:
    assert western("令和", "元") == western("令和", "1") == 2019


@given(st.text(alphabet="令和平成RH元0123456789年度月日~から（(末）", max_size=40))
def test_any_text_gives_dates_that_stand_in_it_in_order(text: str) -> None:
    found = find(text, "FY2024")
    assert all(0 <= one.start < one.end <= len(text) and last_day(one.value) for one in found)
    assert all(one.end <= two.start for one, two in pairwise(found))
