"""What a reason repeats of somebody's words reads as a word, and says something."""

from __future__ import annotations

import re

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from tests.navigator.test_ranking import OURS
from tsunagi.navigator.queries.wording import say_reasons
from tsunagi.navigator.rules.index import Asked, Index
from tsunagi.navigator.rules.reasons import reasons, said
from tsunagi.navigator.rules.repeating import as_a_word
from tsunagi.navigator.rules.spelling import folded
from tsunagi.navigator.rules.support import Reason, Support


def repeated(text: str) -> str:
    """What may be repeated of the piece of a text that stands in [ ]."""
    before, piece, after = re.split(r"[\[\]]", text)
    return as_a_word(before + piece + after, len(before), len(before + piece))


@pytest.mark.parametrize(
    "text",
    [
        "[家賃]が高い", "[さびしい]です", "[学校に行けない]ので", "国の[交付金]", "昨日、[逃げてきた]人", "[登校]していない",
        "母の[介護]", "[契約できない]", "部活の[ＯＢ]の車", "[80代]の方",
    ],
)  # fmt: skip
def test_a_word_is_repeated(text: str) -> None:
    assert repeated(text) == re.split(r"[\[\]]", text)[1]


@pytest.mark.parametrize(
    "text",
    [
        "[]", "[を知りたい]", "[に行けない]", "[協議会を作]りたい", "家賃が[払えな]い", "予[約できない]", "[部屋から出]ません", "教[えてくれる]人", "母が[死にた]いと",
        "[見守]りを", "[書く人がい]ない", "[電気代が高く]て", "相談[員の人件費]", "夜中の[コン]ビニ", "[従業員1]2人", "新聞[が4]日", "出[たくない]です",
    ],
)  # fmt: skip
def test_a_piece_of_a_word_is_not_repeated(text: str) -> None:
    assert repeated(text) == ""


@pytest.mark.parametrize(("text", "word"), [("[ポスタ]ーを", "ポスター"), ("[NP]Oの", "NPO")])
def test_what_was_left_off_at_the_end_is_put_back(text: str, word: str) -> None:
    assert repeated(text) == word


@given(st.text(alphabet="あいたるがを行出会契約見守ポスターNo1 、。", max_size=20), st.integers(0, 20), st.integers(0, 20))
def test_never_more_than_was_written_nor_another_beginning(words: str, start: int, end: int) -> None:
    start, end = min(start, len(words)), min(end, len(words))
    assert words[start:].startswith(as_a_word(words, start, end))


def test_where_only_pieces_match_it_is_said_without_them() -> None:
    with override("ja"):
        assert say_reasons([Reason("words")])[0] == "書いてくださったことばが案内にあります。"
        assert say_reasons([Reason("words", word="家賃")])[0] == "「家賃」ということばが案内にあります。"


def test_a_word_of_another_language_is_repeated_whole() -> None:
    support = Support(id="baby", names=("아기",), says=("아이를 혼자 키우고 있어요",), needs=("parenting",))
    (found,) = Index.build([support], OURS).rank("아이를 낳았어요", limit=1)
    assert "어요" not in [reason.word for reason in found.why]


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
        Reason("words"),
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
    support = Support(id="desk", names=("One-stop desk",), needs=("foreign_resident",), audience=("person",))
    (found,) = Index.build([support], OURS).rank("Em buồn quá, không biết làm gì", lang="vi", limit=1)
    assert found.why == (Reason("need", "foreign_resident"),)


def test_every_support_that_is_shown_has_a_reason() -> None:
    support = Support(id="food", names=("食べ物の寄付",), details=("残った物を集める",))
    asked = Asked(folded("残ったのは八軒だ"), heard=(), outside=0.0, who="self", language="ja")
    assert reasons(support, said(support), asked, meaning=0.0) == (Reason("words"),)
