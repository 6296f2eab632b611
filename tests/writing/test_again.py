"""A measure that serves several sections is said again (再掲) under each of the others, by its number and title."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.writing.test_round_trip import FORMATS, document, measure, round_trip, same
from tsunagi.reading.model import Document
from tsunagi.writing import Format
from tsunagi.writing.table import Entry, Heading, follow_up

_TEXTS = ("年に十回は町の人を訪ねる取組を行う。", "令和6年度に10回以上訪ねる。", "11回訪ねた。", "続ける。")


def serving(*sections: tuple[str, ...]) -> Document:
    """A plan whose measures stand in these sections, each in several."""
    made = (measure(at, "", (f"見守り訪問の充実その{at}", *_TEXTS)) for at in range(1, len(sections) + 1))
    return document(*(replace(one, sections=names) for one, names in zip(made, sections, strict=True)))


def rows(made: Document) -> list[tuple[str, ...]]:
    """The rows of the table: a heading by itself, a measure by its number and title."""
    table = follow_up("計画", None, made.measures, made.headings, {})
    return [(row.text,) if isinstance(row, Heading) else row.cells[:2] for row in table.rows]


def test_a_measure_stands_again_behind_the_other_sections_own() -> None:
    assert rows(serving(("1-1", "1-2"), ("1-2",), ("1-3",))) == [
        ("(1) 第1の基本方針",),
        ("① 第1の区分",),
        ("1", "見守り訪問の充実その1"),
        ("② 第2の区分",),
        ("2", "見守り訪問の充実その2"),
        ("1", "(再掲)見守り訪問の充実その1"),
        ("③ 第3の区分",),
        ("3", "見守り訪問の充実その3"),
    ]


def test_a_section_of_nothing_but_others_measures_stands_in_its_order() -> None:
    assert [row for row in rows(serving(("1-1", "1-2", "3-1"), ("2-1",))) if len(row) == 1 or "再掲" in row[1]] == [
        ("(1) 第1の基本方針",),
        ("① 第1の区分",),
        ("② 第2の区分",),
        ("1", "(再掲)見守り訪問の充実その1"),
        ("(2) 第2の基本方針",),
        ("① 第1の区分",),
        ("(3) 第3の基本方針",),
        ("① 第1の区分",),
        ("1", "(再掲)見守り訪問の充実その1"),
    ]


def test_what_is_said_again_is_the_number_and_the_title() -> None:
    table = follow_up("計画", None, serving(("1-1", "1-2")).measures, (), {"備考": ["町で行う。"]})
    first, again = (row.cells for row in table.rows if isinstance(row, Entry))
    assert first[-1] == "町で行う。"
    assert again == ("1", "(再掲)見守り訪問の充実その1", *[""] * 7)


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    "sections",
    [
        (("1-1", "1-2"), ("1-2",), ("1-2", "2-1"), ("2-1",)),
        (("1-1", "1-2", "3-4"), ("2-1", "3-4"), ("2-2",), ("4-1",)),
        (("1-1",), ("2-1", "1-1"), ("2-2", "1-1", "2-1")),
        (("1-2", "1-3", "2-2"), ("1-2", "1-3"), ("3-1",)),
    ],
    ids=str,
)
def test_sections_read_back(kind: Format, sections: tuple[tuple[str, ...], ...], tmp_path: Path) -> None:
    made = serving(*sections)
    back = round_trip(made, kind, tmp_path)
    same(made, back)
    assert tuple(one.sections for one in back.measures) == sections
    assert not [doubt for doubt in back.doubts if doubt.column == "number"]
