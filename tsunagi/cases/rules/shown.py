"""How what is known of a person is said: the whereabouts are left out where a protective measure holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tsunagi.base.rules.sentences import __
from tsunagi.cases.rules.people import FIELDS, WHEREABOUTS

HIDDEN = __("(支援措置により表示しません)")


def details(said: Mapping[str, str], is_shielded: bool) -> dict[str, str]:
    """What a page or print shows of a person, by field, in order; nothing where nothing is known."""
    return {
        field: HIDDEN if is_shielded and field in WHEREABOUTS else said[field] for field in FIELDS if said.get(field)
    }


def said_day(text: str, language: str) -> str:
    """A day that was kept as text (1980-05-01), as people say it; what is no day stays as it is."""
    try:
        day = datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        return text
    return f"{day.day} {day:%B} {day.year}" if language == "en" else f"{day.year}年{day.month}月{day.day}日"
