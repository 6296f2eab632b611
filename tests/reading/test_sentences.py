"""Sentences, items of lists, and the words that name what a number counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagi.reading import sentences


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences.split(text)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("茶の間を開く。電話を受ける。", ["茶の間を開く。", "電話を受ける。"]),
        ("茶の間（週に三度。雨の日も。）を開く。次へ。", ["茶の間（週に三度。雨の日も。）を開く。", "次へ。"]),
        ("「寄り合い。」を開く。", ["「寄り合い。」を開く。"]),
        ("茶の間（週に三度。電話を受ける。", ["茶の間（週に三度。", "電話を受ける。"]),
        ("「茶の間（週に三度。」の後。次へ。", ["「茶の間（週に三度。」の後。", "次へ。"]),
        ("次を行う。・茶の間 ・電話", ["次を行う。", "・茶の間 ", "・電話"]),
        ("次を行う。①茶の間②電話", ["次を行う。", "①茶の間②電話"]),
        ("(1)茶の間を開く (2)電話を受ける", ["(1)茶の間を開く ", "(2)電話を受ける"]),
        ("見守り・声かけを続ける", ["見守り・声かけを続ける"]),
        ("【茶の間】 12件", ["【茶の間】", " 12件"]),
        (" 。", [" 。"]),
        ("  ", []),
        ("", []),
    ],
)
def test_text_is_split_at_full_stops_and_bullets(text: str, parts: list[str]) -> None:
    assert split(text) == parts


anything = st.text(st.sampled_from("茶の間。、・①（）()「」【】 12件"), max_size=60)


@given(anything)
def test_splitting_keeps_every_letter_in_order(text: str) -> None:
    assert "".join("".join(split(text)).split()) == "".join(text.split())


@given(anything, st.data())
def test_every_letter_has_its_sentence(text: str, data: st.DataObject) -> None:
    spans = sentences.split(text)
    if spans:
        start, end = data.draw(st.sampled_from(spans))
        place = data.draw(st.integers(start, end - 1))
        assert sentences.sentence_at(spans, place) == (start, end)


def test_a_place_behind_the_last_sentence_belongs_to_it() -> None:
    assert sentences.sentence_at([(0, 3), (3, 7)], 7) == (3, 7)


def test_what_goes_on_without_end_is_divided() -> None:
    assert max(map(len, split("茶の間、" * 2_000))) <= 1_000


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("件数（延べ）は", "件数    は"),
        ("件数（延べ(月)）は", "件数       は"),
        ("件数（延べは", "件数（延べは"),
        ("件数)は", "件数)は"),
    ],
)
def test_brackets_are_blanked_out_where_they_close(text: str, plain: str) -> None:
    assert sentences.without_brackets(text) == plain


@pytest.mark.parametrize(
    ("before", "name"),
    [
        ("相談件数は、", "相談件数"),
        ("・茶の間の数：", "茶の間の数"),
        ("令和6年度の利用者数は", "利用者数"),
        ("令和6年度末までに、見守り隊員を新たに", "見守り隊員"),
        ("令和6年度末までの養成者数は累計", "養成者数"),
        ("茶の間を開き、利用者数は延べ約", "利用者数"),
        ("茶の間は12か所、利用者数は", "利用者数"),
        ("茶の間の利用者数（延べ）は", "茶の間の利用者数"),
        ("これにより、利用者数は", "利用者数"),
        ("協議会の設置、市町村においては", "協議会の設置(市町村)"),
        ("", ""),
    ],
)
def test_words_before_a_number_name_what_it_counts(before: str, name: str) -> None:
    assert sentences.name_before(f"{before}293件", len(before), 0) == name


def test_words_of_the_sentence_before_name_nothing() -> None:
    text = "茶の間を開いた。利用者数は293件"
    assert sentences.name_before(text, text.index("293"), text.index("。") + 1) == "利用者数"


@given(anything, anything)
def test_likeness_is_the_same_both_ways_and_whole_for_a_part(one: str, two: str) -> None:
    assert sentences.likeness(one, two) == sentences.likeness(two, one)
    assert 0.0 <= sentences.likeness(one, two) <= 1.0
    if sentences.bigrams(one):
        assert sentences.likeness(one, one) == 1.0


def test_likeness_goes_by_pairs_of_letters() -> None:
    assert sentences.likeness("茶の間の利用者数", "利用者数") == 1.0
    assert sentences.likeness("茶の間", "電話相談") == 0.0
    assert sentences.likeness("茶", "茶の間") == 0.0


@pytest.mark.parametrize("text", ["受講者数を累計", "受講者数は、累計で延べ", "受講者数の合計", "受講者数について、年間"])
def test_words_that_lead_up_to_a_number_are_no_part_of_what_it_counts(text: str) -> None:
    assert sentences.name_before(f"{text}300人とする。", len(text), 0) == "受講者数"
