"""How a person is called on pages: the whereabouts are left out where a protective measure holds."""

from __future__ import annotations

from collections.abc import Mapping

from tsunagi.base.rules.sentences import __
from tsunagi.cases.rules.people import FIELDS, WHEREABOUTS

HIDDEN = __("(支援措置により表示しません)")


def details(said: Mapping[str, str], is_shielded: bool) -> dict[str, str]:
    """What a page or print shows of a person, by field, in order; nothing where nothing is known."""
    return {
        field: HIDDEN if is_shielded and field in WHEREABOUTS else said[field] for field in FIELDS if said.get(field)
    }
