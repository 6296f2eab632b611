"""Periods, age bands, medians, and what a definition may say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagi.base.rules.sentences import Wrong
from tsunagi.figures.rules.definitions import check, median, standard
from tsunagi.figures.rules.periods import GRAINS, is_settled, months_of, period_of, settled
from tsunagi.figures.rules.vocabulary import SOURCES, age_band


@pytest.mark.parametrize(
    ("month", "quarter", "year"),
    [
        (202503, "2025-01/2025-03", "FY2024"),
        (202504, "2025-04/2025-06", "FY2025"),
        (202512, "2025-10/2025-12", "FY2025"),
        (202601, "2026-01/2026-03", "FY2025"),
    ],
)
def test_quarters_and_years_begin_in_april(month: int, quarter: str, year: str) -> None:
    assert (period_of(month, "quarter"), period_of(month, "year")) == (quarter, year)


@given(st.integers(2000, 2900), st.integers(1, 12), st.sampled_from(GRAINS))
def test_a_month_lies_in_its_periods(year: int, number: int, grain: str) -> None:
    month = year * 100 + number
    held = months_of(period_of(month, grain))
    assert month in held and len(held) == {"month": 1, "quarter": 3, "year": 12}[grain]


@pytest.mark.parametrize("code", ["2025-13", "2025-05/2025-07", "2025-04/2025-09", "FY25", "", "2025"])
def test_what_is_no_period_is_refused(code: str) -> None:
    with pytest.raises(ValueError):
        months_of(code)


def test_a_period_is_settled_eight_days_after_its_end() -> None:
    assert not is_settled("2025-12", date(2026, 1, 7))
    assert is_settled("2025-12", date(2026, 1, 8))
    assert settled("quarter", date(2026, 4, 8), 2) == ["2026-01/2026-03", "2025-10/2025-12"]
    assert settled("year", date(2026, 4, 7), 1) == ["FY2024"]


@pytest.mark.parametrize(
    ("born", "band"),
    [
        ("1980-05-01", "40-49"),
        ("2026-01-01", "0-19"),
        ("1930-01-01", "80-"),
        ("", "unknown"),
        ("2030-01-01", "unknown"),
    ],
)
def test_age_bands(born: str, band: str) -> None:
    assert age_band(born, 2026) == band


@given(st.lists(st.integers(0, 400), min_size=1))
def test_the_median_of_counted_lengths_is_that_of_the_lengths(lengths: list[int]) -> None:
    from statistics import median as known

    assert median([(one, lengths.count(one)) for one in set(lengths)]) == known(lengths)


def test_standard_definitions_can_be_counted() -> None:
    assert len({one.code for one in standard()}) == len(standard()) > 10
    for one in standard():
        check(one)
        assert one.name_en and one.unit_en


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"source": "secrets"}, "一覧から"),
        ({"code": "Not A Slug"}, "アドレス"),
        ({"name": " "}, "名前と単位"),
        ({"kind": "sum"}, "数え方"),
        ({"counted": ()}, "一つ以上"),
        ({"counted": ("shown",)}, "一つ以上"),
        ({"by": "age"}, "内訳"),
        ({"kind": "share", "out_of": ("declined",)}, "分母"),
        ({"out_of": ("declined",)}, "割合のときだけ"),
        ({"kind": "median"}, "中央値"),
    ],
)
def test_what_cannot_be_counted_is_refused_with_a_sentence(changes: dict[str, object], words: str) -> None:
    plain = next(one for one in standard() if one.code == "referrals-sent")
    with pytest.raises(Wrong, match=words):
        check(replace(plain, **changes))  # type: ignore[arg-type]


def test_no_two_sources_share_a_part_by_accident() -> None:
    """Parts are told apart within their source; a layer of one source never meets one of another."""
    for source in SOURCES.values():
        assert source.parts and set(source.measured) <= set(source.parts)
