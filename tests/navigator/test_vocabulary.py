"""The vocabulary of needs: what it hears, and that the one we ship is sound."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.repo import tree
from tsunagi.directory.rules.codes import NEEDS
from tsunagi.navigator.rules.spelling import fold, folded
from tsunagi.navigator.rules.vocabulary import FaultyVocabulary, Vocabulary, read_vocabulary

TEXT = (tree.ROOT / "tsunagi" / "navigator" / "needs.toml").read_text(encoding="utf-8")
OURS = read_vocabulary(TEXT)


def hear(vocabulary: Vocabulary, words: str, kind: str = "need") -> dict[str, str]:
    return {heard.code: heard.word for heard in vocabulary.hear(folded(words))[kind]}


def small(words: str) -> Vocabulary:
    return read_vocabulary(f"[need.hikikomori]\nja = {json.dumps(words.split(), ensure_ascii=False)}\n")


@pytest.mark.parametrize(
    ("written", "said", "heard"),
    [
        ("部屋…出て", "部屋からもう一年出てこない", True),
        ("部屋…出て", "出ても部屋", False),
        ("部屋…出て", "部屋は六畳で日当たりも風通しもよくて、外に出てみた", False),
        ("外に出られな", "外出られない", True),
        ("外に出られな", "外も出られへん", True),
        ("外に出られな", "外に出られん", True),
        ("外に出られな", "外に出られた", False),
        ("ヒキコモリ", "ひきこもり", True),
    ],
)
def test_a_word_is_heard_in_the_forms_that_people_use(written: str, said: str, heard: bool) -> None:
    assert bool(hear(small(written), said)) is heard


def test_the_word_is_given_back_as_it_was_typed() -> None:
    assert hear(small("ヒキコモリ"), "うちは ひきこもりです") == {"hikikomori": "ひきこもり"}


def test_a_long_word_of_letters_stands_for_its_endings_and_a_short_one_for_itself() -> None:
    made = read_vocabulary('[need.debt]\nen = ["loan", "bankrupt"]\n')
    assert hear(made, "I went bankruptcy") == {"debt": "bankrupt"}
    assert not hear(made, "loaner")
    assert not hear(made, "a reloan")


def test_a_part_of_a_longer_word_of_another_need_is_not_heard() -> None:
    made = read_vocabulary('[need.suicidal]\nja = ["自死"]\n[need.bereaved_by_suicide]\nja = ["自死で亡くし"]\n')
    assert hear(made, "父を自死で亡くしました") == {"bereaved_by_suicide": "自死で亡くし"}


def test_hints_make_less_sure_than_words_and_several_make_surer() -> None:
    made = read_vocabulary('[need.money]\nja = ["困窮"]\nhints = ["お金", "財布"]\n')
    [word], [hint], [both] = (made.hear(folded(said))["need"] for said in ("困窮", "お金", "財布のお金"))
    assert hint.sure < both.sure < word.sure


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[need.nonsense]\nja = ['あ']", "nonsense"),
        ("[who.ghost]\nja = ['あ']", "ghost"),
        ("[need.money]\nxx = ['あ']", "xx"),
        ("[need.money]\nja = ['お金', 'ー']", "says nothing"),
        ("[other.money]\nja = ['あ']", "other"),
        ("[need", "TOML"),
    ],
)
def test_a_faulty_vocabulary_is_refused_with_a_sentence(text: str, complaint: str) -> None:
    with pytest.raises(FaultyVocabulary, match=complaint):
        read_vocabulary(text)


def test_ours_knows_every_need_in_japanese_and_english() -> None:
    given_needs = tomllib.loads(TEXT)["need"]
    assert set(given_needs) == NEEDS
    assert all({"ja", "en"} <= set(lists) for lists in given_needs.values())


def test_ours_says_nothing_twice() -> None:
    for kind in tomllib.loads(TEXT).values():
        for code, lists in kind.items():
            for language, words in lists.items():
                made = [fold(word) for word in words]
                assert not {word for word in made if made.count(word) > 1}, (code, language)


@pytest.mark.parametrize(
    ("words", "who"),
    [
        ("市役所の福祉課の者です", "official"),
        ("NPOを運営しています", "npo"),
        ("中学で担任をしています", "professional"),
        ("困っている人の力になりたい", "helper"),
        ("隣の部屋のおじいさんが心配", "neighbour"),
        ("息子が学校に行きません", "family"),
    ],
)
def test_ours_hears_who_speaks(words: str, who: str) -> None:
    assert OURS.hear(folded(words))["who"][0].code == who


@given(st.text(max_size=300))
def test_any_text_is_heard(words: str) -> None:
    heard = OURS.hear(folded(words))
    assert all(0 < one.sure <= 1 for kind in heard.values() for one in kind)


def test_no_request_of_the_tests_stands_in_ours() -> None:
    requests = Path(__file__).with_name("requests.jsonl").read_text(encoding="utf-8").splitlines()
    said = {fold(json.loads(line)["q"]) for line in requests if len(json.loads(line)["q"]) > 6}
    words = {
        fold(word)
        for kind in tomllib.loads(TEXT).values()
        for lists in kind.values()
        for one in lists.values()
        for word in one
    }
    assert not said & words


@pytest.mark.parametrize(
    ("said", "need"),
    [
        ("店长拖欠了我两个月的工资", "work_harassment"),
        ("사장님이 월급을 못 준대요", "work_harassment"),
        ("Mi jefe no me ha pagado el sueldo", "work_harassment"),
        ("残業が月に百時間です", "work_harassment"),
        ("昼休みはいつもひとりです", "loneliness"),
        ("雑談が恋しい", "loneliness"),
        ("友達を作れる所は", "friends"),
        ("介護があるので会社をやめるか迷う", "caring"),
    ],
)
def test_what_people_say_at_work_and_of_company_is_heard(said: str, need: str) -> None:
    assert need in hear(OURS, said)
