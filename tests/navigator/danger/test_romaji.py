"""Japanese in Latin letters is read as what it says, and other languages are left as they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagi.navigator.rules.danger import find_danger
from tsunagi.navigator.rules.danger.romaji import in_kana


@pytest.mark.parametrize(
    ("words", "kana"),
    [
        ("konya neru tokoro ga nai", "こんや ねる ところ が ない"),
        ("Kyou, issho ni itte kudasai", "きょう, いっしょ に いって ください"),
        ("matchi ga nai, denki mo nai desu", "まっち が ない, でんき も ない です"),
    ],
)
def test_romaji_becomes_kana(words: str, kana: str) -> None:
    assert in_kana(words) == kana


@pytest.mark.parametrize(
    "words",
    ["", "I have no place to stay", "saya mau tidur di sini", "gusto ko na sana", "no tengo a donde ir", "nai"],
)
def test_other_languages_are_left_alone(words: str) -> None:
    assert in_kana(words) == ""


@pytest.mark.parametrize(
    ("words", "kind"),
    [("konya neru tokoro ga nai desu", "homeless_tonight"), ("otto ni nagurareta, kowai yo", "violence"),
     ("mou shinitai desu", "suicide"), ("nihongo wo benkyou shitai desu", None)],
)  # fmt: skip
def test_danger_in_romaji_is_met(words: str, kind: str | None) -> None:
    danger = find_danger(words)
    assert (danger and danger.kind) == kind
    if danger is not None:
        assert danger.because in words and danger.language == "ja"


@given(st.text(alphabet="aiueoknstshcyr ,.", max_size=60))
def test_any_letters_are_read_or_left(words: str) -> None:
    assert in_kana(words) == "" or not set(in_kana(words)) & set("aiueoknstshcyr")
