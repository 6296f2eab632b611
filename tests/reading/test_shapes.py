"""What a table's columns hold: by the words of their headings, by what stands below, or as a TOML file says."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagi.reading.model import Fragment, Row, Unreadable
from tsunagi.reading.shapes import Description, Shape, find_table, load, role_of
from tsunagi.reading.shapes.headings import unit_apart, unit_of


def rows(*texts: str) -> list[Row]:
    """Rows from texts with | between the cells."""
    return [
        Row(tuple((Fragment(cell, (0, len(cell))),) if cell else () for cell in text.split("|"))) for text in texts
    ]


def shape(*texts: str, description: Description | None = None) -> Shape:
    found = find_table(rows(*texts), description)
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    ("role", "headings"),
    [
        ("number", "No. | 施策No. | 番号 | 項番 | 施策番号 | 通し番号 | №"),
        ("title", "施策名 | 事業名 | 取組 | 取組名 | 施策・事業 | 事業名称 | 具体的な取組 | 計画事業 | 事業・取組"),
        ("overview", "施策の概要 | 概要 | 内容 | 事業内容 | 取組内容 | 事業の目的"),
        ("goal", "目標及び達成の期間 | 達成すべき目標 | 目指す姿"),
        ("status", "目標の達成状況 | 達成状況 | 実施状況 | 取組状況 | 進捗状況 | 取組実績 | 令和5年度の取組内容 | 評価理由"),
        ("review", "達成状況を踏まえた施策の見直し方針 | 見直し方針 | 今後の方向性 | 今後の課題 | 今後の取組方針 | 今後の対応 | 方向性"),
        ("ministries", "担当府省庁 | 担当省庁 | 所管 | 担当課 | 担当部局 | 関係省庁 | 所管課 | 実施主体"),
        ("urls", "関連URL | URL | リンク | 参考"),
        ("challenge", "課題 | 現状と課題"),
        ("due", "期間 | 達成時期 | 時期 | 実施時期 | 目標年度"),
        ("unit", "単位"),
        ("indicator", "指標 | 成果指標 | 指標名 | KPI | 評価指標 | 成果指標（KPI）"),
        ("baseline", "基準値 | 現状値 | 策定時 | 策定時の値 | 現状 | 当初値"),
        ("target", "目標値 | 数値目標 | 目標 | 成果目標（期限）"),
        ("actual", "実績値 | 実績 | 最新値 | 実績(値)"),
        ("actual_target", "実績値【目標値】 | 実績（目標） | 実績値／目標値"),
        ("target_actual", "目標値／実績値"),
        ("rating", "評価 | 自己評価 | 達成度 | 判定 | 担当課評価 | 達成・未達成"),
        ("policy", "基本目標 | 基本方針 | 施策の柱"),
        ("part", "基本施策 | 施策の方向性 | 分野"),
    ],
)
def test_a_heading_says_its_role(role: str, headings: str) -> None:
    written = headings.split(" | ")
    assert {heading: role_of(heading) for heading in written} == dict.fromkeys(written, role)


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("R5", "actual:FY2023"),
        ("令和５年度", "actual:FY2023"),
        ("2023年度", "actual:FY2023"),
        ("R元実績", "actual:FY2019"),
        ("H30", "actual:FY2018"),
        ("6年度", "actual:FY2024"),
        ("R5実績", "actual:FY2023"),
        ("令和5年度（2023年度）実績", "actual:FY2023"),
        ("2023(令和5)年度実績値", "actual:FY2023"),
        ("実績値（令和6年度末時点）", "actual:FY2024"),
        ("現状値（R6.4.1）", "baseline:2024-04-01"),
        ("2023", "actual:2023"),
        ("令和6年度目標", "target:FY2024"),
        ("目標値\n（R8）", "target:FY2026"),
        ("2025年度（目標）", "target:FY2025"),
        ("中間目標(R6)", "target:FY2024"),
        ("R6実績見込み", "forecast:FY2024"),
        ("基準値（R2）", "baseline:FY2020"),
        ("相談件数（件）R5", "actual:FY2023:相談件数"),
    ],
)
def test_a_heading_with_a_year_gives_it_to_its_numbers(heading: str, role: str) -> None:
    assert role_of(heading) == role


@pytest.mark.parametrize(
    "heading",
    ["", "備考", "R5予算額（千円）", "令和5年度決算", "達成率", "R5達成率", "前年度比", "事業費", "対象者数R5", "ページ", "あ" * 50],
)
def test_a_heading_of_something_else_has_no_role(heading: str) -> None:
    assert role_of(heading) is None


@pytest.mark.parametrize(
    ("levels", "role"),
    [
        (("目標", "R5"), "target:FY2023"),
        (("令和5年度", "実績値"), "actual:FY2023"),
        (("令和5年度", "評価"), "rating"),
        (("成果指標", "単位"), "unit"),
        (("成果指標", "R6", "目標"), "target:FY2024"),
        (("年度別の推移", "R6"), "actual:FY2024"),
        (("相談件数", "R6"), "actual:FY2024:相談件数"),
        (("予算額", "R6"), None),
        (("今後の", "方向性"), "review"),
        (("", "施策名"), "title"),
    ],
)
def test_headings_over_one_another_are_read_together(levels: tuple[str, ...], role: str | None) -> None:
    assert role_of(*levels) == role


@pytest.mark.parametrize(
    ("heading", "role"),
    [("施策の概耍", "overview"), ("目標の達成伏況", "status"), ("担 当\n府省庁", "ministries"), ("Ｎｏ．", "number"), ("ＫＰＩ", "indicator")],
)
def test_misread_letters_and_spaces_make_no_difference(heading: str, role: str) -> None:
    assert role_of(heading) == role


@pytest.mark.parametrize(
    ("heading", "unit", "name"),
    [
        ("相談件数（件）", "件", "相談件数"),
        ("事業費(単位：千円)", "千円", "事業費"),
        ("参加者数（延べ）", None, "参加者数（延べ）"),
        ("応答率 (％)", "%", "応答率"),
        ("実績（R5）", None, "実績（R5）"),
    ],
)
def test_a_heading_names_its_unit(heading: str, unit: str | None, name: str) -> None:
    assert unit_of(heading) == unit
    assert unit_apart(heading) == name


@given(st.lists(st.text(max_size=50), min_size=1, max_size=3))
def test_any_words_may_be_asked_for_their_role(levels: list[str]) -> None:
    role = role_of(*levels)
    assert role is None or role


def test_the_best_heading_row_is_found_below_a_preface() -> None:
    found = find_table(rows("みなと野市の計画", "施策名|目標|担当課|", "No.|施策名|目標|実績|担当課", "1|見守り|12回|10回|福祉課"))
    assert found is not None
    place, told = found
    assert place == 2
    assert told.roles == ("number", "title", "target", "actual", "ministries")


def test_two_rows_of_headings_reach_over_merged_cells() -> None:
    told = shape("No.|施策名|目標||実績||担当課", "||R5|R6|R5|R6|", "1|見守り|10|12|9|13|福祉課")
    assert told.depth == 2
    assert told.roles[2:6] == ("target:FY2023", "target:FY2024", "actual:FY2023", "actual:FY2024")


def test_a_row_of_data_is_no_second_row_of_headings() -> None:
    told = shape("No.|施策名|指標|単位|R5|R6", "1|見守り|訪問件数|件|10|12", "||訪問率|%|50|60")
    assert told.depth == 1


def test_three_rows_of_headings() -> None:
    told = shape("No.|取組|成果指標|||", "||指標名|単位|R6|", "||||目標|実績", "1|登録|登録者数|人|10|12")
    assert told.depth == 3
    assert told.roles == ("number", "title", "indicator", "unit", "target:FY2024", "actual:FY2024")


def test_sentences_below_make_a_column_of_numbers_a_text() -> None:
    told = shape("施策名|目標|実績|担当課", "見守り|年に12回の訪問を行う。|年に10回の訪問を行った。|福祉課")
    assert told.roles == ("title", "goal", "status", "ministries")
    assert not told.has_figures


def test_next_years_plan_in_sentences_is_a_review() -> None:
    told = shape("取組名|R5計画|R5実績|R6計画", "訪問|年に12回行う。|年に10回行った。|年に14回行う。")
    assert told.roles == ("title", "goal", "status", "review")


def test_of_two_columns_of_names_the_last_names_the_measure() -> None:
    told = shape("施策|事業名|目標値|実績値", "見守り|訪問|12回|10回", "|電話|30件|28件")
    assert told.roles[:2] == ("part", "title")


def test_plans_and_results_by_turns_are_a_series_whatever_the_heading() -> None:
    told = shape("事業名|単位||R5|R6", "見守り|件|計画値|10|12", "||実績値|9|13")
    assert told.roles[2] == "series"
    assert shape("事業名|区分|目標値|実績値", "見守り|新規|12回|10回").roles[1] is None


def test_two_columns_of_one_role_are_told_apart_by_the_name_over_them() -> None:
    told = shape("事業名|相談件数||参加者数|", "|目標|実績|目標|実績", "見守り|10|9|30|28")
    assert told.roles[1:] == ("target::相談件数", "actual::相談件数", "target::参加者数", "actual::参加者数")


def test_figures_of_several_things_and_numbers_at_two_levels_are_still_headings() -> None:
    things = shape("事業名|相談件数||参加者数||訪問件数|", "|目標|実績|目標|実績|目標|実績", "見守り|1|2|3|4|5|6")
    assert things.roles[5:] == ("target::訪問件数", "actual::訪問件数")
    levels = shape("No.|施策|No.|事業名|概要|担当課", "1|支え合い|1|訪問|家を訪ねる。|福祉課")
    assert levels.roles == (None, "part", "number", "title", "overview", "ministries")


def test_a_row_that_says_the_same_again_and_again_is_no_heading() -> None:
    assert find_table(rows("事業|概要|担当|事業|概要|担当|事業|概要|担当", "目標|訪問|福祉課||||||")) is None


def test_a_column_of_times_is_the_goal_only_where_it_says_what_is_to_be_reached() -> None:
    assert shape("施策名|概要|達成時期", "見守り|訪ねる。|令和8年度までに30か所に増やす。").roles[2] == "goal"
    assert shape("施策名|概要|達成時期", "見守り|訪ねる。|令和8年度").roles[2] == "due"


def test_a_rating_that_became_sentences_and_a_state_that_is_a_mark_change_places() -> None:
    told = shape("取組|評価|実施状況|取組状況", "訪問|年に10回行った。|A|10回行った。")
    assert told.roles == ("title", "status", "rating", "status")


def test_a_table_of_something_else_is_none() -> None:
    assert find_table(rows("品目|単価|数量|金額", "鉛筆|80|12|960")) is None
    assert find_table(rows("氏名|所属|電話番号", "担当者|福祉課|000")) is None
    assert find_table([]) is None


def _load(tmp_path: Path, text: str) -> Description:
    path = tmp_path / "shape.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def test_a_described_heading_has_its_role_and_the_others_keep_theirs(tmp_path: Path) -> None:
    description = _load(tmp_path, '[columns]\n"めざす こと" = "goal"\n"備え" = "ignore"\n"R5の数" = "actual:FY2023"')
    told = shape("とりくみ名|めざすこと|備え|Ｒ５の数|担当課", "見守り|12回|あ|10|福祉課", description=description)
    assert told.roles == ("title", "goal", None, "actual:FY2023", "ministries")


def test_a_description_by_headings_finds_no_table_without_them(tmp_path: Path) -> None:
    description = _load(tmp_path, '[columns]\n"めざすこと" = "goal"')
    assert find_table(rows("施策名|目標|担当課", "見守り|12回|福祉課"), description) is None


def test_columns_are_described_by_number(tmp_path: Path) -> None:
    description = _load(tmp_path, 'first_row = 2\n[columns]\n1 = "title"\n3 = "target:FY2026"')
    found = find_table(rows("い|ろ|は", "見守り|福祉課|12回"), description)
    assert found == (0, Shape(("title", None, "target:FY2026"), (None, None, None)))
    description = _load(tmp_path, 'first_row = 1\n[columns]\n1 = "title"\n2 = "ministries"')
    found = find_table(rows("見守り|福祉課"), description)
    assert found is not None
    assert found[0] == -1


def test_a_description_may_say_the_year_and_short_names(tmp_path: Path) -> None:
    description = _load(tmp_path, 'fiscal_year = "FY2024"\n[columns]\n"名" = "title"\n[short_names]\n"福" = "福祉課"')
    assert description.fiscal_year == "FY2024"
    assert description.short_names == {"福": "福祉課"}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "columns"),
        ("[columns]", "columns"),
        ("columns = 3", "columns"),
        ("[colums]\n1 = 'title'", "colums"),
        ("[columns]\n'名' = 'tittle'", "tittle"),
        ("[columns]\n'名' = 3", "3"),
        ("[columns]\n'名' = 'actual:令和5年度'", "actual:令和5年度"),
        ("[columns]\n'名' = 'title:FY2024'", "title:FY2024"),
        ("[columns]\n1 = 'title'", "first_row"),
        ("first_row = 0\n[columns]\n1 = 'title'", "first_row"),
        ("first_row = 'a'\n[columns]\n1 = 'title'", "first_row"),
        ("fiscal_year = 2024\n[columns]\n'名' = 'title'", "fiscal_year"),
        ("short_names = 'a'\n[columns]\n'名' = 'title'", "short_names"),
        ("[columns]\n'名' = 'title'\n[short_names]\n'福' = 1", "short_names"),
        ("[columns]\n施策 = 'title'", "引用符"),
        ("これは TOML ではない", "TOML"),
    ],
)
def test_a_wrong_description_is_refused_in_a_sentence(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(Unreadable) as refused:
        _load(tmp_path, text)
    japanese, _, english = str(refused.value).partition(" / ")
    assert named in japanese
    assert "shape.toml" in english


def test_a_description_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"gone\.toml"):
        load(tmp_path / "gone.toml")
    (tmp_path / "sjis.toml").write_bytes('[columns]\n"施策" = "title"'.encode("cp932"))
    with pytest.raises(Unreadable, match=r"UTF-8"):
        load(tmp_path / "sjis.toml")
