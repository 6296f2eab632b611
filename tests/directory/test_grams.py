"""How texts are cut into what is searched for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagi.directory.rules.grams import LONGEST_QUERY, Term, fold, terms, tokens


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("電話相談", ["電話", "話相", "相談", "談", ""]),
        ("鬱", ["鬱", ""]),
        ("DV相談", ["dv", "", "相談", "談", ""]),
        ("コドモ こども", ["こど", "ども", "も", "", "こど", "ども", "も", ""]),
        ("０１２０－２７９－３３８", ["0120279338", ""]),
        ("#8008", ["8008", ""]),
        ("", []),
        ("・、。!?", []),
    ],
)
def test_text_is_cut_into_pairs_and_words(text: str, cut: list[str]) -> None:
    assert tokens(text) == cut


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("相談", [Term(("相談",))]),
        ("電話相談", [Term(("電話", "話相", "相談"))]),
        ("鬱", [Term(("鬱",), is_prefix=True)]),
        ("DV 相談 dv", [Term(("dv",), is_prefix=True), Term(("相談",))]),
        ("  ", []),
    ],
)
def test_words_become_terms(words: str, wanted: list[Term]) -> None:
    assert terms(words) == wanted


@given(st.text(max_size=300))
def test_any_text_can_be_searched_for_and_folding_twice_changes_nothing(text: str) -> None:
    assert len(terms(text)) <= 10
    assert all(all(token and "'" not in token and '"' not in token for token in term.tokens) for term in terms(text))
    assert terms(text) == terms(text[:LONGEST_QUERY])
    assert fold(fold(text)) == fold(text)
