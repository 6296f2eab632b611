"""A second net under the rules: what letters and like requests make likely, weighed together with what a rule found.

The letters of the words are weighed as learned from the made-up requests (`bench/learn_danger.py`); where models of
meaning are at hand, requests that mean the like say whether they were written in danger, and in which (`examples`).
Together with what a rule found, each for as much as it proved worth (`worth`), they say how likely a danger is. Words
that no rule knows are met where it is likely; what a rule found is not followed where it is far from that.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Final, NamedTuple, get_args

import numpy as np

from tsunagi.navigator.rules.danger.finding import Danger, is_held_back
from tsunagi.navigator.rules.danger.letters import Levelled, level
from tsunagi.navigator.rules.danger.table import Kind
from tsunagi.navigator.rules.danger.vocabulary import languages_of
from tsunagi.navigator.rules.danger.worth import odds_of_signs, signs_of
from tsunagi.navigator.rules.examples import DANGERS, examples, those_who_know, vectors_of
from tsunagi.navigator.rules.nearness import Meaning
from tsunagi.navigator.rules.sense import Floats, Letters, places_of
from tsunagi.navigator.rules.tongues import language_of

#: The columns of the weights: no danger, then the kinds.
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
#: Rows of letters are weighed in so many places of the table.
PLACES: Final = 1 << 15
#: A danger is met above these lines, in logarithms of odds: by letters alone, and with models.
LINE_OF_LETTERS: Final = -1.5
LINE: Final = -1.75
#: What a rule found is followed down to so much below the line: a guess that errs there may cost a life.
MERCY: Final = 1.0
#: So near the line a guess by the quick model is in doubt, and the slow one is asked as well.
IN_DOUBT: Final = 2.0
#: How much a rule speaks for the kind that it names, beside what like requests, and what letters say, from 0 to 1.
NAMED: Final = 0.35
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


class Guess(NamedTuple):
    """The logarithm of the odds of any danger, the line above which it is met, and how much speaks for each kind."""

    odds: float
    line: float
    kinds: Floats


@cache
def weights() -> Letters:
    """How much letters speak for no danger and for each kind; read once."""
    file = resources.files("tsunagi.navigator.rules.danger") / "second_look.npz"
    with file.open("rb") as opened, np.load(opened) as held:
        return Letters(held["table"], np.asarray(held["step"], np.float32), np.asarray(held["base"], np.float32))


def second_look(words: str, models: Sequence[Meaning] = ()) -> Danger | None:
    """The danger that words which no rule knows most likely speak of; None where that is not likely."""
    said = _said(words)
    for part in (said,) if len(said) <= LONGEST else (said[:LONGEST], said[-LONGEST:]):
        levelled = level(part)
        languages = languages_of(levelled.text)
        clauses = list(_CLAUSE.finditer(levelled.text))
        if not languages or not clauses:
            continue
        guess = _guess(levelled, said, models, None)
        if guess.odds > guess.line:
            column = 1 + int(guess.kinds.argmax())
            clause = max(clauses, key=lambda one: _speaks_for(one[0], column))
            return Danger(KINDS[column - 1], levelled.as_written(*clause.span()).strip(), languages[0])
    return None


def weighed(found: Danger, words: str, models: Sequence[Meaning] = ()) -> Danger | None:
    """What a rule found, of another kind where that is likelier; None where it was not worth following.

    What is certain by itself, a plain wish to die, stays. So does what a long text holds: only its ends are weighed.
    What a rule takes for a wish to die is not called another danger.
    """
    if found.is_certain or len(words) > LONGEST:
        return found
    said = _said(words)
    guess = _guess(level(said), said, models, found)
    if guess.odds < guess.line - MERCY:
        return None
    return found if found.kind == "suicide" else replace(found, kind=KINDS[int(guess.kinds.argmax())])


def _said(words: str) -> str:
    """The words without what is none; where it stood, a clause ends."""
    return _CODE.sub("、", words)


def _guess(levelled: Levelled, said: str, models: Sequence[Meaning], found: Danger | None) -> Guess:
    """How likely a danger is, and which; the slow model is asked in doubt, and where the quick one knows no word."""
    is_back = is_held_back(said)
    asked = those_who_know(language_of(levelled.written), models)
    guess = _guess_by(levelled, is_back, asked, found)
    # Where a rule found something, the slow model is asked in any case: a danger may be at stake.
    if asked and len(asked) < len(models) and (found or abs(guess.odds - guess.line) < IN_DOUBT):
        return _guess_by(levelled, is_back, models, found)
    return guess


def _guess_by(levelled: Levelled, is_back: bool, models: Sequence[Meaning], found: Danger | None) -> Guess:
    """The same by these models; by letters alone, where nothing was learned for just these."""
    names = frozenset(model.name for model in models)
    chances = chances_of(weights().scores(levelled.text))
    kinds, told = chances[1:], None
    if names in examples():
        scores = examples()[names].scores(levelled.text, vectors_of(levelled.written, models))[:DANGERS]
        kinds, told = scores[1:].copy(), 1 - float(scores[0])
    else:
        names = frozenset()
    if found is not None:
        kinds = kinds + NAMED * (np.array(KINDS) == found.kind)
    odds = odds_of_signs(names, signs_of(odds_of(chances), told, is_back, found))
    return Guess(odds, LINE if names else LINE_OF_LETTERS, kinds)


def _speaks_for(clause: str, column: int) -> int:
    """How much the letters of a clause speak for a kind and against no danger."""
    rows = weights().table[places_of(clause, PLACES)].astype(np.int32)
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
