"""Why two measures are taken for one, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.register import samples
from tsunagi.register.rules.matching import Known, match
from tsunagi.register.rules.proposals import propose
from tsunagi.register.rules.readings import cell

BEFORE = Known(
    key=1,
    number=1,
    title="ひとり暮らしの高齢者の見守り活動の推進",
    title_state="whole",
    ministries=("厚生労働省",),
    sections=("1-1",),
    texts={"overview": "ひとりで暮らす高齢者の家を訪ね、困りごとを聞く。"},
)
AFTER = replace(BEFORE, key=2, title="ひとり暮らし高齢者の見守り活動の推進")


def test_texts_are_compared_where_both_have_some() -> None:
    (found,) = match([BEFORE], [AFTER])
    assert (found.earlier, found.later) == (1, 2)
    assert "文章の100%の文字が一致、担当も同じ" in found.because and "of the texts' letters agree" in found.because


def test_nothing_is_said_of_texts_that_are_not_there() -> None:
    (found,) = match([replace(BEFORE, texts={"overview": ""})], [AFTER])
    assert (found.earlier, found.later) == (1, 2)
    assert "の文字が一致、担当も同じ" in found.because
    assert "文章" not in found.because and "texts" not in found.because


def test_a_title_that_stands_twice_is_told_apart_by_its_number() -> None:
    twice = [replace(BEFORE, key=key, number=number, texts={}) for key, number in ((1, 85), (2, 139))]
    again = [replace(one, key=one.key + 10) for one in twice]
    found = match(twice, again)
    assert [(one.earlier, one.later, one.relation, one.certain) for one in found] == [
        (1, 11, "same", True),
        (2, 12, "same", True),
    ]
    moved = [replace(again[0], number=86), again[1]]
    assert [(one.earlier, one.later, one.certain) for one in match(twice, moved)] == [(1, 11, False), (2, 12, True)]


@pytest.mark.parametrize("part_first", [True, False])
def test_a_part_of_a_measure_does_not_take_its_place(part_first: bool) -> None:
    part = "相談員を置いて相談に応じるとともに、孤立の実態を毎年調べて公表する。"
    whole = f"地域の居場所をつくり、子どもや高齢者が集まる場を広げ、{part}"
    told = [samples.reading(1, "相談と調査"), samples.reading(2, "居場所づくり")]
    for one, text in zip(told, (part, whole), strict=True):
        one["cells"]["overview"] = cell(text)
    known = {**told[1], "number": 9}
    found = propose(
        told=told if part_first else told[::-1],
        doubts=[],
        ours={},
        neighbours={7: known},
        neighbour_is_later=False,
        neighbour_name="前の版",
    )
    assert {one.number: (one.measure, one.relation, one.other, one.certain) for one in found} == {
        2: (7, "moved", None, True),
        1: (None, "split", 7, False),
    }
    assert "前の版の一つの施策の中にある" in next(one.because for one in found if one.number == 1)
