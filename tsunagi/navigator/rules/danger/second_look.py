"""A second net under the rules: a linear guess, learned from the made-up requests, at words that no rule knows.

It weighs the letters of the words and, where a model of meaning is at hand, what they mean, and speaks up only where it
is rather sure. What takes the rules back holds it back as well. `bench/learn_danger.py` learns the weights.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any, Final, get_args

import numpy as np
import numpy.typing as npt

from tsunagi.navigator.rules.danger.finding import Danger, is_held_back
from tsunagi.navigator.rules.danger.letters import Levelled, level
from tsunagi.navigator.rules.danger.table import Kind
from tsunagi.navigator.rules.danger.vocabulary import languages_of
from tsunagi.navigator.rules.nearness import Meaning
from tsunagi.navigator.rules.tongues import language_of

Floats = npt.NDArray[np.floating[Any]]

#: The columns of the weights: no danger, then the kinds.
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
#: Up to so many letters in a row are weighed, in so many places of the table.
LONGEST_ROW: Final = 4
PLACES: Final = 1 << 15
#: From here on a kind outweighs the one that a rule named.
SURE_OF_KIND: Final = 0.75
#: These a rule names for good.
KEPT: Final = frozenset({"suicide", "child_abuse"})
#: Of longer texts the beginning and the end are looked at, each for itself; in signs.
LONGEST: Final = 300

_CLAUSE = re.compile(r"[^.、,\s][^.、,]*")


@dataclass(frozen=True, slots=True)
class Letters:
    """What rows of letters speak for, and the line that counts."""

    table: npt.NDArray[np.int8]
    """One row a place, one column a kind; times `step`."""
    step: Floats
    base: Floats
    line: float

    def scores(self, text: str) -> Floats:
        """How much a levelled text speaks for no danger and for each kind."""
        rows = self.table[places_of(text)]
        scores: Floats = rows.sum(axis=0) * self.step / np.sqrt(len(rows)) + self.base
        return scores


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learned. A guess counts where its chance of any danger is above the line."""

    alone: Letters
    """Where the letters decide alone."""
    beside: Letters
    """Where what the words mean is added."""
    meaning: Floats
    """One row a number of the model's vector, one column a kind."""


@cache
def weights() -> Weights:
    """The weights that come with the program, read once."""
    file = resources.files("tsunagi.navigator.rules.danger") / "second_look.npz"
    with file.open("rb") as opened, np.load(opened) as held:
        alone, beside = (
            Letters(held[f"{name}_table"], held[f"{name}_step"], held[f"{name}_base"], float(held[f"{name}_line"]))
            for name in ("alone", "beside")
        )
        return Weights(alone, beside, held["meaning"].astype(np.float32))


def second_look(words: str, meaning: Meaning | None = None) -> Danger | None:
    """The danger that words which no rule knows most likely speak of; None where that is not rather sure."""
    for part in (words,) if len(words) <= LONGEST else (words[:LONGEST], words[-LONGEST:]):
        levelled = level(part)
        languages = languages_of(levelled.text)
        clauses = list(_CLAUSE.finditer(levelled.text))
        if not languages or not clauses:
            continue
        chances, line = _guess(levelled, meaning)
        if 1 - chances[0] > line and not is_held_back(words):
            column = 1 + int(chances[1:].argmax())
            clause = max(clauses, key=lambda one: _speaks_for(one[0], column))
            return Danger(KINDS[column - 1], levelled.as_written(*clause.span()).strip(), languages[0])
    return None


def of_surest_kind(found: Danger, words: str, meaning: Meaning | None = None) -> Danger:
    """What the rules found, of another kind where that is far likelier. A wish to die and what a child suffers stay."""
    chances, _ = _guess(level(words[:LONGEST]), meaning)
    likeliest = int(chances.argmax())
    if found.kind in KEPT or likeliest == 0 or chances[likeliest] < SURE_OF_KIND:
        return found
    return replace(found, kind=KINDS[likeliest - 1])


def _guess(levelled: Levelled, meaning: Meaning | None) -> tuple[Floats, float]:
    """How likely no danger and each kind are, and the line that counts."""
    learned = weights()
    if meaning is None or language_of(levelled.written) not in meaning.languages:
        return chances_of(learned.alone.scores(levelled.text)), learned.alone.line
    vector = meaning.encode([levelled.written])[0]
    return chances_of(learned.beside.scores(levelled.text) + vector @ learned.meaning), learned.beside.line


def _speaks_for(clause: str, column: int) -> int:
    """How much the letters of a clause speak for a kind and against no danger."""
    rows = weights().alone.table[places_of(clause)].astype(np.int32)
    return int((rows[:, column] - rows[:, 0]).sum())


def places_of(text: str) -> npt.NDArray[np.intp]:
    """The places in the table of all rows of one to LONGEST_ROW letters in a levelled text, each once."""
    padded = "." + text
    rows = {padded[i : i + n] for n in range(1, LONGEST_ROW + 1) for i in range(len(padded) - n + 1)}
    return np.unique([zlib.crc32(row.encode("utf-8", "surrogatepass")) % PLACES for row in rows])


def chances_of(scores: Floats) -> Floats:
    """Scores as shares of 1, along the last axis."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: Floats = powers / powers.sum(axis=-1, keepdims=True)
    return shares
