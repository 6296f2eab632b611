"""The figures of one measure, their quotes, and where they stand."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagi.reading import figures, mending
from tsunagi.reading.document import read
from tsunagi.reading.figures import LONGEST_CELL, Figures
from tsunagi.reading.model import Column, Fragment, Narrative


def find(**texts: str) -> Figures:
    """The figures of cells that stand in a source one behind the other, in the order of their names here."""
    fragments, at = {}, 0
    for column, text in texts.items():
        fragments[column] = (Fragment(text, (at, at + len(text))),)
        at += len(text) + 1
    mended = {column: mending.join(runs) for column, runs in fragments.items()}
    return figures.find(mended, fragments, "FY2024")


GOAL = "令和6年度に茶の間の利用者数を300人以上とする。"
STATUS = "茶の間を続けた。令和6年度の茶の間の利用者数は320人であった。"


def test_a_quote_has_the_words_that_name_the_number() -> None:
    found = find(goal=GOAL, status=STATUS)
    assert [one.quote for one in found.targets] == ["令和6年度に茶の間の利用者数を300人以上"]
    assert [one.quote for one in found.actuals] == ["令和6年度の茶の間の利用者数は320人"]


def test_a_clause_too_long_for_a_quote_is_left_out() -> None:
    lead = "隣り合う町の住民が週に一度ずつ集まって話をしながら昼の食事を共にする茶の間の利用者数を"
    assert [one.quote for one in find(goal=f"{lead}300人以上とする。").targets] == ["300人以上"]


def test_an_actual_answers_its_target() -> None:
    found = find(goal=GOAL, status=STATUS)
    assert [(one.value, one.unit, one.as_of, one.target) for one in found.actuals] == [(Decimal(320), "人", "FY2024", 0)]


def test_a_target_without_unit_takes_that_of_its_answer_and_the_other_way_round() -> None:
    no_unit = "茶の間の利用者数を300以上とする。"
    assert [one.unit for one in find(goal=no_unit, status="茶の間の利用者数は320人であった。").targets] == ["人"]
    assert [one.unit for one in find(goal=no_unit, status="").targets] == [None]
    answers = find(goal=GOAL, status="茶の間の利用者数は、320であった。").actuals
    assert [(one.unit, one.target) for one in answers] == [("人", 0)]


def test_a_share_of_two_reported_figures_is_worked_out_and_marked() -> None:
    found = find(
        goal="訪問件数を相談受付件数の50%とする。",
        status="令和6年度の訪問件数は30件、令和6年度の相談受付件数は40件であった。",
    )
    derived = [one for one in found.actuals if one.derived]
    assert [(one.value, one.unit, one.target) for one in derived] == [(Decimal("75.0"), "%", 0)]
    assert "30件" in derived[0].quote
    assert "40件" in derived[0].quote


def test_a_share_of_figures_of_two_years_is_not_worked_out() -> None:
    found = find(
        goal="訪問件数を相談受付件数の50%とする。",
        status="令和5年度の訪問件数は30件、令和6年度の相談受付件数は40件であった。",
    )
    assert not [one for one in found.actuals if one.derived]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("茶の間を開く。これにより、隣同士の縁を結ぶ。", ["これにより、隣同士の縁を結ぶ。"]),
        ("声をかけることにより、気付きにつなげる。", ["声をかけることにより、気付きにつなげる。"]),
        ("茶の間を開く。", []),
    ],
)
def test_clauses_that_say_how_it_works_are_kept_in_their_own_words(text: str, told: list[str]) -> None:
    found = find(overview=text)
    assert [one.text for one in found.narrative] == told
    assert all(one.span == (text.index(one.text), len(text)) for one in found.narrative)


def test_a_cell_too_long_for_a_plan_is_not_searched_and_is_doubtful(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_text(f"No.,施策名,目標,達成状況\n1,茶の間,{GOAL},{STATUS * (LONGEST_CELL // len(STATUS) + 1)}\n", encoding="utf-8")
    document = read(path)
    assert [len(one.targets) for one in document.measures] == [1]
    assert [one.actuals for one in document.measures] == [()]
    assert [one.column for one in document.doubts if str(LONGEST_CELL) in one.what] == ["status"]


pieces = st.sampled_from(
    ["茶の間の", "利用者数", "を", "は", "、", "。", "300人", "５０％", "以上", "約", "とする", "であった", "令和6年度",
     "増加", "（", "）", "・", " ", "全ての市町村において"]
)
cell = st.lists(pieces, max_size=14).map("".join)


@given(cell, cell, cell, cell)
def test_every_quote_stands_letter_for_letter_at_its_place(overview: str, goal: str, status: str, review: str) -> None:
    texts: dict[Column, str] = {"overview": overview, "goal": goal, "status": status, "review": review}
    source = "\n".join(texts.values())
    found = find(**texts)
    for one in (*found.targets, *found.actuals, *found.narrative):
        quote = one.text if isinstance(one, Narrative) else one.quote
        assert quote
        assert one.span is not None
        assert "".join(source[int(one.span[0]) : int(one.span[1])].split()) == "".join(quote.split())
    for actual in found.actuals:
        assert actual.target is None or 0 <= actual.target < len(found.targets)
