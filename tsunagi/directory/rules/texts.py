"""Which of a record's texts somebody reads: Japanese, やさしい日本語, or English for everybody else."""

from __future__ import annotations

from typing import Any, Final, Literal

EASY: Final = "ja-easy"


def tongue(language: str) -> Literal["ja", "easy", "en"]:
    """Of the three in which records speak, the one for a page's language."""
    return "ja" if language == "ja" else "easy" if language == EASY else "en"


def said(record: Any, field: str, language: str) -> str:
    """The text of a field in a language; what that language lacks is said in Japanese.

    record: has `field`, and `field` + "_easy" or "_en" where there are such texts.
    """
    ending = {"ja": "", "easy": "_easy", "en": "_en"}[tongue(language)]
    return getattr(record, field + ending, "") or getattr(record, field)
