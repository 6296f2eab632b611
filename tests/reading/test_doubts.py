"""What a person is told to look at."""

from __future__ import annotations

from typing import Literal

from tsunagi.reading import doubts
from tsunagi.reading.model import Cell, Doubt, Measure

WHOLE = Cell("全文。", "whole", "")
FILE = Doubt(None, "source", "文字のないページがある / A page has no text")


def _measure(
    number: int | None, *, state: Literal["read", "inferred"] = "read", who: tuple[str, ...] = ("総務課",), **cells: Cell
) -> Measure:
    return Measure(number, state, ("1-1",), {"title": WHOLE, **cells}, who, ())


def test_nothing_to_look_at_in_a_whole_document() -> None:
    assert doubts.find([], [_measure(1), _measure(2)]) == ()


def test_file_first_then_numbering_then_measures_in_order() -> None:
    cut = Cell("を開く。", "cut", "文の途中から始まる / It begins inside a sentence")
    measures = [_measure(1, goal=cut), _measure(2, state="inferred"), _measure(2), _measure(5, who=())]
    found = doubts.find([FILE], measures)
    assert [(one.number, one.column) for one in found] == [
        (None, "source"),
        (2, "number"),
        (3, "number"),
        (4, "number"),
        (1, "goal"),
        (2, "number"),
        (5, "ministries"),
    ]


def test_doubt_gives_the_reason_in_each_language() -> None:
    lost = Cell("", "lost", "欄が空 / It is empty")
    (found,) = doubts.find([], [_measure(1, status=lost)])
    japanese, english = found.what.split(" / ")
    assert "欄が空" in japanese
    assert "It is empty" in english


def test_missing_ministries_are_no_doubt_where_the_document_names_none() -> None:
    assert doubts.find([], [_measure(1, who=()), _measure(2, who=())]) == ()
