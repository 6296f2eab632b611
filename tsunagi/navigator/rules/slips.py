"""Codes on slips of paper: eight signs that are not taken for one another, nor make up a word."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

#: No vowel; none of 0 O Q, 1 I L, 2 Z, 5 S, 8 B, U V.
SIGNS: Final = "34679CDFGHJKMNPRTWXY"
LENGTH: Final = 8
#: How long a code opens what was taken along, and how many supports that may be.
VALID: Final = timedelta(days=7)
MOST: Final = 10


def new_code(choose: Callable[[Sequence[str]], str]) -> str:
    """A code; `choose` takes one of some signs at random, as secrets.choice does."""
    return "".join(choose(SIGNS) for _ in range(LENGTH))


def grouped(code: str) -> str:
    """The code as people read it: 3467-CDFG."""
    return f"{code[:4]}-{code[4:]}"


def read_code(text: str) -> str:
    """The code that somebody typed, in small or full-width letters, with spaces or hyphens; empty if it is none."""
    plain = unicodedata.normalize("NFKC", text).upper()
    code = "".join(sign for sign in plain if sign.isalnum())
    return code if len(code) == LENGTH and all(sign in SIGNS for sign in code) else ""
