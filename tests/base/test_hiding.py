"""Small counts stay hidden from somebody who has all that is shown, knows the rule, and subtracts."""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagi.base.rules.hiding import hide

COUNTS = st.dictionaries(st.integers(0, 8), st.integers(0, 60), min_size=1, max_size=8)


def test_what_is_large_is_shown_as_it_is() -> None:
    assert hide([{"a": 10, "b": 0, "c": 99}], limit=10) == [{"a": 10, "b": 0, "c": 99}]


def test_a_small_count_takes_a_larger_one_with_it() -> None:
    assert hide([{"a": 40, "b": 3, "c": 99}], limit=10) == [{"a": None, "b": None, "c": 99}]


def test_it_takes_one_more_where_that_leaves_no_room() -> None:
    assert hide([{"a": 10, "b": 1, "c": 99, "d": 50}], limit=10) == [{"a": None, "b": None, "c": None, "d": 50}]


def test_the_whole_is_hidden_where_all_is_small_in_one_telling() -> None:
    assert hide([{"a": 3, "b": 9}], limit=10) is None
    assert hide([{"a": 30}, {"x": 5, "y": 5, "z": 5, "v": 5, "w": 5, "u": 5}], limit=10) is None


def test_tellings_of_different_totals_are_refused() -> None:
    with pytest.raises(ValueError, match="one total"):
        hide([{"a": 30}, {"x": 31}], limit=10)
    with pytest.raises(ValueError, match="below 3"):
        hide([{"a": 30}], limit=2)


@given(COUNTS, st.integers(3, 20))
def test_nothing_small_is_shown_and_nothing_shown_is_changed(counts: dict[int, int], limit: int) -> None:
    found = hide([counts], limit=limit)
    if found is None:
        assert any(0 < count < limit for count in counts.values())
        return
    for key, count in counts.items():
        assert found[0][key] in (None, count)
        assert found[0][key] is None or not 0 < count < limit


@given(COUNTS, st.integers(3, 12))
def test_who_subtracts_finds_every_small_count_possible(counts: dict[int, int], limit: int) -> None:
    """The attack: the total less what is shown, over the least that each of the others can be."""
    found = hide([counts], limit=limit)
    if found is None:
        return
    [shown] = found
    hidden = [key for key, count in shown.items() if count is None]
    together = sum(counts.values()) - sum(count for count in shown.values() if count is not None)
    large = [key for key in hidden if counts[key] >= limit]
    for key in hidden:
        if counts[key] >= limit:
            continue
        least = sum(limit if other in large else 1 for other in hidden if other != key)
        assert large, "without a larger count beside them the small ones have a most that they can be together"
        assert together - least >= limit - 1, "the count cannot be as large as small counts are"


@pytest.mark.parametrize("limit", [3, 4])
def test_who_tries_all_worlds_finds_every_small_count_possible(limit: int) -> None:
    """The strongest attack: run the rule on every possible set of counts, and keep those that would be shown so."""
    worlds: dict[Any, list[tuple[int, ...]]] = defaultdict(list)
    most = 4 * limit
    for counts in product(range(most + 1), repeat=4):
        found = hide([dict(enumerate(counts))], limit=limit)
        if found is not None:
            worlds[sum(counts), tuple(found[0].values())].append(counts)
    small = set(range(1, limit))
    tried = 0
    for (total, shown), possible in worlds.items():
        # Beyond this a larger count of the true world may lie outside of those that were tried.
        if total > most:
            continue
        for at, count in enumerate(shown):
            seen = {one[at] for one in possible}
            if count is None and seen & small:
                tried += 1
                assert seen >= small, f"{shown} of {total}: at {at} only {seen}"
    assert tried > 50
