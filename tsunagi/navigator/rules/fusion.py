"""One formula for how well a support fits: what was heard, put together.

    fit = (WORDS·words + NEEDS·needs + ANSWERS·answers + Σ MEANING·meaning of each model)
          / (the weights of all that took part) × who asks × place × language × way × open now

Each part lies between 0 (nothing) and about 1 (all of it); each factor is 1 where it says nothing. The numbers were
worked out on labelled requests that nothing was learned from; how others fare: docs/explanation/the-navigator.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from tsunagi.navigator.rules.postings import Scores

# ---- The parts' weights ----

WORDS: Final = 1.0
NEEDS: Final = 1.0
ANSWERS: Final = 1.5
MEANING: Final = 0.4

#: Where a part reaches a half: so much BM25, so many needs met, a measure so likely.
HALF_OF_WORDS: Final = 60.0
HALF_OF_NEEDS: Final = 0.7
HALF_OF_ANSWERS: Final = 0.45

# ---- Needs ----

#: A support's first need counts in full, each further one less.
FURTHER_NEED: Final = 0.6
#: Who writes in another language than Japanese, or in easy Japanese, may need help for foreign residents: how surely.
FOREIGN: Final = 0.4
EASY: Final = 0.2
#: A need that the words make likely, though none names it, counts so many times its likelihood.
LIKELY: Final = 1.5
#: A danger that was met names its needs, and counts them more than words could.
DANGERS: Final = {
    "suicide": {"suicidal": 2.2, "loneliness": 2.0},
    "violence": {"domestic_violence": 2.2, "stalking": 2.0},
    "sexual_violence": {"sexual_violence": 2.2, "crime_victim": 1.7},
    "child_abuse": {"child_abuse": 2.2, "human_rights": 1.0},
    "medical": {"elder_watch": 1.2, "illness": 0.5, "heat": 0.4},
    "homeless_tonight": {"money": 2.2, "homeless": 2.0, "food": 1.0, "any_trouble": 0.7},
}
#: Nothing but a cry for help: somebody who listens at once, and by telephone where no other way was asked for.
CRY: Final = {"loneliness": 2.2, "any_trouble": 2.0}
#: … and in another language whoever listens in it.
FOREIGN_CRY: Final = 2.0

#: Beside a danger that was met the words count so much: they tell what happened more than what helps.
WORDS_IN_DANGER: Final = 0.5

# ---- Factors ----

#: Who asks for a body, in a profession or to help: what is for them. What is for none of their kind is for a body half.
FOR_WHO_ASKS: Final = 1.25
NOT_FOR_BODIES: Final = 0.5
#: Who asks in need, or for somebody in need: what is for helpers, and what is for bodies alone.
FOR_HELPERS_ALONE: Final = 0.8
FOR_BODIES_ALONE: Final = 0.65
#: What is first of all for people in such circumstances, where nothing says at least so surely that they are in them.
CIRCUMSTANCES: Final = frozenset((
    "self_defence_force", "civil_servant", "overseas_japanese", "released", "probation", "evacuee", "disaster",
    "student_advice", "freelance", "foreign_resident", "bullying", "young_carer", "consumer", "marriage",
    "crime_victim",
))  # fmt: skip
#: Groups of people who are young: what is for them alone, where nothing says so surely that one of them is meant.
YOUNG: Final = frozenset(("children", "students", "young_people"))
OF_THE_YOUNG: Final = frozenset((
    "bullying", "school_refusal", "dropout", "learning_support", "student_advice", "child_abuse", "child_poverty",
    "young_carer", "care_leaver", "parenting",
))  # fmt: skip
NAMED: Final = 0.3
OTHER_CIRCUMSTANCES: Final = 0.75
#: A place in their own town, before what only says to ask the town.
IN_TOWN: Final = 1.5
IN_PREFECTURE: Final = 1.1
SOMEWHERE: Final = 0.8
IN_LANGUAGE: Final = 1.1
BY_WAY: Final = 1.15
OPEN: Final = 1.1
#: What a support is worth whose measures all stand above already, beside one with a further measure.
AGAIN: Final = 0.7

# ---- Enough ----

#: What the best must reach where words name a need, where they name none, and where they name something that the plan
#: has no answer for. Where a danger was met, anything is enough.
ENOUGH_FOR_NEED: Final = 0.035
ENOUGH: Final = 0.1
ENOUGH_OUTSIDE: Final = 0.36
#: From here on a need was named.
NEEDED: Final = 0.7
#: A meaning that is so much nearer to what the plan has no answer for than to any support says so this surely; and so
#: does a likelihood above this one, as it was learned.
NEARER: Final = 0.08
LIKELY_OUTSIDE: Final = 0.25
OUTSIDE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Parts:
    """What each part found for all supports, and the models' parts where there are models. answers: how likely they
    are as answers to such words."""

    words: Scores
    needs: Scores
    answers: Scores
    meanings: Sequence[Scores]


def fused(parts: Parts) -> Scores:
    """How well all supports fit, before who asks and where: 0 to about 1."""
    total: Scores = WORDS * _bent(parts.words, HALF_OF_WORDS) + NEEDS * _bent(parts.needs, HALF_OF_NEEDS)
    total = total + ANSWERS * _bent(parts.answers, HALF_OF_ANSWERS)
    for meaning in parts.meanings:
        total = total + MEANING * meaning
    return (total / (WORDS + NEEDS + ANSWERS + MEANING * len(parts.meanings))).astype(np.float32)


def _bent(amounts: Scores, half: float) -> Scores:
    return (amounts / (amounts + np.float32(half))).astype(np.float32)
