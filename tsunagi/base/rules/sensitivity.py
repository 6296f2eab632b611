"""How much harm it does when what a field holds gets known: data about fields, which pages, exports and tests ask."""

from __future__ import annotations

from enum import StrEnum


class Sensitivity(StrEnum):
    """From personal to a danger for life. Every field that has one is sealed in the database."""

    PERSONAL = "personal"
    """About a living person (個人情報の保護に関する法律 第2条第1項)."""
    SPECIAL = "special"
    """Special care-required personal information (要配慮個人情報, 第2条第3項), or as harmful as that."""
    WHEREABOUTS = "whereabouts"
    """Where a person is to be found: shown to nobody where a protective measure (支援措置) hides it."""
