"""Why two measures are taken for one, in words."""

from __future__ import annotations

from dataclasses import replace

from tsunagi.register.rules.matching import Known, match

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
