"""What a reason repeats of somebody's words reads as a word, and says something."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from tests.navigator.test_ranking import OURS
from tsunagi.navigator.queries.wording import say_reasons
from tsunagi.navigator.rules.index import Index
from tsunagi.navigator.rules.support import Reason, Support


@pytest.mark.parametrize("word", ["家賃", "さびしい", "学校に行けない", "交付金"])
def test_a_word_is_repeated(word: str) -> None:
    with override("ja"):
        assert word in say_reasons([Reason("words", word=word)])[0]


@pytest.mark.parametrize("word", ["", "を知りたい", "に行けない", "協議会を作", "払えな"])
def test_a_piece_of_a_sentence_is_not_repeated(word: str) -> None:
    with override("ja"):
        assert say_reasons([Reason("words", word=word)])[0] == "書いてくださったことばが案内にあります。"


def test_a_need_has_its_name_in_the_language_of_the_page() -> None:
    with override("vi"):
        assert "Cô đơn" in say_reasons([Reason("need", "loneliness")])[0]


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
    with override("ja"):
        assert say_reasons([need, part, cut, own]) == [*say_reasons([need]), *say_reasons([own])]
        assert say_reasons([cut]) == ["書いてくださったことばが案内にあります。"]


def test_endings_alone_are_no_reason() -> None:
    support = Support(id="place", names=("あつまる ばしょ",), says=("はなす ひとが いません",), needs=("loneliness",))
    (found,) = Index.build([support], OURS).rank("ともだちが いません。さみしいです", limit=1)
    assert [reason.because for reason in found.why] == ["need"]


def test_who_writes_in_another_language_is_told_why_too() -> None:
    support = Support(id="desk", names=("One-stop desk",), needs=("foreign_resident",))
    (found,) = Index.build([support], OURS).rank("Em buồn quá, không biết làm gì", lang="vi", limit=1)
    assert found.why == (Reason("need", "foreign_resident"),)
