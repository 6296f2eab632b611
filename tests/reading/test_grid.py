"""Clean tables of every shape: each measure once, each cell under its heading, each number and section in its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reading.tables import HEADINGS, source, table, texts
from tsunagi.reading import grid
from tsunagi.reading.model import Record, Unreadable


def read(text: str, **more: object) -> list[Record]:
    return grid.records(source(text, **more)).records  # type: ignore[arg-type]


def numbers(records: list[Record]) -> list[tuple[int | None, str]]:
    return [(one.number, one.number_state) for one in records]


def row(number: str, title: str, ministry: str = "総務省") -> list[str]:
    return [
        number,
        title,
        f"{title}を行い、人と人とのつながりを支える。",
        f"{title}を年間30回以上実施する。",
        f"{title}を32回実施した。",
        "引き続き実施する。",
        "",
        ministry,
    ]


def test_each_cell_stands_under_its_heading_with_its_place() -> None:
    text = table(row("1", "見守りの訪問"))
    (record,) = read(text)
    assert texts(record) == {
        "title": "見守りの訪問",
        "overview": "見守りの訪問を行い、人と人とのつながりを支える。",
        "goal": "見守りの訪問を年間30回以上実施する。",
        "status": "見守りの訪問を32回実施した。",
        "review": "引き続き実施する。",
        "ministries": "総務省",
    }
    for runs in record.columns.values():
        assert all(text[int(run.span[0]) : int(run.span[1])] == run.text for run in runs)


def test_no_table_is_one_sentence() -> None:
    with pytest.raises(Unreadable, match=" / "):
        read("文章だけの文書です。\nもう一行。")


def test_ministry_may_stand_first_and_the_number_nowhere() -> None:
    headings = "担当課\t事業名\t事業の概要\t目標"
    rows = ["福祉課", "見守り", "訪問する。", "年に10回以上行う。"], ["健康推進課", "居場所", "集う。", "5か所に設ける。"]
    found = read(table(*rows, headings=headings))
    assert numbers(found) == [(1, "inferred"), (2, "inferred")]
    assert [texts(found[1])[role] for role in ("ministries", "title", "overview", "goal")] == rows[1]


def test_heading_row_on_every_page_is_no_measure() -> None:
    text = "\n".join([table(row("1", "見守り")), table(row("2", "居場所")), table(row("3", "電話相談"))])
    assert numbers(read(text)) == [(1, "read"), (2, "read"), (3, "read")]


def test_a_row_that_goes_on_behind_a_page_is_joined() -> None:
    first, rest = row("1", "見守り"), [""] * 8
    first[3], rest[3] = "見守りを年間", "30回以上実施する。"
    for kind in ("pdf", "xlsx", "text"):
        found = read(table(first, rest, row("2", "居場所")), kind=kind, pages=2 if kind == "pdf" else None)
        assert numbers(found) == [(1, "read"), (2, "read")]
        assert texts(found[0])["goal"] == "見守りを年間30回以上実施する。"


def test_goals_in_rows_of_their_own_are_all_kept() -> None:
    first, rest = row("1", "見守り"), [""] * 8
    first[3], rest[3] = "相談件数を年間100件以上とする。", "相談件数を年間200件以上とする。"
    for kind in ("xlsx", "text"):
        (record,) = read(table(first, rest), kind=kind)
        assert texts(record)["goal"] == "相談件数を年間100件以上とする。相談件数を年間200件以上とする。"


def test_a_gap_in_the_numbers_melts_nothing_in_a_clean_table() -> None:
    two = row("2", "居場所", "総務省 法務省")
    two[2], two[3] = "場を設ける。 運営を支える。", "5か所とする。 10人を養成する。"
    found = read(table(row("1", "見守り"), two, row("4", "電話相談")), kind="xlsx")
    assert numbers(found) == [(1, "read"), (2, "read"), (4, "read")]


def test_sections_stand_as_rows_between_the_measures() -> None:
    text = table(
        ["(1)知る社会", *[""] * 7],
        ["①実態の把握", *[""] * 7],
        row("1", "調査"),
        ["②情報の発信", *[""] * 7],
        row("2", "広報"),
        ["(2)支える社会", *[""] * 7],
        ["①", "相談の充実", *[""] * 6],
        row("3", "電話相談"),
    )
    assert [one.sections for one in read(text)] == [("1-1",), ("1-2",), ("2-1",)]


def test_sections_without_numbers_stand_as_rows_over_the_whole_width() -> None:
    text = table(["暮らしを見守るまちづくり", *[""] * 7], row("1", "調査"), ["声をかけあうまちづくり", *[""] * 7], row("2", "広報"))
    assert [one.sections for one in read(text, kind="xlsx")] == [("1-1",), ("2-1",)]


def test_sections_stand_as_lines_between_tables() -> None:
    text = "\n".join(
        [HEADINGS, "基本目標1 知る", "\t".join(row("1", "調査")), "基本目標2 支える", "\t".join(row("2", "電話相談"))]
    )
    assert [one.sections for one in read(text)] == [("1-1",), ("2-1",)]


def test_sections_stand_in_columns_of_their_own() -> None:
    headings = "基本目標\t施策の方向\t事業名\t目標\t担当課"
    text = table(
        ["知る", "調査", "実態の調査", "年に1回", "福祉課"],
        ["", "", "聞き取り", "年に2回", "福祉課"],
        ["", "広報", "広報紙", "年に4回", "広報課"],
        ["支える", "相談", "電話相談", "年に99回", "福祉課"],
        ["支える", "相談", "訪問", "年に99回", "福祉課"],
        headings=headings,
    )
    found = read(text, kind="csv")
    assert [one.sections for one in found] == [("1-1",), ("1-1",), ("1-2",), ("2-1",), ("2-1",)]
    assert [texts(one)["title"] for one in found] == ["実態の調査", "聞き取り", "広報紙", "電話相談", "訪問"]


def test_numbers_that_begin_anew_in_each_section_are_counted_through() -> None:
    text = table(
        ["(1)知る社会", *[""] * 7],
        row("1", "調査"),
        row("2", "広報"),
        ["(2)支える社会", *[""] * 7],
        row("1", "電話相談"),
        row("2", "訪問"),
        row("3", "居場所"),
    )
    assert numbers(read(text, kind="xlsx")) == [(at, "inferred") for at in range(1, 6)]


@pytest.mark.parametrize("written", ["{}", "No.{}", "施策{}", "({})", "{}.", "（{}）"])
def test_numbers_are_written_in_several_ways(written: str) -> None:
    text = table(*(row(written.format(number), f"第{number}の事業") for number in (1, 2, 3)))
    assert numbers(read(text)) == [(1, "read"), (2, "read"), (3, "read")]


def test_circled_numbers_of_measures_open_no_sections() -> None:
    text = table(*(row(sign, f"{sign}の事業") for sign in "①②③"))
    found = read(text)
    assert numbers(found) == [(1, "read"), (2, "read"), (3, "read")]
    assert {one.sections for one in found} == {()}


def test_a_note_below_the_table_belongs_to_no_measure() -> None:
    text = table(row("1", "見守り"), ["※ 実績は見込みを含む。", *[""] * 7], ["", "(注)人数は延べである。", *[""] * 6])
    told = grid.records(source(text, kind="xlsx"))
    assert texts(told.records[0])["title"] == "見守り"
    assert [one.what[:4] for one in told.doubts] == ["表の注で"] * 2


def test_a_title_that_is_said_again_in_every_row_is_one_measure() -> None:
    headings = "事業名\t指標\t目標\t担当課"
    text = table(
        ["見守り", "回数", "年に10回", "福祉課"],
        ["見守り", "人数", "年に50人", "福祉課"],
        ["居場所", "数", "5か所", "福祉課"],
        headings=headings,
    )
    assert [texts(one)["title"][:3] for one in read(text, kind="csv")] == ["見守り", "居場所"]


words = st.text("見守り訪問相談居場所調査広報人材養成", min_size=3, max_size=10)


@given(st.lists(words, min_size=1, max_size=8, unique=True), st.integers(1, 90))
def test_every_measure_comes_back_once_and_in_order(titles: list[str], first: int) -> None:
    rows = [row(str(first + at), title) for at, title in enumerate(titles)]
    found = read(table(*rows), kind="csv")
    assert numbers(found) == [(first + at, "read") for at in range(len(titles))]
    assert [texts(one)["title"] for one in found] == titles


@given(st.lists(st.lists(st.text("a1見。 |①(", max_size=8), max_size=10), max_size=8))
def test_any_rows_are_read_or_refused_in_a_sentence(rows: list[list[str]]) -> None:
    text = table(*rows)
    for one in read(text):
        for runs in (*one.columns.values(), *one.others.values()):
            assert all(text[int(run.span[0]) : int(run.span[1])] == run.text for run in runs)


def test_a_part_of_a_table_may_begin_with_any_number() -> None:
    noise = ["", "", "", "= 10 1/2 ## 見", "", "", "", "_ , %"]
    assert numbers(read(table(noise, row("57", "見守り"), row("58", "居場所")))) == [(57, "read"), (58, "read")]
    assert numbers(read(table(row("", "調査"), row("57", "見守り"), row("58", "居場所")))) == [
        (56, "inferred"),
        (57, "read"),
        (58, "read"),
    ]


def test_a_short_row_of_a_file_with_columns_only_ends_early() -> None:
    headings = "施策名\t施策の概要\t目標\t目標の達成状況\t担当府省庁"
    text = table(["見守り", "訪ねる。", "総務省"], ["居場所", "開く。", "5か所", "6か所", "総務省", "余り"], headings=headings)
    first, second = grid.records(source(text, "csv")).records
    assert [texts(first).get(role) for role in ("title", "overview", "goal", "status")] == ["見守り", "訪ねる。", "総務省", None]
    assert texts(second)["ministries"] == "総務省"


def test_a_measure_whose_few_cells_are_short_is_no_heading() -> None:
    rows = ["見守り", "12回", "10回"], ["相談窓口", "5回", "6回"], ["体操の教室", "9回", "8回"]
    found = grid.records(source(table(*rows, headings="事業名\t目標値\t実績値"), "csv")).records
    assert [texts(one)["title"] for one in found] == [row[0] for row in rows]


def test_who_is_in_charge_in_a_merged_cell_in_front_is_so_for_each_measure_beside_it() -> None:
    rows = ["福祉課", "見守り", "訪ねる。", "10件"], ["", "居場所", "開く。", "5か所"], ["健康課", "体操", "集う。", "9回"]
    found = grid.records(source(table(*rows, headings="担当課\t事業名\t事業の概要\t目標"), "xlsx")).records
    assert [texts(one)["ministries"] for one in found] == ["福祉課", "福祉課", "健康課"]


def test_nobody_is_put_in_charge_by_an_empty_cell_behind_the_title() -> None:
    rows = ["見守り", "訪ねる。", "10件", "福祉課"], ["居場所", "開く。", "5か所", ""]
    found = grid.records(source(table(*rows, headings="事業名\t事業の概要\t目標\t担当課"), "xlsx")).records
    assert [texts(one).get("ministries") for one in found] == ["福祉課", None]
