from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reading.papers import Draw, all_of, box, paper, text
from tests.shared import shared_path
from tsunagi.reading import cards, mending, ministries
from tsunagi.reading.model import Fragment, Line, Record, Row, Source
from tsunagi.reading.sources.pdf import open_pdf


def source(lines: Sequence[str | tuple[int, str] | list[str]]) -> Source:
    """A text's lines; (frame, text) stands in a box, a list is a row of a table."""
    blocks: list[Line | Row] = []
    place = 0

    def fragment(words: str) -> Fragment:
        nonlocal place
        place += len(words) + 1
        return Fragment(words, (place - len(words) - 1, place - 1))

    for line in lines:
        if isinstance(line, list):
            blocks.append(Row(tuple((fragment(cell),) if cell else () for cell in line)))
        else:
            frame, words = line if isinstance(line, tuple) else (None, line)
            blocks.append(Line(fragment(words), None, frame))
    return Source("text", "plan.txt", "", tuple(blocks))


def read(lines: Sequence[str | tuple[int, str] | list[str]]) -> list[Record]:
    return list(cards.records(source(lines)).records)


def words(record: Record, column: str) -> str:
    return mending.join(record.columns.get(column, ()))


def card(number: int, title: str = "見守りの仕組み", body: str = "内閣府", *sections: str) -> list[str]:
    return [
        f"施策 No.{number}",
        *(sections or ("（１）声をかけあえるまちにする", "①窓口の整備")),
        f"● {title}【{body}】",
        "＜施策の概要＞",
        f"{number}番の概要。",
        "＜現状＞",
        f"{number}番の現状。",
        "＜今後の取組方針＞",
        f"{number}番の方針。",
        "【目標及び達成の期間】",
        f"{number}番の目標。",
    ]


def test_card_is_taken_apart() -> None:
    one, two = read([*card(1), *card(2, "相談員の研修", "総務省、こども家庭庁")])
    assert (one.number, two.number, two.number_state) == (1, 2, "read")
    assert (words(two, "title"), words(two, "ministries")) == ("相談員の研修", "総務省、こども家庭庁")
    assert [words(two, role) for role in ("overview", "status", "review", "goal")] == [
        "2番の概要。",
        "2番の現状。",
        "2番の方針。",
        "2番の目標。",
    ]


def test_places_lead_back_to_the_text() -> None:
    lines = [*card(1), *card(2)]
    whole = "\n".join(lines)
    for record in read(lines):
        for fragments in record.columns.values():
            for fragment in fragments:
                start, end = fragment.span[:2]
                assert whole[int(start) : int(end)] == fragment.text


def test_card_names_all_its_sections_in_order() -> None:
    named = (
        "（１）声をかけあえるまちにする",
        "②案内",
        "③ひろば",
        "（３）つながりを感じられ",
        "る地域にする",
        "①居場所",
    )
    assert [record.sections for record in read([*card(1), *card(2, "案内板", "内閣府", *named)])] == [
        ("1-1",),
        ("1-2", "1-3", "3-1"),
    ]


def test_title_and_ministries_run_over_lines() -> None:
    lines = card(1)
    lines[3:4] = ["● 町のあちこちで声をかけあうための", "仕組みづくり【内閣官房、", "厚生労働省】"]
    record = read([*lines, *card(2)])[0]
    assert words(record, "title") == "町のあちこちで声をかけあうための仕組みづくり"
    assert ministries.names([words(record, "ministries")]) == ("内閣官房", "厚生労働省")


def test_title_without_a_mark_is_told_from_the_section_that_runs_on() -> None:
    lines = card(1)
    lines[1:4] = [
        "（３）見守りと交流の場をととのえ、人と人とのつながりを感じられる地域づくり",
        "をすすめる",
        "①場づくり",
        "ひろばの運営【内閣府】",
    ]
    record = read([*lines, *card(2)])[0]
    assert (words(record, "title"), record.sections) == ("ひろばの運営", ("3-1",))


def test_things_a_measure_consists_of_stand_apart_from_its_title() -> None:
    lines = card(1)
    lines[3:4] = ["● 聞こえを支える取組", "・機器の支給【厚生労働省】", "・使い方の案内【厚生労働省、消費者庁】"]
    record = read([*lines, *card(2)])[0]
    assert words(record, "title") == "聞こえを支える取組"
    assert [fragment.text for fragment in record.columns["parts"]] == ["・機器の支給", "・使い方の案内"]
    assert ministries.names([words(record, "ministries")]) == ("厚生労働省", "消費者庁")


def test_box_in_the_middle_is_whole_and_the_sentence_around_it_is_one() -> None:
    lines: list[str | tuple[int, str] | list[str]] = [
        *card(1)[:-3],
        "窓口をふやすとともに、",
        (7, "【目標及び達成の期間】"),
        (7, "令和９年度までに10か所に"),
        (7, "ひらく。"),
        "訪問もはじめる。",
        *card(2),
    ]
    record = read(lines)[0]
    assert words(record, "goal") == "令和９年度までに10か所にひらく。"
    assert words(record, "review") == "窓口をふやすとともに、訪問もはじめる。"


def test_box_around_a_heading_alone_opens_the_part() -> None:
    lines: list[str | tuple[int, str] | list[str]] = [*card(1)]
    lines[-2] = (3, "【目標及び達成の期間】")
    assert words(read([*lines, *card(2)])[0], "goal") == "1番の目標。"


def test_box_without_a_heading_belongs_to_the_part_around_it() -> None:
    lines: list[str | tuple[int, str] | list[str]] = [*card(1)]
    lines.insert(6, (3, "（参考）窓口は４つある。"))
    assert words(read([*lines, *card(2)])[0], "overview") == "1番の概要。（参考）窓口は４つある。"


def test_numbers_of_pages_in_copied_text_are_left_out_and_a_sentence_goes_on_behind_them() -> None:
    open_line = "窓口をふやすとともに、町のあちこちで声をかけあう仕組みをつくり、訪問もはじ"
    first = ["31", *card(1)[:-2], open_line, "【目標及び達成の期間】", "10か所にひらく。"]
    record = read([*first, "32", "めることにする。", "33", *card(2)])[0]
    assert words(record, "goal") == "10か所にひらく。"
    assert words(record, "review") == f"1番の方針。{open_line}めることにする。"


def test_number_that_counts_no_page_is_text() -> None:
    lines = [*card(1), "5", *card(2), "6"]
    assert words(read(lines)[1], "goal") == "2番の目標。6"


def test_heading_worded_otherwise_once_is_known_by_its_likeness() -> None:
    lines = [line for number in range(1, 6) for line in card(number)]
    lines[lines.index("【目標及び達成の期間】")] = "【目標及びその達成の期間】"
    lines[lines.index("＜今後の取組方針＞")] = "＜今後の取組状況＞"
    record = read(lines)[0]
    assert (words(record, "goal"), words(record, "review")) == ("1番の目標。", "1番の方針。")


def test_bracketed_line_that_stands_once_is_text() -> None:
    lines = [line for number in range(1, 6) for line in card(number)]
    lines.insert(6, "【支援拠点をおく事業】")
    assert words(read(lines)[0], "overview") == "1番の概要。【支援拠点をおく事業】"


def test_unknown_heading_that_stands_in_card_after_card_is_a_part_of_its_own() -> None:
    lines = [line for number in range(1, 6) for line in [*card(number), "＜備考の欄＞", f"備考{number}。"]]
    assert [words(record, "備考の欄") for record in read(lines)] == [f"備考{number}。" for number in range(1, 6)]


CONTENTS = [
    "（１）声をかけあえるまちにする",
    "①窓口の整備",
    "No.001:見守りの仕組み【内閣府】 ............................ 32",
    "②案内",
    "③ひろば",
    "No.002:相談員の研修【総務省、こども",
    "家庭庁】 .................................. 33",
    "No.001:(再掲)見守りの仕組み【内閣府】（前出（１）",
    "①：P.32）",
]
LISTED = [
    card(1, "見守りの仕組み", "内閣府", "（１）声をかけあえるまちにする", "①窓口の整備", "②案内", "③ひろば"),
    card(2, "相談員の研修", "総務省、こども家庭庁", "（１）声をかけあえるまちにする", "②案内", "③ひろば"),
]


def test_contents_that_agree_raise_no_doubt_and_say_which_section_is_home() -> None:
    found = cards.records(source([*CONTENTS, *LISTED[0], *LISTED[1]]))
    assert list(found.doubts) == []
    assert [record.sections for record in found.records] == [("1-1", "1-2", "1-3"), ("1-3", "1-2")]


@pytest.mark.parametrize(
    ("old", "new", "number", "column"),
    [
        ("No.002:相談員の研修", "No.002:相談員の養成", 2, "title"),
        ("No.001:見守りの仕組み【内閣府】", "No.001:見守りの仕組み【総務省】", 1, "ministries"),
        ("②案内", "（２）案内", 2, "section"),
        ("No.001:(再掲)", "No.001:", 1, "number"),
        ("No.002:", "No.003:", 3, "number"),
    ],
)
def test_difference_from_the_contents_is_a_doubt(old: str, new: str, number: int, column: str) -> None:
    changed = [line.replace(old, new) for line in CONTENTS]
    assert changed != CONTENTS
    found = cards.records(source([*changed, *LISTED[0], *LISTED[1]]))
    assert (number, column) in [(doubt.number, doubt.column) for doubt in found.doubts]


def test_card_without_a_part_that_the_others_have_is_a_doubt() -> None:
    lines = [line for number in range(1, 13) for line in card(number)]
    place = lines.index("【目標及び達成の期間】")
    del lines[place : place + 2]
    found = cards.records(source(lines))
    assert [(doubt.number, doubt.column) for doubt in found.doubts] == [(1, "goal")]


def test_sections_between_the_cards() -> None:
    bare = [[line for line in card(number) if not re.match("（|①", line)] for number in range(1, 5)]
    lines = ["（１）声をかける", "①窓口", *bare[0], *bare[1], "②案内", *bare[2], "（２）支える", "①訪問", *bare[3]]
    found = read(lines)
    assert [record.sections for record in found] == [("1-1",), ("1-1",), ("1-2",), ("2-1",)]
    assert [words(record, "goal") for record in found] == [f"{number}番の目標。" for number in range(1, 5)]


def test_list_at_the_end_of_a_card_is_no_section_of_the_next() -> None:
    lines = [*card(1), "①一つめを行う。", "②二つめを行う。", *card(2)]
    assert words(read(lines)[0], "goal").endswith("②二つめを行う。")


def test_cards_without_numbers() -> None:
    lines = [line for number in range(1, 4) for line in card(number, f"取組その{number}")[3:]]
    found = read(lines)
    assert [words(record, "title") for record in found] == ["取組その1", "取組その2", "取組その3"]
    assert [words(record, "goal") for record in found] == ["1番の目標。", "2番の目標。", "3番の目標。"]
    assert [(record.number, record.number_state) for record in found] == [(number, "inferred") for number in (1, 2, 3)]


def test_card_whose_number_is_lost_is_counted_by_its_neighbours() -> None:
    lines = [*card(1), *card(2)[1:], *card(3)]
    found = read(lines)
    assert [(record.number, record.number_state) for record in found] == [(1, "read"), (2, "inferred"), (3, "read")]
    assert [words(record, "goal") for record in found] == ["1番の目標。", "2番の目標。", "3番の目標。"]


def test_heading_that_stands_twice_in_a_card_makes_no_new_one() -> None:
    lines = [*card(1), "【目標及び達成の期間】", "もう一つの目標。", *card(2), *card(3)]
    assert words(read(lines)[0], "goal") == "1番の目標。もう一つの目標。"


def test_numbers_at_the_beginning_of_titles() -> None:
    titles = ("12. 声かけの輪", "13. 二つの窓口", "14. 訪問")
    found = read([line for title in titles for line in [title, *card(1)[4:]]])
    assert [(record.number, words(record, "title")) for record in found] == [
        (12, "声かけの輪"),
        (13, "二つの窓口"),
        (14, "訪問"),
    ]


def test_title_beside_its_number() -> None:
    lines = [line for number in (1, 2) for line in [f"施策{number} 声かけの輪（内閣府、総務省）", *card(number)[4:]]]
    record = read(lines)[1]
    assert (record.number, words(record, "title")) == (2, "声かけの輪")
    assert words(record, "ministries") == "内閣府、総務省"


def test_parts_named_in_front_of_their_text() -> None:
    lines = [
        line
        for number in range(1, 4)
        for line in (
            f"施策名：取組{number}",
            "担当課：福祉課",
            f"概要：窓口{number}。",
            "つづく文。",
            f"目標：{number}か所。",
        )
    ]
    found = read(lines)
    assert [words(record, "title") for record in found] == ["取組1", "取組2", "取組3"]
    assert words(found[1], "overview") == "窓口2。つづく文。"
    assert words(found[1], "goal") == "2か所。"
    assert words(found[1], "ministries") == "福祉課"


def test_cards_as_small_tables() -> None:
    rows: list[str | tuple[int, str] | list[str]] = [
        row
        for number in range(1, 4)
        for row in (
            ["番号", f"{number + 4}", "施策名", f"取組{number}"],
            ["概要", "窓口を"],
            ["", "ひらく。"],
            ["目標", f"{number}か所。", "担当課", "福祉課"],
        )
    ]
    found = read(rows)
    assert [(record.number, words(record, "title")) for record in found] == [(5, "取組1"), (6, "取組2"), (7, "取組3")]
    assert [words(record, "overview") for record in found] == ["窓口をひらく。"] * 3
    assert [words(record, "ministries") for record in found] == ["福祉課"] * 3


@pytest.mark.parametrize(
    "lines", [[], ["ただの文。", "つぎの文。"], ["目標：よいまち。", "ただの文。"], ["施策 No.1", "文。"]]
)
def test_document_without_cards_has_none(lines: Sequence[str | list[str]]) -> None:
    assert read(lines) == []


@given(st.lists(st.text("あ。（）①【】＜＞施策No.1 現状目標概要：", max_size=12), max_size=25))
def test_no_text_of_a_card_is_lost_or_doubled(noise: list[str]) -> None:
    lines = [*card(1), *noise, *card(2)]
    whole = "\n".join(lines)
    spans = [fragment.span[:2] for record in read(lines) for text in record.columns.values() for fragment in text]
    assert len(spans) == len(set(spans))
    for start, end in spans:
        assert whole[int(start) : int(end)].strip()


def page_of(*lines: str, frame: tuple[float, Sequence[str]] | None = None) -> Draw:
    draws: list[Draw] = [text(*lines, y=790)]
    if frame:
        y, inside = frame
        draws += [box(50, y - 16 * len(inside), 540, y + 14), text(*inside, y=y)]
    return all_of(*draws)


def test_card_over_two_pages_of_a_pdf_with_its_goal_in_a_box(tmp_path: Path) -> None:
    goal = ["【目標及び達成の期間】", "令和９年度までに", "10か所にひらく。"]
    first = page_of(*card(1)[:-2], "窓口をふやし、", frame=(300, goal))
    source = open_pdf(paper(tmp_path / "a.pdf", first, page_of("訪問もはじめる。"), page_of(*card(2))))
    one, two = cards.records(source).records
    assert words(one, "review") == "1番の方針。窓口をふやし、訪問もはじめる。"
    assert words(one, "goal") == "令和９年度までに10か所にひらく。"
    assert words(two, "goal") == "2番の目標。"
    page, x0, _, x1, _ = one.columns["title"][0].span
    assert (page, round(x0), round(x1)) == (1, 75, 144)


def test_plan_of_2025_has_all_its_measures() -> None:
    found = cards.records(open_pdf(shared_path("source/plan-r7-measures-143.pdf")))
    assert [record.number for record in found.records] == list(range(1, 144))
    assert list(found.doubts) == []
    for record in found.records:
        assert words(record, "goal").endswith(("。", "）", "人")), record.number
        assert record.sections and record.columns["title"]
        assert ministries.names([words(record, "ministries")])
    assert sum(len(record.sections) for record in found.records) == 199
