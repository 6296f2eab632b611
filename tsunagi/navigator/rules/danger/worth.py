"""What the signs of a danger are worth together: what a rule found, what letters and like requests make likely.

A rule finds words; how often such words were written in danger differs from rule to rule. What each is worth beside
the guesses was learned on requests that none of them was made from (`bench/learn_examples.py`); `worth.toml` says it,
for people to read.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final

from tsunagi.navigator.rules.danger.finding import Danger

#: Beyond this, what like requests say of a danger is as good as certain.
SURE: Final = 0.7


def signs_of(odds: float, examples: float | None, is_held_back: bool, found: Danger | None) -> dict[str, float]:
    """The signs by name, and how much there is of each.

    odds: logarithm of the odds of any danger by letters and models. examples: how much like requests speak for one,
    about 0 to 1; None where no model knows the language. found: what a rule found.
    """
    signs = {"always": 1.0, "odds": odds}
    if examples is not None:
        signs["examples"] = min(max(examples, 0.0), SURE)
        signs["none"] = min(examples, 0.0)
    if is_held_back:
        signs["held back"] = 1.0
    if found is not None:
        signs |= {"rule": 1.0, f"kind: {found.kind}": 1.0, f"concept: {found.concept}": 1.0}
    return signs


def odds_of_signs(models: frozenset[str], signs: Mapping[str, float]) -> float:
    """The logarithm of the odds of a danger, by these signs; one that was never seen in learning is worth nothing."""
    known = worth()[models]
    return sum(known.get(name, 0.0) * amount for name, amount in signs.items())


@cache
def worth() -> Mapping[frozenset[str], Mapping[str, float]]:
    """What each sign is worth, by the names of the models that take part; read once."""
    text = (resources.files("tsunagi.navigator.rules.danger") / "worth.toml").read_text(encoding="utf-8")
    return {frozenset(names.split()): signs for names, signs in tomllib.loads(text).items()}
