"""A second net under the rules: a linear guess, learned from the made-up requests, beside what the rules find.

It weighs the letters of the words and, where models of meaning are at hand, what they mean. Where no rule knows the
words, it speaks up only where it is rather sure, and what takes the rules back speaks against it as well; where a rule
found a danger, it may name another kind, or be so sure of none that the rule is not followed. `bench/learn_danger.py`
learns the weights.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any, Final, get_args

import numpy as np

from tsunagi.navigator.rules.danger.finding import Danger, is_held_back
from tsunagi.navigator.rules.danger.letters import Levelled, level
from tsunagi.navigator.rules.danger.table import Kind
from tsunagi.navigator.rules.danger.vocabulary import languages_of
from tsunagi.navigator.rules.nearness import Meaning
from tsunagi.navigator.rules.sense import Floats, Letters, Sense, places_of
from tsunagi.navigator.rules.tongues import language_of

#: The columns of the weights: no danger, then the kinds.
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
#: Rows of letters are weighed in so many places of the table.
PLACES: Final = 1 << 15
#: From here on a kind outweighs the one that a rule named.
SURE_OF_KIND: Final = 0.9
#: So near its line, in logarithms of odds, a guess by the quick model is in doubt, and the slow one is asked as well.
IN_DOUBT: Final = 2.5
#: What takes the rules back counts so much against a guess, in logarithms of odds.
HELD_BACK: Final = 1.0
#: What a rule found of these kinds no guess silences; only words that take it back do.
NEVER_SILENT: Final[frozenset[Kind]] = frozenset({"suicide", "violence", "sexual_violence"})
#: Of longer texts the beginning and the end are looked at, each for itself; in signs.
LONGEST: Final = 300

#: No chance is taken to be nearer to 0 or 1 than this.
_SUREST: Final = 1e-6
_CLAUSE = re.compile(r"[^.、,\s][^.、,]*")
#: Addresses of pages, numbers of receipts and of telephones, and the like: rows of signs that say nothing of anybody.
_CODE = re.compile(
    r"https?://[!-~]+|\b(?=(?:[a-z]*\d){2})(?=(?:\d*[a-z]){2})[a-z\d]{6,}\b|\b[a-z\d]{3,5}(?:-[a-z\d]{3,5})+\b"
    r"|\+?[\d０-９][\d０-９ ()−ー-]{5,}[\d０-９]",
    re.ASCII | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learned of letters and of the vectors of some models together, and two lines for the odds of a danger.

    Both lines are logarithms of odds. Words that no rule knows are met above `line`; what a rule found is not followed
    below `silence`.
    """

    letters: Letters
    senses: Mapping[str, Sense]
    """By the models' names."""
    line: float
    silence: float


@cache
def weights() -> Mapping[frozenset[str], Weights]:
    """The weights that come with the program, by the names of the models that they are for; read once."""
    file = resources.files("tsunagi.navigator.rules.danger") / "second_look.npz"
    with file.open("rb") as opened, np.load(opened) as held:
        return {frozenset(names.split()): _weights(held, names) for names in map(str, held["sets"])}


def _weights(held: Mapping[str, Any], names: str) -> Weights:
    def floats(key: str) -> Floats:
        return np.asarray(held[f"{names}|{key}"], np.float32)

    letters = Letters(held[f"{names}|table"], floats("step"), floats("base"))
    senses = {name: Sense(floats(f"{name}|middle"), floats(f"{name}|table")) for name in names.split()}
    line, silence = map(float, floats("lines"))
    return Weights(letters, senses, line, silence)


def second_look(words: str, models: Sequence[Meaning] = ()) -> Danger | None:
    """The danger that words which no rule knows most likely speak of; None where that is not rather sure."""
    words = _said(words)
    for part in (words,) if len(words) <= LONGEST else (words[:LONGEST], words[-LONGEST:]):
        levelled = level(part)
        languages = languages_of(levelled.text)
        clauses = list(_CLAUSE.finditer(levelled.text))
        if not languages or not clauses:
            continue
        chances, learned = _guess(levelled, models)
        odds = odds_of(chances)
        # What takes a danger back is looked for only where there seems to be one: that takes longer than the guess.
        if odds > learned.line and odds > learned.line + (HELD_BACK if is_held_back(words) else 0):
            column = 1 + int(chances[1:].argmax())
            clause = max(clauses, key=lambda one: _speaks_for(one[0], column))
            return Danger(KINDS[column - 1], levelled.as_written(*clause.span()).strip(), languages[0])
    return None


def weighed(found: Danger, words: str, models: Sequence[Meaning] = ()) -> Danger | None:
    """What the rules found, of another kind where that is far likelier; None where no danger is nearly sure.

    What is certain by itself, a plain wish to die, stays. So does what a long text holds: only its ends are weighed.
    Suicide and violence of any kind that a rule found are never taken for nothing: a guess that errs there may cost a
    life.
    """
    if found.is_certain or len(words) > LONGEST:
        return found
    chances, learned = _guess_by(level(_said(words)), models)  # the slow model too: a danger may be at stake
    if odds_of(chances) < learned.silence and found.kind not in NEVER_SILENT:
        return None
    likeliest = int(chances.argmax())
    if found.kind == "suicide" or likeliest == 0 or chances[likeliest] < SURE_OF_KIND:
        return found
    return replace(found, kind=KINDS[likeliest - 1])


def _said(words: str) -> str:
    """The words without what is none; where it stood, a clause ends."""
    return _CODE.sub("、", words)


def _guess(levelled: Levelled, models: Sequence[Meaning]) -> tuple[Floats, Weights]:
    """How likely no danger and each kind are, and the weights that say so."""
    language = language_of(levelled.written)
    quick = [model for model in models if model.is_quick and language in model.languages]
    chances, learned = _guess_by(levelled, quick)
    has_slow = not all(model.is_quick for model in models)
    if has_slow and (not quick or abs(odds_of(chances) - learned.line) < IN_DOUBT):
        return _guess_by(levelled, models)
    return chances, learned


def _guess_by(levelled: Levelled, models: Sequence[Meaning]) -> tuple[Floats, Weights]:
    """What the weights for these models say; those for letters alone, where there are none for just these models."""
    known = weights()
    asked = {model.name: model for model in models}
    if frozenset(asked) not in known:
        asked = {}
    learned = known[frozenset(asked)]
    scores = learned.letters.scores(levelled.text)
    for name, model in asked.items():
        scores = scores + learned.senses[name].scores(model.encode([levelled.written])[0])
    return chances_of(scores), learned


def _speaks_for(clause: str, column: int) -> int:
    """How much the letters of a clause speak for a kind and against no danger."""
    rows = weights()[frozenset()].letters.table[places_of(clause, PLACES)].astype(np.int32)
    return int((rows[:, column] - rows[:, 0]).sum())


def chances_of(scores: Floats) -> Floats:
    """Scores as shares of 1, along the last axis."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: Floats = powers / powers.sum(axis=-1, keepdims=True)
    return shares


def odds_of(chances: Floats) -> float:
    """The logarithm of the odds of any danger."""
    calm = min(max(float(chances[0]), _SUREST), 1 - _SUREST)
    return math.log((1 - calm) / calm)
