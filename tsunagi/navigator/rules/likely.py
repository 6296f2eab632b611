"""Needs that nobody named and that words make likely, as learned from labelled requests.

Somebody may say what is the matter without one word of the vocabulary. How much the rows of letters of words and, where
the quick model knows the language, their vectors speak for each need was learned from the project's own requests and
from what supports say of themselves (`bench/learn_needs.py`): a need is as likely as the supports that answered like
requests meet it. Learned in the same way: how likely it is that the plan has no answer for the words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

import numpy as np

from tsunagi.navigator.rules.danger.letters import level
from tsunagi.navigator.rules.nearness import Meaning
from tsunagi.navigator.rules.sense import Floats, Letters, Sense
from tsunagi.navigator.rules.tongues import language_of

#: What is less likely is not a need.
FAINT: Final = 0.05
#: Rows of letters are weighed in so many places of the table.
PLACES: Final = 1 << 13
#: So many signs of the words are read.
READ: Final = 400


@dataclass(frozen=True, slots=True)
class Likely:
    """How likely each need is, from FAINT to about 1, and how likely it is that the plan has no answer."""

    needs: Mapping[str, float]
    outside: float


@dataclass(frozen=True, slots=True)
class Learned:
    """What speaks for each of `likely()`'s needs, and last for no answer, in letters and the vectors of some models."""

    letters: Letters
    senses: Mapping[str, Sense]
    """By the models' names."""


@cache
def needs() -> tuple[str, ...]:
    """The codes of the needs that were learned, in the order of the columns."""
    with _opened() as held:
        return tuple(map(str, held["needs"]))


@cache
def learned() -> Mapping[frozenset[str], Learned]:
    """What comes with the program, by the names of the models that it is for; read once."""
    with _opened() as held:
        return {frozenset(names.split()): _of(held, names) for names in map(str, held["sets"])}


def _opened() -> Any:
    return np.load(str(resources.files("tsunagi.navigator.rules") / "likely.npz"))


def _of(held: Mapping[str, Any], names: str) -> Learned:
    def floats(key: str) -> Floats:
        return np.asarray(held[f"{names}|{key}"], np.float32)

    letters = Letters(held[f"{names}|table"], floats("step"), floats("base"))
    senses = {name: Sense(floats(f"{name}|middle"), floats(f"{name}|table")) for name in names.split()}
    return Learned(letters, senses)


def likely(words: str, models: Sequence[Meaning]) -> Likely:
    """How likely each need is by what the words say; by letters alone where the quick model does not know them."""
    if not any(map(str.isalpha, words)):
        return Likely({}, 0.0)
    language = language_of(words)
    asked = {model.name: model for model in models if model.is_quick and language in model.languages}
    known = learned().get(frozenset(asked))
    if known is None:
        asked, known = {}, learned()[frozenset()]
    scores = known.letters.scores(level(words[:READ]).text)
    for name, model in asked.items():
        scores = scores + known.senses[name].scores(model.encode([words])[0])
    named = {code: float(score) for code, score in zip(needs(), scores, strict=False) if score > FAINT}
    return Likely(named, float(scores[-1]))
