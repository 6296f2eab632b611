"""The files of words can be read, and name what the rules ask for."""

from __future__ import annotations

from importlib import resources

import pytest

from tsunagi.navigator.rules.danger.letters import level
from tsunagi.navigator.rules.danger.patterns import compiled
from tsunagi.navigator.rules.danger.table import CRY, LIFTED_BY_NOW, RULES
from tsunagi.navigator.rules.danger.vocabulary import vocabulary

WORDS = resources.files("tsunagi.navigator.rules.danger") / "words"
LANGUAGES = sorted(file.name.removesuffix(".toml") for file in WORDS.iterdir())
CONCEPTS = {concept for rule in RULES for concept in (*rule.shows, rule.beside) if concept}
GUARDS = {guard for rule in RULES for guard in rule.unless} | {"now", LIFTED_BY_NOW, CRY}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_concept_and_guard_is_one_that_a_rule_asks_for(language: str) -> None:
    words = vocabulary(language)
    assert words.shows.keys() <= CONCEPTS
    assert words.guards.keys() <= GUARDS


def test_japanese_has_words_for_everything_that_a_rule_asks_for() -> None:
    words = vocabulary("ja")
    assert words.shows.keys() == CONCEPTS
    assert words.guards.keys() == GUARDS


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("薬…飲んだ", "薬をたくさん飲んだ"),
        ("薬(を|も)?飲(んだ|みました)", "薬飲みました"),
        ("{child}を叩", "息子を叩"),
        ("カッター", "ｶｯﾀｰ"),
        ("薬……飲んだ", "薬がある。もう飲んだ"),
        ("消えたい。", "消えたい"),
    ],
)
def test_a_pattern_meets(pattern: str, text: str) -> None:
    lists = {"child": ["息子", "娘"]}
    assert list(compiled(pattern, lists, spaced=False).spans(level(text).text))


@pytest.mark.parametrize(("pattern", "text"), [("薬…飲んだ", "薬。飲んだ"), ("カッター", "買った")])
def test_a_pattern_does_not_meet(pattern: str, text: str) -> None:
    assert not list(compiled(pattern, {}, spaced=False).spans(level(text).text))


def test_whole_words_are_meant_where_blanks_stand_between_words() -> None:
    assert list(compiled("hit*", {}, spaced=True).spans("he hits me."))
    assert not list(compiled("hit", {}, spaced=True).spans("a white wall."))


@pytest.mark.parametrize("pattern", ["(薬", "薬)", "", "…", "(薬)?"])
def test_a_pattern_that_is_wrong_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"pattern|bracket"):
        compiled(pattern, {}, spaced=False)
