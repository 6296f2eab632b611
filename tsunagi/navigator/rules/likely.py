"""Needs that nobody named, and measures that words make likely, as learned from labelled requests.

Somebody may say what is the matter without one word of the vocabulary. How much the rows of letters of words and, where
the quick model knows the language, their vectors speak for each need and each measure was learned from the project's
own requests and from what supports say of themselves (`bench/learn_needs.py`): a measure is as likely as it answered
like requests, a need as the supports that answered them meet it. Learned in the same way: how likely it is that the
plan has no answer for the words. Where models know the language, requests that mean the like say more of measures than
single numbers of vectors, and are asked in their place (`examples`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final, TypeVar

import numpy as np

from tsunagi.navigator.rules.danger.letters import level
from tsunagi.navigator.rules.examples import DANGERS, examples, those_who_know, vectors_of
from tsunagi.navigator.rules.nearness import Meaning
from tsunagi.navigator.rules.sense import Floats, Letters, Sense
from tsunagi.navigator.rules.tongues import language_of

Name = TypeVar("Name", str, int)

#: What is less likely is none.
FAINT: Final = 0.05
#: What letters say of measures counts so much where no model knows what they mean; in other languages than Japanese, of
#: which less was learned, so much.
BY_LETTERS: Final = 0.5
BY_FOREIGN_LETTERS: Final = 0.25
#: Rows of letters are weighed in so many places of the table.
PLACES: Final = 1 << 13
#: So many signs of the words are read.
READ: Final = 400


@dataclass(frozen=True, slots=True)
class Likely:
    """How likely each need and each measure is, from FAINT to about 1, and that the plan has no answer."""

    needs: Mapping[str, float]
    measures: Mapping[int, float]
    outside: float


@dataclass(frozen=True, slots=True)
class Learned:
    """What speaks for each of `needs()` and `measures()`, and last for no answer, in letters and vectors of models."""

    letters: Letters
    senses: Mapping[str, Sense]
    """By the models' names."""


@cache
def needs() -> tuple[str, ...]:
    """The codes of the needs that were learned, in the order of the columns."""
    with _opened() as held:
        return tuple(map(str, held["needs"]))


@cache
def measures() -> tuple[int, ...]:
    """The numbers of the measures that were learned, in the order of the columns that follow the needs'."""
    with _opened() as held:
        return tuple(map(int, held["measures"]))


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
    """How likely each is by what the words say; by letters alone where the quick model does not know them."""
    if not any(map(str.isalpha, words)):
        return Likely({}, {}, 0.0)
    language = language_of(words)
    asked = those_who_know(language, models)
    names, vectors = frozenset(model.name for model in asked), vectors_of(words, asked)
    text = level(words[:READ]).text
    known = learned().get(names, learned()[frozenset()])
    scores = known.letters.scores(text)
    for name, sense in known.senses.items():
        scores = scores + sense.scores(vectors[name])
    of_needs, of_measures, outside = np.split(scores, [len(needs()), len(scores) - 1])
    alike = examples().get(names)
    if alike is not None:
        of_measures, outside = np.split(alike.scores(text, vectors)[DANGERS:], [-1])
    else:
        of_measures = of_measures * (BY_LETTERS if language in (None, "ja") else BY_FOREIGN_LETTERS)
    return Likely(_plain(needs(), of_needs), _plain(measures(), of_measures), float(outside[0]))


def _plain(names: Sequence[Name], scores: Floats) -> dict[Name, float]:
    """The scores that are not faint, by their names."""
    return {name: float(score) for name, score in zip(names, scores, strict=True) if score > FAINT}
