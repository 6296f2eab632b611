"""Targets and results out of cells that hold numbers: what they count, when, and which result answers which target."""

from __future__ import annotations

import pytest

from tests.reading.tables import source, table
from tsunagi.reading import grid, indicators
from tsunagi.reading.model import Actual, Target


def find(headings: str, *rows: str, year: str | None = None) -> tuple[list[Target], list[Actual]]:
    """The figures of the one measure that a table has; headings and cells are parted by |."""
    text = table(*(row.split("|") for row in rows), headings=headings.replace("|", "\t"))
    made = grid.records(source(text, "csv"))
    (record,) = made.records
    return indicators.find(record.figure_rows, made.units, year=year)


def answers(goal: str, status: str) -> list[tuple[str, int | None]]:
    """What is reported and the place of the target that it answers."""
    _, actuals = find("施策名|目標|達成状況|担当課", f"居場所|{goal}|{status}|福祉課")
    return [(str(one.value), one.target) for one in actuals]


@pytest.mark.parametrize(
    ("goal", "status", "expected"),
    [
        ("居場所の数15か所", "16か所", [("16", 0)]),
        ("15か所", "16か所", [("16", 0)]),
        ("新規10件、継続20件", "新規12件、継続18件", [("12", 0), ("18", 1)]),
        ("新規10件、継続20件", "30件", [("30", None)]),
        ("実施回数10回（参加者200人）", "12回（180人）", [("12", 0), ("180", 1)]),
        ("居場所の数15か所", "利用者の数16か所", [("16", None)]),
        ("居場所の数15か所", "16人", [("16", None)]),
        ("10か所から15か所", "16か所", [("16", 0)]),
        ("居場所の数の増加", "16か所（前年度14か所）", [("16", 0), ("14", None)]),
    ],
)
def test_a_result_answers_the_target_that_counts_the_same(
    goal: str, status: str, expected: list[tuple[str, int | None]]
) -> None:
    assert answers(goal, status) == expected


@pytest.mark.parametrize(
    ("heading", "year", "expected"),
    [
        ("実績値", "FY2024", "FY2023"),
        ("R6実績", None, "FY2023"),
        ("実績値(2024)", None, "2023"),
        ("実績値(R6~R8年度)", None, None),
        ("実績値", None, None),
    ],
)
def test_the_year_befores_number_has_its_own_year(heading: str, year: str | None, expected: str | None) -> None:
    _, actuals = find(f"施策名|目標値|{heading}|担当課", "居場所|15か所|16か所（前年度14か所）|福祉課", year=year)
    assert [(one.value, one.as_of) for one in actuals][1:] == [(14, expected)]
    assert [one.target for one in actuals] == [0, None]


def test_a_measures_title_gives_way_to_words_that_name_what_is_counted() -> None:
    targets, actuals = find("施策名|目標|達成状況|担当課", "居場所|利用者数300人|利用者数320人（うち子ども20人）|福祉課")
    assert [one.what for one in targets] == ["利用者数"]
    assert [one.what for one in actuals] == ["利用者数", "居場所 うち子ども"]


def test_an_indicators_name_stays_and_is_not_said_twice() -> None:
    headings = "施策名|指標|目標値|実績値|担当課"
    targets, actuals = find(headings, "居場所|子どもの利用者数|利用者数の増加|新規利用者数20人|福祉課")
    assert [one.what for one in targets] == ["子どもの利用者数"]
    assert [one.what for one in actuals] == ["子どもの利用者数 新規利用者数"]


@pytest.mark.parametrize(("heading", "cell"), [("基準値(R2)", "200人"), ("基準値", "200人(R2)"), ("基準値(R1)", "R2:200人")])
def test_a_baseline_that_stands_for_a_result_keeps_its_date(heading: str, cell: str) -> None:
    _, actuals = find(f"施策名|指標|{heading}|目標値(R8)|担当課", f"居場所|利用者数|{cell}|300人|福祉課", year="FY2024")
    assert [(one.value, one.as_of) for one in actuals] == [(200, "FY2020")]
