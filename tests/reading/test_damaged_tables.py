"""Small damaged tables, and the measures that come out of them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagi.reading import grid
from tsunagi.reading.grid import Records
from tsunagi.reading.model import Record, Unreadable
from tsunagi.reading.sources.text import of_text

HEAD = ["No.", "施策名", "施策の概要", "目標", "達成状況", "見直し方針", "担当府省庁", "URL"]
ROLES = ["number", "title", "overview", "goal", "status", "review", "ministries", "urls"]
THEMES = [
    ("茶の間", "縁側で茶を飲む集いを町内ごとに開く。", "総務省"),
    ("朝の電話", "朝ごとに一人で暮らす人へ電話をかける。", "厚生労働省"),
    ("図書館の夜", "仕事の帰りに寄れるよう図書館を夜も開く。", "文部科学省"),
    ("港の食堂", "港で働く人が夕飯を囲む食堂を支える。", "農林水産省"),
    ("手紙の橋", "離れて暮らす家族へ手紙を送る催しを行う。", "法務省"),
    ("畑の仲間", "空いた畑を耕す仲間を募り野菜を分ける。", "環境省"),
    ("歌の教室", "昔の歌を声に出して歌う教室を毎月開く。", "デジタル庁"),
    ("バスの席", "停留所に長い腰掛けを置き話す場とする。", "国土交通省"),
]


def measure(number: int) -> list[str]:
    """A sound row of the table."""
    title, overview, ministry = THEMES[(number - 1) % len(THEMES)]
    return [
        str(number),
        title,
        overview,
        f"{title}の参加者数を令和8年度までに{number}00人以上とする。",
        f"{title}の参加者数は{number}10人であり前の年を上回った。",
        f"{title}を続けるとともに参加できる地区を広げていく。",
        ministry,
        f"https://www.example.go.jp/{number}/index.html",
    ]


def read(*lines: Sequence[str] | str, head: Sequence[str] = HEAD) -> Records:
    """The records of a table; a text by itself is a line that stands between its rows."""
    text = "\n".join(line if isinstance(line, str) else "\t".join(line) for line in [head, *lines])
    return grid.records(of_text("table.txt", text, "0" * 64))


def numbers(found: Records) -> list[tuple[int | None, str]]:
    return [(one.number, one.number_state) for one in found.records]


def cell(record: Record, role: str) -> str:
    return "".join(run.text for run in record.columns.get(role, ()))


def with_cell(row: list[str], role: str, text: str) -> list[str]:
    return [text if one == role else old for one, old in zip(ROLES, row, strict=True)]


def assert_sound(record: Record, number: int, roles: Sequence[str] = ROLES[1:]) -> None:
    expected = dict(zip(ROLES, measure(number), strict=True))
    assert record.number == number
    assert {role: cell(record, role).strip() for role in roles} == {role: expected[role] for role in roles}


def test_sound_table_comes_back_cell_for_cell() -> None:
    found = read(*map(measure, range(1, 9)))
    assert found.columns == tuple(ROLES)
    assert found.doubts == []
    assert [one.number_state for one in found.records] == ["read"] * 8
    for number, record in enumerate(found.records, 1):
        assert_sound(record, number)


def test_table_without_known_headings_is_refused() -> None:
    with pytest.raises(Unreadable, match=" / "):
        read(["1", "2"], head=["ねこ", "いぬ"])


def test_lost_number_is_told_by_its_neighbours() -> None:
    found = read(measure(1), ["", *measure(2)[1:]], measure(3))
    assert numbers(found) == [(1, "read"), (2, "inferred"), (3, "read")]
    assert_sound(found.records[1], 2)


def test_misread_number_is_told_by_its_neighbours() -> None:
    found = read(*map(measure, (137, 138)), ["39", *measure(139)[1:]], measure(140))
    assert numbers(found) == [(137, "read"), (138, "read"), (139, "inferred"), (140, "read")]


def test_gap_in_the_numbers_is_no_loss_where_no_row_stands_there() -> None:
    assert numbers(read(*map(measure, (1, 2, 5, 6)))) == [(1, "read"), (2, "read"), (5, "read"), (6, "read")]


def test_number_far_too_large_is_no_number() -> None:
    found = read(measure(1), ["9002", *measure(2)[1:]], measure(3), measure(4))
    assert [one.number for one in found.records] == [1, 2, 3, 4]


def test_table_without_numbers_counts_its_titles() -> None:
    rows = [measure(number)[1:] for number in (1, 2, 3)]
    found = read(*rows, head=HEAD[1:])
    assert [cell(one, "title") for one in found.records] == [THEMES[at][0] for at in range(3)]
    assert {one.number_state for one in found.records} == {"inferred"}


def test_headings_between_rows_open_sections() -> None:
    found = read("(1) 出会いの場", "①町の中で", measure(1), "②家の中で", measure(2), "(2) 学びの場", "①夜に学ぶ", measure(3))
    assert [one.sections for one in found.records] == [("1-1",), ("1-2",), ("2-1",)]


def test_heading_that_became_a_row_is_no_measure() -> None:
    found = read("(1) 出会いの場", ["①町の中で", "集う", "", "", "", "", "", ""], measure(1), ["②家の中", "で話す"], measure(2))
    assert [one.sections for one in found.records] == [("1-1",), ("1-2",)]
    assert numbers(found) == [(1, "read"), (2, "read")]


def test_heading_that_lost_its_number_is_placed_by_its_neighbours() -> None:
    found = read("①町の中で集う", measure(1), ["", "家の中で話し続ける"], measure(2), "③海の上で歌う", measure(3))
    assert [one.sections for one in found.records] == [("1-1",), ("1-2",), ("1-3",)]


def test_end_of_a_heading_in_the_cell_of_the_number_is_that_heading() -> None:
    found = read("①町の中で集う", measure(1), ["②家の中で話す", *measure(2)[1:]], measure(3))
    assert [one.sections for one in found.records] == [("1-1",), ("1-2",), ("1-2",)]
    assert numbers(found) == [(1, "read"), (2, "inferred"), (3, "read")]


@pytest.mark.parametrize("lost", ROLES[1:])
def test_lost_cell_leaves_the_others_in_their_columns(lost: str) -> None:
    row = [text for role, text in zip(ROLES, measure(2), strict=True) if role != lost]
    found = read(measure(1), row, measure(3))
    assert numbers(found) == [(1, "read"), (2, "read"), (3, "read")]
    texts = ("overview", "goal", "status", "review")
    if lost not in texts:  # which of several alike texts was lost, nothing tells
        assert_sound(found.records[1], 2, [role for role in ROLES[1:] if role not in (lost, *texts)])
    assert cell(found.records[1], "ministries") in ("", THEMES[1][2])


def test_noise_in_front_of_a_row_stands_in_no_column() -> None:
    found = read(measure(1), ["|~;", *measure(2)], measure(3))
    assert_sound(found.records[1], 2)


def test_row_in_two_lines_is_one_measure() -> None:
    first = with_cell(measure(2), "goal", "朝の電話の参加者数を令和8年度")
    second = ["", "", "", "までに200人以上とする。", "", "", "", ""]
    found = read(measure(1), first, second, measure(3))
    assert numbers(found) == [(1, "read"), (2, "read"), (3, "read")]
    assert_sound(found.records[1], 2)


def test_pieces_that_grow_are_kept_at_their_longest() -> None:
    goal = measure(2)[3]
    rows = [with_cell(measure(2), "goal", goal[:end]) for end in (10, 18, len(goal))]
    found = read(measure(1), *rows, measure(3))
    assert numbers(found) == [(1, "read"), (2, "read"), (3, "read")]
    assert_sound(found.records[1], 2)


def test_two_rows_melted_into_one_are_taken_apart() -> None:
    two, three = measure(2), measure(3)
    melted = [two[0], two[1], *(f"{two[at]} {three[at]}" for at in range(2, 8))]
    found = read(measure(1), melted, *map(measure, range(4, 9)), *map(measure, range(9, 17)))
    assert [one.number for one in found.records] == list(range(1, 17))
    assert_sound(found.records[1], 2)
    assert_sound(found.records[2], 3, ["overview", "goal", "status", "review", "ministries", "urls"])
    assert [one.number for one in found.doubts] == [2]


def test_row_of_noise_belongs_to_no_measure_and_hides_none() -> None:
    noise = ["", "~|", "ｆ;l 7 ,.", "", "", "|| _", "", ""]
    found = read(*map(measure, (1, 2)), noise, *map(measure, (3, 4)))
    assert numbers(found) == [(number, "read") for number in (1, 2, 3, 4)]
    assert_sound(found.records[2], 3)


def test_heading_row_said_again_on_every_page_is_left_out() -> None:
    found = read(measure(1), HEAD, measure(2), HEAD, measure(3))
    assert numbers(found) == [(1, "read"), (2, "read"), (3, "read")]
    assert_sound(found.records[1], 2)


def test_text_between_tables_belongs_to_no_cell() -> None:
    found = read(measure(1), "この表は毎年の終わりに作り直している。", measure(2))
    assert_sound(found.records[0], 1)
    assert_sound(found.records[1], 2)


words = st.text(st.sampled_from("茶の間を開く人12、。①()（）省 ・ahttps:/."), max_size=16)


@given(st.lists(st.lists(words, min_size=1, max_size=10), max_size=8))
def test_any_rows_under_the_headings_give_runs_of_the_source(rows: list[list[str]]) -> None:
    text = "\n".join("\t".join(row) for row in [HEAD, *rows])
    found = grid.records(of_text("table.txt", text, "0" * 64))
    for record in found.records:
        for runs in (*record.columns.values(), *record.others.values()):
            for run in runs:
                assert text[int(run.span[0]) : int(run.span[1])] == run.text


@given(st.sets(st.integers(0, 6)))
def test_rows_that_lost_their_numbers_are_counted(lost: set[int]) -> None:
    rows = [["", *row[1:]] if at in lost else row for at, row in enumerate(map(measure, range(1, 9)))]
    found = read(*rows)
    assert [one.number for one in found.records] == list(range(1, 9))
    assert [one.number_state == "inferred" for one in found.records] == [at in lost for at in range(8)]
