"""Cells that are whole, cut, lost or noise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.shared import shared_path
from tsunagi.reading import damage, mending
from tsunagi.reading.damage import Judged
from tsunagi.reading.document import read
from tsunagi.reading.model import COLUMNS, Fragment, Record

SOUND = (
    {
        "title": "港の見守り",
        "goal": "令和8年度までに、港の相談所を12か所に増やす。",
        "status": "相談所を9か所に開いた。",
    },
    {"title": "図書館の夜間開館", "goal": "働く人も立ち寄れるよう、図書館を夜も開く。", "status": "夜間開館を始めた。"},
    {"title": "島の便り", "goal": "離島の住民に月に一度の便りを届ける。", "status": "便りを11回届けた。"},
    {"title": "公園の朝市", "goal": "住民が言葉を交わす朝市を公園で開く。", "status": "朝市には民生委員も加わった。"},
)
CUT = (
    {"goal": "を通じて住民が集う場を増やす。", "status": "が、参加者は前の年を上回った。"},
    {"goal": "して、島の住民に便りを届ける。", "status": "られるよう、手引を配った。"},
)


def _states(rows: Sequence[Mapping[str, str]]) -> list[dict[str, Judged]]:
    return damage.states([_record({}) for _ in rows], rows)


def _record(columns: dict[str, tuple[str, ...]], others: dict[str, tuple[str, ...]] | None = None) -> Record:
    def runs(texts: dict[str, tuple[str, ...]]) -> dict[str, tuple[Fragment, ...]]:
        return {column: tuple(Fragment(text, (0, len(text))) for text in pieces) for column, pieces in texts.items()}

    return Record(1, "read", (), runs(columns), runs(others or {}))


def _among(row: Mapping[str, str], rows: Sequence[Mapping[str, str]]) -> dict[str, Judged]:
    """What is said of a row that stands behind others."""
    return _states([*rows, row])[-1]


def _in_damaged(row: Mapping[str, str]) -> dict[str, Judged]:
    return _among(row, [*SOUND, *CUT])


def test_sound_cells_are_whole_when_document_is_sound() -> None:
    assert {state for row in _states(SOUND) for state, _ in row.values()} == {"whole"}


@pytest.mark.parametrize(
    "text",
    [
        "相談員の研修、手引の配布",
        "12か所(令和7年3月末時点)",
        "52件",
        "(港の相談所)を開く",
        "また、図書館を夜も開く。",
        "促進に努める。",
    ],
)
def test_style_is_no_damage_when_document_is_sound(text: str) -> None:
    assert _among({"title": "港の相談", "status": text}, SOUND)["status"] == ("whole", "")


@pytest.mark.parametrize(
    "text", ["を開き、住民が集まった。", "ため、相談所を開いた。", "、便りを届けた。", ",200人が集まった。"]
)
def test_rest_of_a_sentence_is_cut_even_when_document_is_sound(text: str) -> None:
    assert _among({"title": "港の相談", "status": text}, SOUND)["status"][0] == "cut"


def test_open_end_is_cut_even_when_document_is_sound() -> None:
    assert (
        _among({"title": "港の相談", "status": "令和6年度は、港の近くに住む人のための相談所を"}, SOUND)["status"][0]
        == "cut"
    )


@pytest.mark.parametrize(
    "text",
    [
        "る人のために相談所を開いた。",
        "踏まえ、相談の窓口を増やした。",
        "図りつつ、便りを届けた。",
        "促進や夜間開館に取り組んだ。",
        "年度の調査では、島の住民が増えた。",
        "件の相談があった。",
        "これにより、島の住民が増えた。",
        "このため、島に相談所を開いた。",
        "30日に相談所を開いた。",
        "(離島)において便りを届けた。",
        "港)の相談所を開いた。",
        "ター長が島を訪ねた。",
    ],
)
def test_cell_without_its_beginning_is_cut_when_document_is_damaged(text: str) -> None:
    state, reason = _in_damaged({"title": "港の相談", "status": text})["status"]
    assert (state, reason.split(" / ")[0]) == ("cut", "先頭が欠けている")


@pytest.mark.parametrize(
    "text",
    [
        "引き続き、便りを届ける。",
        "こどもの声を聞く日を設けた。",
        "実施していない町に手引を配った。",
        "「港の便り」を届けた。",
        "厚生労働省と手引を作った。",
        "令和6年度は、相談所を9か所に開いた(うち島に2か所)",
        "あらゆる住民に便りを届ける。 ",
    ],
)
def test_whole_cell_is_whole_when_document_is_damaged(text: str) -> None:
    assert _in_damaged({"title": "港の相談", "status": text})["status"] == ("whole", "")


def test_cell_without_its_end_is_cut_when_document_is_damaged() -> None:
    state, reason = _in_damaged({"title": "港の相談", "status": "島の住民に月に一度の便り"})["status"]
    assert (state, reason.split(" / ")[0]) == ("cut", "末尾が欠けている")


def test_dangling_rest_in_the_middle_is_cut() -> None:
    state, reason = _in_damaged({"title": "港の相談", "status": "島の住民に便りを届けた。 た。 港に相談所を開いた。"})[
        "status"
    ]
    assert (state, reason.split(" / ")[0]) == ("cut", "途中の行が欠けている")


@pytest.mark.parametrize(("column", "text"), [("title", "生委員の集い"), ("status", "生委員が島を訪ねた。")])
def test_cell_is_cut_when_its_first_letters_always_follow_others(column: str, text: str) -> None:
    known = [{"title": f"集い{number}", "goal": "地区の民生委員が語り合う場を開く。"} for number in range(10)]
    assert _among({column: text}, [*CUT, *known])[column][0] == "cut"


def test_title_is_whole_when_words_of_the_document_begin_as_it_does() -> None:
    known = [
        {"title": f"集い{number}", "goal": "高等学校卒業の資格を得る人を、学校を挙げて支える。"} for number in range(10)
    ]
    assert _among({"title": "学校卒業後の集い"}, [*CUT, *known])["title"] == ("whole", "")


def test_title_is_cut_when_it_begins_behind_a_word_in_hiragana() -> None:
    known = [{"title": f"集い{number}", "goal": "地区のこども食堂やひろばで語り合う。"} for number in range(10)]
    assert _among({"title": "食堂やひろばへの助成"}, [*CUT, *known])["title"][0] == "cut"


def test_cell_is_cut_when_another_of_the_row_has_words_before_its_clause() -> None:
    row = {
        "title": "港の見守り",
        "overview": "引退した漁師の見守りを郵便局に頼む仕組みを作る。",
        "status": "見守りを郵便局に頼む仕組みについて、手引を作った。",
    }
    state, reason = _in_damaged(row)["status"]
    assert (state, reason.split(" / ")[0]) == ("cut", "同じ行の文では前に言葉が続く")
    assert _in_damaged(row)["overview"] == ("whole", "")


def test_empty_cells_are_lost() -> None:
    assert _in_damaged({"title": " "})["title"][0] == "lost"
    assert [_in_damaged({"title": "港の相談"})[column][0] for column in COLUMNS] == ["whole", *["lost"] * 4]
    assert _states([{"goal": "島の住民に便りを届ける。"}]) == [
        {"title": _in_damaged({})["title"], "goal": ("whole", "")},
    ]


def test_signs_that_are_no_letters_are_noise() -> None:
    assert _in_damaged({"status": "= | 1 ~ # = 1/1 | ="})["status"][0] == "noise"
    assert _in_damaged({"status": "12件"})["status"][0] != "noise"


def _long() -> list[dict[str, str]]:
    """A damaged document with text enough to know which letters stand together."""
    told = "".join(row["goal"] + row["status"] for row in SOUND)
    return [*CUT, *({"title": row["title"], "goal": told * 20} for row in SOUND for _ in range(4))]


def test_letters_that_make_no_words_are_noise() -> None:
    assert _among({"status": "井ヲ凸体牛ヌ土ム刊尺ソ弗卜且旧"}, _long())["status"][0] == "noise"
    assert _among({"status": "住民に月に一度の便りを届ける。"}, _long())["status"] == ("whole", "")


@pytest.mark.parametrize(
    ("pieces", "others", "state"),
    [
        (("住民に月に一", "度の便りを届ける。"), (), "whole"),
        (("住民に月に一", "館を夜も開く。"), (), "cut"),
        (("住民に月に一", "館を夜も開く。"), ("月に一館を夜も",), "whole"),
        (("住民に便りを届ける。", "図書館を夜も開く。"), (), "whole"),
    ],
)
def test_rows_that_do_not_join_have_lost_a_line(pieces: tuple[str, ...], others: tuple[str, ...], state: str) -> None:
    record = _record({"status": pieces}, {"status": others})
    rows = [*_long(), {"status": mending.join(record.columns["status"])}]
    records = [*(_record({}) for _ in rows[1:]), record]
    assert damage.states(records, rows)[-1]["status"][0] == state


@given(st.lists(st.dictionaries(st.sampled_from(COLUMNS), st.text("をた。(港)あ12 \n民", max_size=20)), max_size=12))
def test_every_cell_has_a_state_and_a_reason_unless_it_is_whole(rows: list[dict[str, str]]) -> None:
    found = _states(rows)
    assert len(found) == len(rows)
    for row, states in zip(rows, found, strict=True):
        assert {"title", *row} <= set(states)
        for column, (state, reason) in states.items():
            assert (state == "whole") == (reason == "")
            assert (state == "lost") == (not row.get(column, "").strip())


def test_measures_of_a_sound_file_are_whole() -> None:
    document = read(shared_path("source/plan-r7-measures-143.pdf"))
    assert {cell.state for measure in document.measures for cell in measure.cells.values()} == {"whole"}


@pytest.mark.parametrize("sign", ["(施策名の一部)", "\N{FULLWIDTH LEFT PARENTHESIS}施策名の一部\N{FULLWIDTH RIGHT PARENTHESIS} "])
def test_a_table_that_says_that_a_title_is_a_part_is_believed(sign: str, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text(f"番号,施策名,目標\n1,見守りの支援{sign},見守りを12回行う。\n2,島の便り,便りを11回届ける。\n", "utf-8")
    titles = [one.cells["title"] for one in read(table).measures]
    assert [(one.text, one.state) for one in titles] == [("見守りの支援", "cut"), ("島の便り", "whole")]
