"""A case: what may follow what, and when it has no next step. The states are a table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

#: For each state of a case those that may follow it; docs/reference/cases.md is made from this.
NEXT: Final[Mapping[str, tuple[str, ...]]] = {
    "intake": ("assessment", "planned", "closed"),
    "assessment": ("planned", "closed"),
    "planned": ("planned", "closed"),
    "closed": ("intake",),
}

#: The state that a case comes to when a form is filed: the first time, if it may.
REACHED_BY: Final[Mapping[str, str]] = {"assessment": "assessment", "plan": "planned"}


def may_follow(state: str, wanted: str) -> bool:
    """Whether a case may go from one state to another."""
    return wanted in NEXT[state]


def is_open(state: str) -> bool:
    """Whether somebody's need is still open, so that there must be a next step."""
    return state != "closed"


def after_form(state: str, form: str) -> str:
    """The state of a case after a form was filed; as it was where the form moves nothing."""
    wanted = REACHED_BY.get(form, state)
    return wanted if may_follow(state, wanted) else state


def referral_began(began: str, state: str) -> str:
    """How a referral began: as its case did while that is at its intake, later in the course of casework."""
    return began if state == "intake" else "casework"


def is_late(due: date, day: date) -> bool:
    """Whether a step should have been done by now."""
    return day > due
