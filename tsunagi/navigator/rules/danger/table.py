"""The rules: which concepts show which danger, and what in the text speaks against it. The first that holds decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["suicide", "violence", "sexual_violence", "child_abuse", "medical", "homeless_tonight"]


@dataclass(frozen=True, slots=True)
class Rule:
    """`kind` is shown by any of the concepts in `shows`, unless the text has one of the guards in `unless`.

    Where `beside` names a concept, it must stand near by as well: each of the two alone shows nothing.
    """

    kind: Kind
    shows: tuple[str, ...]
    unless: tuple[str, ...] = ()
    beside: str | None = None
    is_certain: bool = False
    """Whether no guess outweighs it."""


#: Somebody asks about a matter and is not in it.
TALK = ("study", "policy", "training", "helping", "fiction", "harmless")
#: … or it is over. What the text says of today or of every day lifts this guard.
PAST = (*TALK, "over")
#: … or it has calmed down, which it has not for long where somebody tried to die.
OVER = (*PAST, "calmed")
LIFTED_BY_NOW = "over"
#: What holds back a guess, whatever its kind.
GUARDS = (*OVER, "joke")
#: A cry for help, or what is being done this minute, lifts every guard.
CRY = "right_now"

RULES = (
    Rule("medical", ("poisoned_other", "wanders"), OVER),
    Rule("suicide", ("wish",), is_certain=True),
    Rule("suicide", ("overdose", "self_cut", "means", "farewell", "missing"), PAST),
    Rule("sexual_violence", ("forced", "drugged", "images", "touched"), OVER),
    Rule("sexual_violence", ("unspeakable",), OVER, beside="alone_with_him"),
    Rule("violence", ("beaten_by_kin",), (*OVER, "child_victim")),
    Rule("medical", ("acute",), OVER),
    Rule("child_abuse", ("child_marks",), OVER),
    Rule("child_abuse", ("child_alone",), (*OVER, "together")),
    Rule("homeless_tonight", ("sleeping_out",), OVER),
    Rule("child_abuse", ("child_hurt",), (*OVER, "married")),
    Rule("child_abuse", ("told_by_child",), (*OVER, "grown")),
    Rule("child_abuse", ("child_hungry", "child_cries", "own_child"), OVER),
    Rule("child_abuse", ("cruelty",), (*OVER, "married", "together"), beside="a_child"),
    Rule("suicide", ("wish_named",), (*OVER, "joke")),
    Rule("violence", ("beaten", "stalked", "locked_in", "robbed_of_help"), OVER),
    Rule("violence", ("threatened",), (*OVER, "joke")),
    Rule("violence", ("harm",), (*OVER, "joke"), beside="a_doer"),
    Rule("suicide", ("way_out",), (*OVER, "joke"), beside="despair"),
    Rule("suicide", ("parting",), TALK, beside="gone"),
    Rule("suicide", ("last_words",), (*TALK, "joke"), beside="despair"),
    Rule("violence", ("armed",), OVER),
    Rule("medical", ("silent",), OVER),
    Rule("homeless_tonight", ("no_roof", "no_food", "ran_away"), OVER),
    Rule("child_abuse", ("runaway_child",), OVER),
    Rule("medical", ("unconscious", "heat"), OVER),
    Rule("medical", ("in_a_bad_way",), (*OVER, "joke"), beside="somebody"),
    Rule("violence", ("escape",), (*OVER, "joke"), beside="a_doer"),
    Rule("violence", ("turns_up",), (*OVER, "joke"), beside="the_ex"),
    Rule("homeless_tonight", ("outdoors",), OVER, beside="destitute"),
)
