"""What is written reads back equal, cell for cell, in every format."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.shared import shared_path
from tsunagi.judging.verdict import assess
from tsunagi.reading.document import read
from tsunagi.reading.model import COLUMNS, Cell, Document, Measure
from tsunagi.writing import Format, write, write_measures
from tsunagi.writing.table import HEADINGS

FORMATS: tuple[Format, ...] = ("csv", "xlsx", "docx", "html", "pdf")
TEXTS = (
    "見守り隊が月に2回、ひとり暮らしの人を訪ねる。",
    "=合計ではない。+記号で始まる文。",
    "「引用」と、コンマ,と\"引用符\"を含む。",
    "Life in Town の催しを開き、R5:54.4%、R6:57.4%となった。",
    "<b>印ではない</b> & 記号。",
    "長い文。" * 60,
)


def measure(number: int, section: str, texts: tuple[str, ...], urls: tuple[str, ...] = ()) -> Measure:
    cells = {column: Cell(text, "whole", "") for column, text in zip(COLUMNS, texts, strict=True)}
    return Measure(number, "read", (section,), cells, ("内閣府", "こども家庭庁"), urls)


def document(*measures: Measure) -> Document:
    return Document("made-up.txt", "0" * 64, "text", "みなと県の実施状況(令和6年度)", "FY2024", None, (), measures, ())


def same(one: Document, two: Document, *, spaces: bool = True) -> None:
    def text(measure: Measure, column: str) -> str:
        found = measure.cells[column].text if column in measure.cells else ""
        return found if spaces else re.sub(r"\s", "", found)

    assert [m.number for m in one.measures] == [m.number for m in two.measures]
    assert [m.sections[:1] for m in one.measures] == [m.sections[:1] for m in two.measures]
    assert [m.ministries for m in one.measures] == [m.ministries for m in two.measures]
    assert [m.urls for m in one.measures] == [m.urls for m in two.measures]
    for column in COLUMNS:
        assert [text(m, column) for m in one.measures] == [text(m, column) for m in two.measures]


def round_trip(made: Document, kind: Format, folder: Path) -> Document:
    path = folder / f"out.{kind}"
    write(made, [assess(one, date(2025, 3, 31)) for one in made.measures], kind, path)
    return read(path)


@pytest.mark.parametrize("kind", FORMATS)
def test_a_register_reads_back_equal(kind: Format, tmp_path: Path) -> None:
    address = "https://www.example.go.jp/kodoku_koritsu/torikumi/soudan/2024/madoguchi_index.html"
    made = document(
        measure(1, "1-1", ("見守り訪問", *TEXTS[:4]), (address, "https://www.example.jp/")),
        measure(2, "1-1", ("居場所の確保", *TEXTS[1:5])),
        measure(3, "1-3", ("相談窓口の周知", TEXTS[5], TEXTS[0], "", TEXTS[3]), (address,)),
        measure(4, "3-2", ("担い手の養成", "", TEXTS[5], TEXTS[5], TEXTS[5])),
    )
    back = round_trip(made, kind, tmp_path)
    same(made, back, spaces=kind != "pdf")
    assert (back.title, back.fiscal_year) == (made.title, made.fiscal_year)


@pytest.mark.parametrize("kind", FORMATS)
def test_columns_behind_the_official_ones_change_nothing_that_reads_back(kind: Format, tmp_path: Path) -> None:
    measures = (
        measure(1, "1-1", ("見守り訪問", *TEXTS[:4]), ("https://www.example.jp/",)),
        measure(2, "1-1", ("居場所の確保", *TEXTS[1:5])),
        measure(3, "2-1", ("相談窓口の周知", TEXTS[5], TEXTS[0], TEXTS[2], TEXTS[3])),
    )
    made = document(*measures)
    added = {"予算額(千円)": ("1,200", "", "800"), "備考": ("=町で行う。", "県と\n行う。", "")}
    path = tmp_path / f"out.{kind}"
    write_measures(made.title or "", "FY2024", measures, kind, path, added=added)
    back = read(path)
    same(made, back, spaces=kind != "pdf")
    assert (back.title, back.fiscal_year) == (made.title, made.fiscal_year)


def test_added_columns_stand_behind_the_eight_official_ones(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    one = measure(1, "1-1", ("見守り訪問", *TEXTS[:4]))
    write_measures("計画", None, (one,), "csv", path, added={"備考": ("町で行う。",)})
    rows = [line.split(",") for line in path.read_text(encoding="utf-8-sig").splitlines()]
    assert rows[1] == [*HEADINGS, "備考"]
    assert rows[-1][-1] == "町で行う。"
    with pytest.raises(ValueError):
        write_measures("計画", None, (one,), "csv", path, added={"備考": ()})


def test_a_workbook_without_verdicts_has_no_sheet_for_them(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    path = tmp_path / "out.xlsx"
    write_measures("計画", "FY2024", (measure(1, "1-1", ("見守り訪問", *TEXTS[:4])),), "xlsx", path)
    assert load_workbook(path).sheetnames == ["実施状況"]


@pytest.mark.parametrize("kind", FORMATS)
def test_the_real_follow_up_table_reads_back_equal(kind: Format, tmp_path: Path) -> None:
    made = read(shared_path("source/000_e2656c87001df674.txt"))
    same(made, round_trip(made, kind, tmp_path), spaces=kind != "pdf")


WORDS = st.text(alphabet="孤立見守り訪問する「」、。・ー一二三AaZz09%,;:=+-@'\"<>&()", min_size=1, max_size=60)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "docx", "html"])
@settings(max_examples=25)
@given(texts=st.lists(WORDS, min_size=4, max_size=4))
def test_any_text_reads_back_equal(kind: Format, texts: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    made = document(measure(1, "1-1", ("見守り訪問の充実", *(f"この町では{one}を行う。" for one in texts))))
    same(made, round_trip(made, kind, tmp_path_factory.mktemp("out")))


def test_figures_and_verdicts_stand_on_a_sheet_of_their_own(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    source = tmp_path / "table.txt"
    source.write_text(
        "施策No.\t施策名\t目標\t実施状況\n1\t相談\t令和6年度に相談件数を100件以上とする。\t令和6年度の相談件数は120件であった。\n",
        encoding="utf-8",
    )
    made = read(source)
    write(made, [assess(one, date(2025, 3, 31)) for one in made.measures], "xlsx", tmp_path / "out.xlsx")
    plan, figures = load_workbook(tmp_path / "out.xlsx").worksheets
    assert plan.freeze_panes == "C4" and plan.page_setup.orientation == "landscape"
    assert plan.sheet_properties.pageSetUpPr.fitToPage
    values = [[cell.value for cell in row] for row in figures.iter_rows(min_row=2)]
    assert [(row[4], row[8], row[10]) for row in values] == [(100, 120, "達成")]
