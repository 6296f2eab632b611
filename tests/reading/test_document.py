"""A document read as a whole: nothing is invented, everything leads back to its place, bad input ends in a sentence."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tsunagi.reading.document import read, to_json
from tsunagi.reading.model import Document, Unreadable

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "follow-up.txt"


@cache
def _example() -> Document:
    return read(EXAMPLE)


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_example_is_read_as_it_was_written() -> None:
    document = _example()
    assert document.title is not None
    assert "白波県つながり推進計画" in document.title
    assert document.fiscal_year == "FY2024"
    assert [measure.number for measure in document.measures] == list(range(1, 25))
    assert [measure.number for measure in document.measures if measure.number_state == "inferred"] == [11]
    sections = [measure.sections[0] for measure in document.measures]
    counts = {"1-1": 2, "1-2": 3, "1-3": 2, "2-1": 5, "2-2": 3, "3-1": 4, "3-2": 2, "4-1": 3}
    assert sections == [section for section, count in counts.items() for _ in range(count)]


def test_damage_of_the_example_is_found_where_it_is() -> None:
    damaged = {
        (measure.number, column): cell.state
        for measure in _example().measures
        for column, cell in measure.cells.items()
        if cell.state != "whole"
    }
    assert damaged == {
        (2, "overview"): "cut",
        (5, "goal"): "cut",
        (7, "review"): "noise",
        (10, "review"): "cut",
        (14, "status"): "cut",
        (17, "review"): "cut",
        (18, "overview"): "lost",
        (19, "goal"): "lost",
        (21, "overview"): "cut",
        (24, "review"): "cut",
    }


def test_every_quote_stands_at_its_place_in_the_source() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    found = [one for measure in _example().measures for one in (*measure.targets, *measure.actuals)]
    assert len(found) > 30
    for one in found:
        assert one.span is not None
        start, end = one.span[:2]
        assert _squeezed(text[int(start) : int(end)]) == _squeezed(one.quote)


def test_cells_hold_nothing_that_the_source_has_not() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    for measure in _example().measures:
        for cell in measure.cells.values():
            there = "".join(text[int(one.span[0]) : int(one.span[1])] for one in cell.fragments)
            assert _squeezed(cell.text) == _squeezed(there)


def test_json_has_every_key_for_a_column_that_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "goals.csv"
    path.write_text("No.,施策名,目標\n1,見守り,年に10回以上とする。\n2,居場所,年に20回以上とする。\n", encoding="utf-8")
    document = read(path)
    made = to_json(document, [()] * len(document.measures))
    assert set(made["measures"][0]["cells"]) >= {"title", "overview", "goal", "status", "review"}
    assert made["measures"][0]["cells"]["status"]["state"] == "lost"
    assert made["measures"][0]["targets"][0]["value"] == 10
    assert not [one for one in made["doubts"] if one["column"] == "status"]


def test_progress_goes_up_and_reaches_the_end() -> None:
    seen: list[int] = []
    read(EXAMPLE, progress=lambda done, total: seen.append(100 * done // total))
    assert seen == sorted(seen)
    assert seen[-1] == 100


@settings(max_examples=150)
@given(
    ending=st.sampled_from(["txt", "csv", "html", "pdf", "xlsx", "docx", ""]),
    cuts=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), st.binary(max_size=12)), min_size=1, max_size=8),
)
def test_mutated_file_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, ending: str, cuts: list[tuple[float, int, bytes]]
) -> None:
    content = EXAMPLE.read_bytes()[:3000]
    for place, length, instead in cuts:
        at = int(place * len(content))
        content = content[:at] + instead + content[at + length :]
    path = tmp_path_factory.getbasetemp() / f"mutated.{ending}"
    path.write_bytes(content)
    try:
        document = read(path)
    except Unreadable as error:
        assert " / " in str(error)
    else:
        assert document.measures
