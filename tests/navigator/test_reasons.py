"""What a reason repeats of somebody's words reads as a word, and says something."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from tests.navigator.test_ranking import OURS
from tsunagi.navigator.queries.wording import say_reason
from tsunagi.navigator.rules.index import Index
from tsunagi.navigator.rules.support import Reason, Support
from tsunagi.navigator.templatetags.navigator import telling


@pytest.mark.parametrize("word", ["家賃", "さびしい", "学校に行けない", "交付金"])
def test_a_word_is_repeated(word: str) -> None:
    with override("ja"):
        assert word in say_reason(Reason("words", word=word))


@pytest.mark.parametrize("word", ["", "を知りたい", "に行けない", "協議会を作", "払えな"])
def test_a_piece_of_a_sentence_is_not_repeated(word: str) -> None:
    with override("ja"):
        assert say_reason(Reason("words", word=word)) == "書いてくださったことばが案内にあります。"


def test_a_need_has_its_name_in_the_language_of_the_page() -> None:
    with override("vi"):
        assert "Cô đơn" in say_reason(Reason("need", "loneliness"))


def test_a_small_word_of_a_language_is_no_reason() -> None:
    support = Support(id="rent", names=("Tiền nhà",), says=("không trả được tiền nhà",), needs=("housing",))
    (found,) = Index.build([support], OURS).rank("tôi không trả được tiền nhà", limit=1)
    assert "không" not in [reason.word for reason in found.why]


def test_what_the_need_has_said_already_is_not_said_again() -> None:
    need, part, cut, own = (
        Reason("need", "parenting", word="3歳の子"),
        Reason("words", word="3歳"),
        Reason("words", word="を知りたい"),
        Reason("words", word="保育園"),
    )
    assert telling([need, part, cut, own]) == [need, own]
    assert telling([cut]) == [cut]
