"""Which of a record's texts somebody reads: Japanese, やさしい日本語, or English for everybody else."""

from __future__ import annotations

from typing import Any, Final, Literal

EASY: Final = "ja-easy"


def tongue(language: str) -> Literal["ja", "easy", "en"]:
    """Of the three in which records speak, the one for a page's language."""
    return "ja" if language == "ja" else "easy" if language == EASY else "en"


class Said(str):
    """A text and the language that it is in, "ja" or "en", which need not be that of the page around it."""

    __slots__ = ("lang",)
    lang: str

    def __new__(cls, text: str, lang: str = "ja") -> Said:
        """lang: as HTML names it."""
        made = super().__new__(cls, text)
        made.lang = lang
        return made


def said(record: Any, field: str, language: str) -> Said:
    """The text of a field in a language; what that language lacks is said in Japanese.

    record: has `field`, and `field` + "_easy" or "_en" where there are such texts.
    """
    own = tongue(language)
    text = "" if own == "ja" else getattr(record, f"{field}_{own}", "")
    return in_tongue(text, language) if text else Said(getattr(record, field))


def in_tongue(text: str, language: str) -> Said:
    """A text that was written in the tongue for a page's language."""
    return Said(text, "en" if tongue(language) == "en" else "ja")
