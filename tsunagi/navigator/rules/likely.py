"""Needs that nobody named and that the meaning of the words makes likely, as learned from labelled requests.

Somebody may say what is the matter without one word of the vocabulary. How much the vectors of the quick model speak
for each need was learned from the project's own requests (`bench/learn_needs.py`): a need is as likely as the supports
that answered like requests meet it. Without the model, and in languages that it does not know, nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

import numpy as np

from tsunagi.navigator.rules.nearness import Meaning
from tsunagi.navigator.rules.sense import Floats, Sense
from tsunagi.navigator.rules.tongues import language_of

#: What is less likely is not a need.
FAINT: Final = 0.05


@dataclass(frozen=True, slots=True)
class Learned:
    """The codes of the needs, what speaks for each, and how likely each is before anything is said."""

    needs: tuple[str, ...]
    senses: Mapping[str, Sense]
    """By the models' names."""
    base: Floats


@cache
def learned() -> Learned:
    """What comes with the program, read once."""
    file = resources.files("tsunagi.navigator.rules") / "likely.npz"
    with file.open("rb") as opened, np.load(opened) as held:
        senses = {
            name: Sense(held[f"{name}|middle"].astype(np.float32), held[f"{name}|table"].astype(np.float32))
            for name in map(str, held["models"])
        }
        return Learned(tuple(map(str, held["needs"])), senses, held["base"].astype(np.float32))


def likely_needs(words: str, models: Sequence[Meaning]) -> dict[str, float]:
    """How likely each need is by what the words mean, from FAINT to about 1; nothing where its model is missing."""
    known = learned()
    language = language_of(words)
    asked = {model.name: model for model in models if language in model.languages}
    if not words.strip() or known.senses.keys() - asked.keys():
        return {}
    scores = known.base.copy()
    for name, sense in known.senses.items():
        scores += sense.scores(asked[name].encode([words])[0])
    return {code: float(score) for code, score in zip(known.needs, scores, strict=True) if score > FAINT}
