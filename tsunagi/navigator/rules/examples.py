"""What answered requests whose meaning is like that of the words, as models understand both.

Beside the weights of letters a request that was learned from speaks for the measures that answered it, the more, the
nearer its meaning is to that of the words; far ones hardly count. So what somebody tells is answered by what answered
the few who told the like, which no weight of single numbers of a vector can say. `bench/learn_examples.py` learns it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

import numpy as np

from tsunagi.navigator.rules.nearness import Meaning
from tsunagi.navigator.rules.sense import Floats, Letters, seen_from

#: The first columns of what requests speak for: no danger, then its kinds. Then come the measures, and last no answer.
DANGERS: Final = 7
#: The higher, the less what is not very near counts.
STEEP: Final = 4


@dataclass(frozen=True, slots=True)
class Space:
    """Requests in a model's space, of which only the axes are kept along which they differ most."""

    middle: Floats
    """The mean of the requests' vectors, from which each is seen."""
    axes: Floats
    """One row a number of a vector, one column an axis."""
    rows: Floats
    """One row a request, of length 1; one column an axis."""

    def nearness(self, vector: Floats) -> Floats:
        """How near the requests are to a vector: 2 where they are the same, and soon next to nothing."""
        return nearness(along(self.axes, seen_from(self.middle, vector)), self.rows)


@dataclass(frozen=True, slots=True)
class Examples:
    """What requests speak for, by their letters and by their meaning to some models."""

    letters: Letters
    spaces: Mapping[str, Space]
    """By the models' names."""
    speaks: Floats
    """One row a request, one column a thing."""

    def scores(self, text: str, vectors: Mapping[str, Floats]) -> Floats:
        """How much a levelled text and the models' vectors of it speak for each thing."""
        near = sum(self.spaces[name].nearness(vector) for name, vector in vectors.items())
        scores: Floats = self.letters.scores(text) + near @ self.speaks
        return scores


def along(axes: Floats, directions: Floats) -> Floats:
    """Directions along these axes alone, of length 1 again."""
    return seen_from(np.zeros(1, np.float32), directions @ axes)


def nearness(some: Floats, others: Floats) -> Floats:
    """How near each of some directions is to each of others, from 0 to 2."""
    near: Floats = 2 * ((1 + np.clip(some @ others.T, -1, 1)) / 2) ** STEEP
    return near


@cache
def examples() -> Mapping[frozenset[str], Examples]:
    """What comes with the program, by the names of the models that it is for; read once."""
    file = resources.files("tsunagi.navigator.rules") / "examples.npz"
    with file.open("rb") as opened, np.load(opened) as held:
        spaces = {name: _space(held, name) for name in map(str, held["models"])}
        return {frozenset(names.split()): _of(held, names, spaces) for names in map(str, held["sets"])}


def _space(held: Mapping[str, Any], name: str) -> Space:
    middle, axes, unit = (np.asarray(held[f"{name}|{key}"], np.float32) for key in ("middle", "axes", "unit"))
    return Space(middle, axes, held[f"{name}|rows"] * unit)


def _of(held: Mapping[str, Any], names: str, spaces: Mapping[str, Space]) -> Examples:
    step, base, speaks = (np.asarray(held[f"{names}|{key}"], np.float32) for key in ("step", "base", "speaks"))
    letters = Letters(held[f"{names}|table"], step, base)
    return Examples(letters, {name: spaces[name] for name in names.split()}, speaks)


def those_who_know(language: str | None, models: Sequence[Meaning]) -> list[Meaning]:
    """The models to ask in a language: the quick one alone where it knows the language; all of them where only a slow
    one does; none where there is no slow one."""
    quick = [model for model in models if model.is_quick]
    if any(language in model.languages for model in quick):
        return quick
    return list(models) if len(models) > len(quick) else []


def vectors_of(words: str, models: Sequence[Meaning]) -> dict[str, Floats]:
    """The models' vectors of the words, by the models' names."""
    return {model.name: model.encode([words])[0] for model in models}
