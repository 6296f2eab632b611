"""What a contact already knows of somebody, put where a case has its place for it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

from tsunagi.cases.rules.people import SHORTEST_NUMBER, UNNAMED

#: How somebody got in touch (Contact.Way), and what the support record calls it.
WAYS: Final[Mapping[str, str]] = {
    "telephone": "telephone",
    "in_person": "meeting",
    "chat": "message",
    "form": "message",
    "mail": "message",
    "line": "message",
    "letter": "message",
}

#: The worries of the intake form, and the needs of the directory that they speak of. A need without one is "other".
WORRIES: Final[Mapping[str, str]] = {
    "health": "illness disability mental_health mental_illness developmental hearing eating_disorder addiction"
    " overdose dementia suicidal self_harm pregnancy postpartum",
    "housing": "housing homeless guarantor evacuee",
    "income": "money child_poverty",
    "debt": "debt consumer",
    "work_search": "work_search job_loss",
    "work_trouble": "work_harassment workplace_health freelance",
    "neighbours": "loneliness friends place_to_be elder_watch",
    "family": "divorce single_parent young_carer",
    "children": "parenting school_refusal learning_support",
    "care": "caring",
    "withdrawal": "hikikomori",
    "violence": "domestic_violence sexual_violence stalking child_abuse",
    "food": "food",
}
_WORRY_OF: Final = {need: worry for worry, needs in WORRIES.items() for need in needs.split()}


def worries_of(needs: Iterable[str]) -> list[str]:
    """The intake form's worries for some needs, each once, in the order of the form."""
    found = {_WORRY_OF.get(need, "other") for need in needs if need}
    return [worry for worry in (*WORRIES, "other") if worry in found]


def said_of(name: str, reach: str) -> dict[str, str]:
    """A record's fields by the name that somebody gave, or none, and where they can be reached."""
    said = {"name": name.strip() or UNNAMED}
    plain = unicodedata.normalize("NFKC", reach).strip()
    if re.fullmatch(r"[^@\s]+@[^@\s]+", plain):
        said["email"] = plain
    elif len(re.sub(r"\D", "", plain)) >= SHORTEST_NUMBER and not re.search(r"[^\d\s()+\-‐-―ー]", plain):
        said["telephone"] = reach.strip()
    return said
