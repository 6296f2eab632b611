"""The title and the fiscal year that a document gives itself."""

from __future__ import annotations

import pytest

from tsunagi.reading import cover
from tsunagi.reading.model import Fragment, Line, Row, Source


def _source(*blocks: str | tuple[str, ...]) -> Source:
    """A line for each string, a row for each tuple."""
    made: list[Line | Row] = []
    for block in blocks:
        if isinstance(block, str):
            made.append(Line(Fragment(block, (0, len(block)))))
        else:
            made.append(Row(tuple((Fragment(cell, (0, len(cell))),) if cell else () for cell in block)))
    return Source("text", "a.txt", "0", tuple(made))


TABLE = ("番号", "施策名", "目標")


@pytest.mark.parametrize(
    ("blocks", "title", "year"),
    [
        (("みずほ市つながり計画の実施状況(令和6年度)", TABLE), "みずほ市つながり計画の実施状況(令和6年度)", "FY2024"),
        (("参考資料1", "みずほ市つながり計画 進捗状況", "令和5年度", TABLE), "みずほ市つながり計画 進捗状況", "FY2023"),
        (("みずほ市つながり計画(令和6年3月1日決定)", TABLE), "みずほ市つながり計画(令和6年3月1日決定)", None),
        ((("", "つながり施策一覧 R6年度", ""), TABLE), "つながり施策一覧 R6年度", "FY2024"),
        ((TABLE, "令和6年度の計画"), None, None),
        (("みずほ市つながり計画(令和6年度～令和10年度)", TABLE), "みずほ市つながり計画(令和6年度～令和10年度)", None),
    ],
)
def test_title_and_year_of_first_lines(
    blocks: tuple[str | tuple[str, ...], ...], title: str | None, year: str | None
) -> None:
    source = _source(*blocks)
    assert cover.title(source) == title
    assert cover.fiscal_year(source, []) == year


def test_year_that_most_goals_speak_of_where_the_title_has_none() -> None:
    goals = [{"goal": text} for text in ("令和7年度に実施する。", "令和7年度も続ける。", "令和10年度までに増やす。", "続ける。")]
    assert cover.fiscal_year(_source("つながり計画"), goals) == "FY2025"


def test_later_of_two_years_as_frequent_in_the_status_where_no_goal_names_one() -> None:
    measures = [{"goal": "続ける。", "status": "令和5年度は3回。令和6年度は4回。"}]
    assert cover.fiscal_year(_source("つながり計画"), measures) == "FY2024"
