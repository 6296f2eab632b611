"""Cells that were read several times: rows that grow, rows that stammer, and two measures in one row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reading.tables import source, table, texts
from tsunagi.reading import grid
from tsunagi.reading.grid import readings
from tsunagi.reading.grid.readings import Words
from tsunagi.reading.model import Fragment

FIRST = "港の食堂を開き、働く人が夕飯を囲む場とする。"
SECOND = "畑の仲間を募り、採れた野菜を町内で分けあう。"
THIRD = "昔の歌を声に出して歌う教室を毎月のように開く。"


def runs(*pieces: str) -> list[Fragment]:
    found, at = [], 0
    for piece in pieces:
        found.append(Fragment(piece, (at, at + len(piece))))
        at += len(piece) + 1
    return found


def together(*pieces: str, above: tuple[str, ...] = ()) -> tuple[str, str, list[str]]:
    """The text of the cell above, that of the cell, and the readings beside it."""
    over = [Fragment(run.text, (run.span[0] + 10_000, run.span[1] + 10_000)) for run in runs(*above)]
    before, own, others = readings.together(runs(*pieces), Words(pieces), over)
    return readings.text_of(before), readings.text_of(own), [run.text for run in others]


def test_lines_that_go_on_are_put_together() -> None:
    assert together("港の食堂を開き、", "働く人が夕飯を囲む") == ("", "港の食堂を開き、働く人が夕飯を囲む", [])


def test_a_line_that_grows_is_taken_once_and_its_readings_are_kept() -> None:
    _, own, others = together(FIRST[:10], FIRST[:16], FIRST)
    assert own == FIRST
    assert others == [FIRST[:16], FIRST]


def test_each_line_stands_as_it_was_read_first() -> None:
    worse = FIRST.replace("食堂", "食常").replace("夕飯", "タ飯")
    assert together(FIRST, worse + SECOND)[1] == FIRST + SECOND


def test_a_better_end_takes_the_place_of_a_stammering_one() -> None:
    stammer = FIRST + "表記を" * 12
    assert together(stammer, FIRST + SECOND)[1] == FIRST + SECOND


def test_other_figures_are_no_second_reading() -> None:
    two = ("相談件数を年間100件以上とする。", "相談件数を年間200件以上とする。")
    assert together(*two)[1] == "".join(two)


def test_a_row_that_repeats_the_cell_above_gives_only_what_it_has_more() -> None:
    above, own, _ = together(f"{FIRST} {SECOND[:9]}", f"{FIRST} {SECOND}", above=(FIRST[:-4],))
    assert above == FIRST[:-4]
    assert own.replace(" ", "") == FIRST[-4:] + SECOND


@pytest.mark.parametrize(("text", "is_so"), [("では、" * 8, True), (FIRST, False), ("では、では、", False)])
def test_a_reader_that_lost_its_place_stammers(text: str, is_so: bool) -> None:
    assert readings.stammers(text) is is_so


def test_rows_that_grow_into_one_another_end_the_measure_above() -> None:
    """As where a table's rows were read again and again, each time with a line more."""

    def row(number: str, title: str, *cells: str) -> list[str]:
        return [number, title, *cells, *[""] * (7 - len(cells)), "総務省"][:8]

    start = row("1", "港の食堂", FIRST[:12], "年に10回開くこと", "年に12回開い", "続ける。")
    text = table(
        start,
        row("2", "畑の仲間", f"{FIRST} {SECOND[:8]}", "年に10回開くことを目指す。 畑を", "年に12回開いた。", "続ける。"),
        row("2", "畑の仲間", f"{FIRST} {SECOND}", "年に10回開くことを目指す。 畑を3か所とする。", "年に12回開いた。 畑は4か所となった。", "続ける。"),
        row("3", "歌の教室", THIRD, "年に5回開く。", "年に6回開いた。", "続ける。"),
    )
    found = grid.records(source(text)).records
    assert [one.number for one in found] == [1, 2, 3]
    assert texts(found[0])["overview"] == FIRST
    assert texts(found[0])["goal"] == "年に10回開くことを目指す。"
    assert texts(found[1])["overview"] == SECOND
    assert texts(found[1])["goal"] == "畑を3か所とする。"
    assert found[1].others["overview"]


def test_a_melted_row_and_a_lost_number_are_told_apart() -> None:
    def row(number: str, title: str, text: str, ministry: str) -> list[str]:
        return [number, title, text, f"{title}を進める。", f"{title}を進めた。", "", "", ministry]

    melted = ["2", "畑の仲間", f"{SECOND} {THIRD}", "畑の仲間を進める。 歌の教室を進める。", "畑の仲間を進めた。", "", "", "総務省 法務省"]
    text = table(row("1", "港の食堂", FIRST, "環境省"), melted, row("", "朝の電話", FIRST, "財務省"), row("5", "手紙", FIRST, "外務省"))
    found = grid.records(source(text)).records
    assert [one.number for one in found] == [1, 2, 3, 4, 5]
    assert texts(found[2])["overview"] == THIRD
    assert texts(found[3])["title"] == "朝の電話"


def test_a_number_may_stand_with_its_title_and_two_cells_may_be_lost() -> None:
    whole = ["1", "港の食堂", FIRST, "年に10回開く。開く人を増やす。", "年に12回開いた。", "続ける。これからも。", "", "総務省"]
    moved = ["2 畑の仲間", "", *whole[2:]]
    shorter = ["3", "歌の教室", THIRD, "年に5回開く。開く人を増やす。", "年に6回開いた。続けた。", "環境省"]
    found = grid.records(source(table(whole, moved, shorter))).records
    assert [(one.number, texts(one)["title"]) for one in found] == [(1, "港の食堂"), (2, "畑の仲間"), (3, "歌の教室")]
    assert texts(found[2])["ministries"] == "環境省"


@given(st.lists(st.text("港の食堂を開く。 ", max_size=20), max_size=8), st.lists(st.text("港の食堂", max_size=8), max_size=3))
def test_every_letter_is_kept_or_witnessed(pieces: list[str], above: list[str]) -> None:
    given_runs = runs(*pieces)
    over = [Fragment(text, (9_000 + 100 * at, 9_000 + 100 * at + len(text))) for at, text in enumerate(above)]
    before, own, others = readings.together(given_runs, Words(pieces), over)
    source_text = " ".join(pieces)
    assert all(source_text[int(run.span[0]) : int(run.span[1])] == run.text for run in own)
    assert {run.text for run in given_runs} <= {run.text for run in (*own, *others)}
    assert len(before) <= len(over) + len(given_runs)
