"""Sections told by damaged headings between the rows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagi.reading import sections
from tsunagi.reading.sections import Mark


@pytest.mark.parametrize(
    ("heading", "mark"),
    [
        ("(2) 出会いの場をつくる", Mark(policy=2)),
        ("（２）出会いの場をつくる", Mark(policy=2)),
        ("基本目標３ 出会いの場", Mark(policy=3)),
        ("施策の柱Ⅱ 出会いの場", Mark(policy=2)),
        ("Ⅳ．出会いの場", Mark(policy=4)),
        ("②茶の間を増やす", Mark(part=2)),
        ("２茶の間を増やす", Mark(part=2)),
        ("茶の間を増やす", Mark()),
        ("2025年度の取組", Mark()),
        ("3年間の取組", Mark()),
        ("3,000人に届ける", Mark()),
        ("", Mark()),
    ],
)
def test_a_heading_begins_with_its_number(heading: str, mark: Mark) -> None:
    assert sections.mark(heading) == mark



def places(*headings: str) -> list[str]:
    return sections.places([sections.mark(one) for one in headings])


def test_parts_count_within_their_policy() -> None:
    assert places("(1) 出会い", "①茶の間", "②電話", "(2) 学び", "①講座") == ["1-1", "1-1", "1-2", "2-1", "2-1"]


def test_parts_that_start_again_open_a_policy_whose_heading_is_lost() -> None:
    assert places("①茶の間", "②電話", "①講座", "②本") == ["1-1", "1-2", "2-1", "2-2"]


def test_a_part_without_number_stands_between_its_neighbours() -> None:
    assert places("①茶の間", "電話", "③手紙") == ["1-1", "1-2", "1-3"]
    assert places("①茶の間", "②電話", "講座", "②本") == ["1-1", "1-2", "2-1", "2-2"]


def test_a_heading_without_number_before_a_policy_is_a_part_of_the_one_before() -> None:
    assert places("(1) 出会い", "①茶の間", "電話", "(2) 学び") == ["1-1", "1-1", "1-2", "2-1"]


def test_a_heading_without_number_before_the_next_but_one_policy_is_a_policy() -> None:
    assert places("(1) 出会い", "①茶の間", "学び", "(3) 働く") == ["1-1", "1-1", "2-1", "3-1"]


plan = st.lists(st.integers(1, 5), min_size=1, max_size=5)


def headings(parts: list[int]) -> list[tuple[str, str]]:
    """The headings of a plan with so many parts in each policy, and the place that each opens."""
    found = []
    for policy, count in enumerate(parts, 1):
        found.append((f"({policy}) 出会いの場", f"{policy}-1"))
        found += [(f"{'①②③④⑤'[part]}茶の間", f"{policy}-{part + 1}") for part in range(count)]
    return found


@given(plan)
def test_undamaged_headings_open_their_own_places(parts: list[int]) -> None:
    every = headings(parts)
    assert places(*(text for text, _ in every)) == [place for _, place in every]


@given(plan)
def test_parts_tell_the_policies_where_no_policy_has_a_heading(parts: list[int]) -> None:
    left = [(text, place) for text, place in headings(parts) if not text.startswith("(")]
    assert places(*(text for text, _ in left)) == [place for _, place in left]


@given(st.lists(st.text(st.sampled_from("(（)）①②12３Ⅰ茶の間目標 ."), max_size=6), max_size=12))
def test_any_headings_open_a_place_each(texts: list[str]) -> None:
    found = places(*texts)
    assert len(found) == len(texts)
    assert all(int(number) >= 1 for one in found for number in one.split("-"))
