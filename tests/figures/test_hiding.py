"""Small counts stay hidden from somebody who has everything that was ever published and subtracts."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tsunagi.figures.rules.audit import Block, Contradiction, Kept, Told, leak
from tsunagi.figures.rules.definitions import Said
from tsunagi.figures.rules.hiding import hidden
from tsunagi.figures.rules.periods import months_of
from tsunagi.figures.rules.tables import Table, draft, truth

LIMIT = 5
MONTHS = (202504, 202505, 202506)


def said(**more: Any) -> Said:
    plain: dict[str, Any] = {"kind": "count", "counted": ("x", "y"), "by": "area", "grain": "month"}
    return Said(code="c", name="n", name_en="", unit="u", unit_en="", source="referral", **{**plain, **more})


DEFINITIONS = {
    "both by area": said(),
    "both": said(by=""),
    "one of them by area": said(counted=("x",)),
    "share by area": said(kind="share", counted=("x",), out_of=("x", "y")),
    "share": said(kind="share", counted=("x",), out_of=("x", "y"), by=""),
    "both by topic": said(by="topic"),
}
PERIODS = ("2025-04", "2025-05", "2025-06", "2025-04/2025-06", "FY2025")
#: For each month and part how many records there are with each pair of area and topic.
WORLDS = st.dictionaries(
    st.tuples(st.sampled_from(MONTHS), st.sampled_from("xy"), st.sampled_from("ab"), st.sampled_from("st")),
    st.integers(0, 14),
    max_size=24,
)
ORDERS = st.permutations([(name, period) for name in DEFINITIONS for period in PERIODS]).map(lambda all_: all_[:9])


def counted(world: dict[tuple[int, str, str, str], int]) -> dict[tuple[int, str, str, str], int]:
    found: dict[tuple[int, str, str, str], int] = {}
    for (month, part, area, topic), number in world.items():
        for key in (("", ""), ("area", area), ("topic", topic)):
            found[month, *key, part] = found.get((month, *key, part), 0) + number
    return {key: number for key, number in found.items() if number}


def numbers(table: Table) -> list[tuple[frozenset[tuple[int, str, str]], int, bool, bool]]:
    """What a reader has of a table: (month, area, part) sets, their sums, whether they are shown, and whether a reader
    knows of a hidden one that it is."""
    found = []
    for at, layer in enumerate(table.said.layers):
        for value, numbers_ in [("", table.whole), *table.cells.items()]:
            areas = "ab" if table.said.by != "area" or not value else value
            if value and table.said.by != "area":
                continue
            atoms = frozenset((month, area, part) for month in months_of(table.period) if month in MONTHS
                              for area in areas for part in layer)  # fmt: skip
            is_shown = table.shows == "cells" and value not in table.hidden if value else table.shows != "nothing"
            found.append((atoms, numbers_[at], is_shown, table.shows == "cells" or not table.said.by))
    return found


@given(WORLDS, ORDERS)
@settings(max_examples=120)
def test_who_subtracts_whatever_was_published_finds_no_small_count(
    world: dict[tuple[int, str, str, str], int], order: list[tuple[str, str]]
) -> None:
    """The attack goes another way than the rule: it takes sums from sums and adds those that do not meet, again and
    again, and looks whether what comes out bounds a hidden small number."""
    counts = counted(world)
    tables: list[Table] = []
    for name, period in order:
        table, given_away = draft(DEFINITIONS[name], period, counts, limit=LIMIT, beside=tables)
        if given_away is None:
            tables.append(table)
    told = {atoms: number for table in tables for atoms, number, is_shown, _known in numbers(table) if is_shown}
    for _round in range(2):
        for (one, more), (other, less) in combinations(list(told.items()), 2):
            if one > other:
                told.setdefault(one - other, more - less)
            elif other > one:
                told.setdefault(other - one, less - more)
            elif not one & other and len(told) < 400:
                told.setdefault(one | other, more + less)
    for table in tables:
        for atoms, number, is_shown, is_known in numbers(table):
            if is_shown or not 0 < number < LIMIT:
                continue
            least = max((less for inner, less in told.items() if inner <= atoms), default=0)
            most = min((more for outer, more in told.items() if outer >= atoms), default=99)
            assert most - least >= LIMIT - 2
            assert not is_known or (least <= 1 and most >= LIMIT - 1)


@given(st.dictionaries(st.sampled_from("abcdef"), st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=6))
def test_a_table_alone_passes_the_audit(cells: dict[str, tuple[int, int]]) -> None:
    """What the rule of one table lets through, the audit does too, though it knows more than a reader."""
    counts = {(202504, "area", v, p): n for v, both in cells.items() for p, n in zip("xy", both, strict=True) if n}
    for part, at in (("x", 0), ("y", 1)):
        counts[202504, "", "", part] = sum(both[at] for both in cells.values())
    share = DEFINITIONS["share by area"]
    table, given_away = draft(share, "2025-04", counts, limit=LIMIT, beside=[])
    assert given_away is None
    whole, shown = truth(share, "2025-04", counts)
    kept = hidden(shown, limit=LIMIT)
    assert table.shows == ("nothing" if any(0 < one < LIMIT for one in whole) else "whole" if kept is None else "cells")


@given(st.dictionaries(st.sampled_from("abcdef"), st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=6))
def test_nothing_small_is_shown(cells: dict[str, tuple[int, int]]) -> None:
    kept = hidden(cells, limit=LIMIT)
    for value, both in cells.items():
        if kept is not None and value not in kept:
            assert not any(0 < one < LIMIT for one in both)


def test_what_was_hidden_stays_hidden() -> None:
    assert hidden({"a": (20,), "b": (30,), "c": (40,)}, limit=5, before={"b"}) == {"b"}


# --- the audit ---


def block(months: tuple[int, ...]) -> Block:
    return Block(frozenset((month, 0) for month in months), frozenset("x"))


@pytest.mark.parametrize(
    ("told", "small", "gives"),
    [
        ([], 3, False),
        ([(MONTHS, 3)], 3, True),
        ([(MONTHS, 30)], 3, False),
        ([(MONTHS, 30), (MONTHS[1:], 27)], 3, True),
        ([(MONTHS, 30), (MONTHS[1:], 26)], 4, True),
        ([(MONTHS, 30), (MONTHS[2:], 26)], 3, False),
        ([(MONTHS, 30), (MONTHS[2:], 27)], 2, True),
    ],
)
def test_a_month_is_found_where_the_rest_of_the_quarter_is_known(
    told: list[tuple[tuple[int, ...], int]], small: int, gives: bool
) -> None:
    of = block(MONTHS[:1])
    found = leak([Told(block(months), number) for months, number in told], [Kept(of, small, LIMIT, True)], [])
    assert found == (of if gives else None)


def test_numbers_of_no_one_world_are_refused() -> None:
    with pytest.raises(Contradiction):
        leak([Told(block(MONTHS), 3), Told(block(MONTHS[:1]), 9)], [], [])


def test_one_definition_less_another_is_found() -> None:
    """All who were sent by area, and how many of them were met: in one area the others are few. Alone the share would
    hide that area and the other; beside the counts its total is all that is left."""
    counts = {(202504, "area", "a", "x"): 40, (202504, "area", "a", "y"): 2, (202504, "area", "b", "x"): 40,
              (202504, "area", "b", "y"): 38, (202504, "", "", "x"): 80, (202504, "", "", "y"): 40}  # fmt: skip
    ones = DEFINITIONS["one of them by area"]
    alone, _none = draft(ones, "2025-04", counts, limit=LIMIT, beside=[])
    assert (alone.shows, alone.hidden) == ("cells", frozenset())
    both, _none = draft(DEFINITIONS["both by area"], "2025-04", counts, limit=LIMIT, beside=[])
    beside, given_away = draft(ones, "2025-04", counts, limit=LIMIT, beside=[both])
    assert (beside.shows, given_away) == ("whole", None), "42 less 40 would be told"
