"""Words made alike, cut into pieces, and told by their language."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagi.navigator.rules.answering import plain_language
from tsunagi.navigator.rules.spelling import LONGEST, fold, folded, pieces
from tsunagi.navigator.rules.tongues import is_easy_japanese, language_of

#: The languages of the site, and Japanese written with blanks.
SPOKEN = {"ja", "ja-easy", "en", "zh", "ko", "vi", "ne", "pt", "es", "tl", "id"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ハローワーク", "はろーわーく"),
        ("サポーター", "サポータ"),
        ("ＮＰＯ", "npo"),
        ("ﾃﾚﾜｰｸ", "テレワーク"),
        ("しんどぃ", "しんどい"),
        ("しごと が ない", "しごとがない"),
        ("não", "nao"),
        ("Tôi muốn", "toi muon"),
    ],
)
def test_what_makes_no_difference_is_made_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_signs_that_make_a_difference_are_kept_apart() -> None:
    assert fold("かき") != fold("かぎ")
    assert fold("एक्लो") != fold("एकल")


@given(st.text(max_size=200))
def test_any_text_is_folded_with_each_sign_at_its_place(text: str) -> None:
    made = folded(text)
    assert len(made.text) == len(made.places)
    assert list(made.places) == sorted(made.places)
    assert all(0 <= place < len(text) for place in made.places)


def test_a_piece_is_shown_as_it_was_typed() -> None:
    made = folded("毎日 ハローワークに通う")
    start = made.text.index("はろわく")
    assert made.shown(start, start + 4) == "ハローワーク"


def test_a_long_text_is_cut() -> None:
    assert len(fold("あ" * 100_000)) <= LONGEST


def test_two_signs_are_found_as_a_word() -> None:
    assert "保護" in pieces(fold("保護司"))
    assert "鬱" in pieces(fold("鬱"))
    assert pieces(fold("うつ")) == ["うつ"]


def test_words_of_letters_are_found_by_their_beginnings() -> None:
    assert set(pieces(fold("lonely"))) & set(pieces(fold("loneliness")))


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("今日はつらい", "ja"),
        ("しごとが ありません", "ja"),
        ("生活保護", "ja"),
        ("過食嘔吐", "ja"),
        ("DV", None),
        ("LINEで相談したい", "ja"),
        ("I need help with my rent", "en"),
        ("我需要帮助", "zh"),
        ("我沒有朋友", "zh"),
        ("도와주세요", "ko"),
        ("Tôi cần giúp đỡ", "vi"),
        ("Preciso de ajuda com o aluguel, não tenho dinheiro", "pt"),
        ("Necesito ayuda con el alquiler, no tengo dinero", "es"),
        ("Kailangan ko ng tulong, wala akong pera", "tl"),
        ("मलाई सहयोग चाहियो", "ne"),
        ("Saya butuh bantuan, tidak punya uang", "id"),
        ("Мне нужна помощь", "ru"),
        ("အကူအညီလိုတယ်", "my"),
        ("ต้องการความช่วยเหลือ", "th"),
        ("123 😀", None),
        ("", None),
    ],
)
def test_language_is_told_by_alphabet_and_small_words(words: str, language: str | None) -> None:
    assert language_of(words) == language


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("I can't pay my rent", "en"),
        ("我想死", "zh-hans"),
        ("我需要帮助", "zh-hans"),
        ("請問哪裡可以找到工作", "zh-hant"),
        ("Tôi cần giúp đỡ", "vi"),
        ("외로워요", "ko"),
        ("मलाई सहयोग चाहियो", "ne"),
        ("मुझे नौकरी चाहिए", ""),
        ("Мне нужна помощь", "ru"),
        *((words, "") for words in (
            "断酒会", "他県避難", "怪我 不安", "我慢限界", "会社解雇", "剝奪", "髙橋", "濵﨑", "今日はつらい", "DV", "NPO", "LGBT",
            "Maria Santos", "090-0000-0000", "😀", "", "yachin ga haraenai", "watashi wa sabishii desu", "hello work",
            "help", "visa", "SNS no nayami",
        )),
    ],
)  # fmt: skip
def test_a_language_to_answer_in_is_told_only_where_it_is_plain(words: str, language: str) -> None:
    assert plain_language(words) == language


def test_a_plain_language_is_hardly_ever_another_one() -> None:
    """All requests that the tests have, by the language in which they were written down."""
    asked = {
        (one["q"], one["lang"].partition("-")[0])
        for file in Path(__file__).parent.rglob("*.jsonl")
        for one in map(json.loads, file.read_text(encoding="utf-8").splitlines())
        if one.get("lang") in SPOKEN
    }
    guesses = [(language, plain_language(words).partition("-")[0] or "ja") for words, language in asked]
    assert sum(guess not in ("ja", language) for language, guess in guesses) / len(guesses) < 0.001
    others = [guess == language for language, guess in guesses if language != "ja"]
    assert sum(others) / len(others) > 0.9


def test_easy_japanese_is_told_by_its_spaces() -> None:
    assert is_easy_japanese("わたしは しごとを さがして います")
    assert not is_easy_japanese("私は仕事を探しています")
