"""Marks: what a support is about, for whom, where and how it is reached, as single tokens of the index.

A mark holds a sign that stands in no text, so that no word finds it and nothing is found by part of one.
"""

from __future__ import annotations

import re
from typing import Final

#: A sign for private use: a letter to every index, and in no text that was cut into tokens.
SIGN: Final = "\ue001"
#: What may not stand in a token as it is: an index may fold capitals, or read signs as its own.
_OTHERS: Final = re.compile(r"[^0-9a-z_-]")


def mark(kind: str, code: str) -> str:
    """The token of one code, which may be anything that somebody asked for."""
    safe = _OTHERS.sub(lambda found: f"{SIGN}{ord(found[0]):x}{SIGN}", code)
    return f"{SIGN}{kind}{SIGN}{safe}"


def served(code: str) -> list[str]:
    """The marks of a support that serves an area: "00" the country, two digits a prefecture, six a municipality."""
    return [mark("area", code), *([mark("inside", code[:2])] if len(code) == 6 else [])]


def serving(area: str) -> list[str]:
    """The marks of which one shows that a support is there for an area; for a whole prefecture those inside it too."""
    covering = [mark("area", code) for code in dict.fromkeys(("00", area[:2], area))]
    return [*covering, mark("inside", area)] if len(area) == 2 else covering
