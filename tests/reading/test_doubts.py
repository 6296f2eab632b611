"""What a person is told to look at."""

from __future__ import annotations

from typing import Literal

from tsunagi.reading import doubts
from tsunagi.reading.model import Cell, Doubt, Fragment, Measure, Record

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


def test_what_was_mended_is_said_and_what_was_only_put_together_is_not() -> None:
    address, bodies = Fragment("https://www.example.go. ip/ a b/", (0, 0)), Fragment("厚生労慟省 総", (0, 0))
    record = Record(1, "read", (), {"urls": (address,), "ministries": (bodies,)})
    measure = Measure(1, "read", (), {}, ("厚生労働省", "総務省"), ("https://www.example.go.jp/a_b/",))
    assert [one.column for one in doubts.of_mending(record, measure)] == ["urls", "ministries"]
    sound = {"urls": (Fragment("https://www.example.go.jp/ a b/", (0, 0)),), "ministries": (Fragment("厚 総", (0, 0)),)}
    assert not list(doubts.of_mending(Record(1, "read", (), sound), measure))
