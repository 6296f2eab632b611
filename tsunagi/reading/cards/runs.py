"""Runs of text on several lines taken as one string, and parts of it cut out with their place in the source."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import east_asian_width

from tsunagi.reading import mending
from tsunagi.reading.model import Fragment


def joined(fragments: Sequence[Fragment]) -> str:
    """The fragments' text, one after the other as it stands."""
    return "".join(fragment.text for fragment in fragments)


def between(fragments: Sequence[Fragment], start: int, end: int) -> tuple[Fragment, ...]:
    """What stands from `start` to `end` of the joined text, without white space around it; blank lines vanish."""
    found = []
    offset = 0
    for fragment in fragments:
        text = fragment.text
        first = max(0, start - offset)
        kept = text[first : max(first, end - offset)]
        offset += len(text)
        if kept.strip():
            first += len(kept) - len(kept.lstrip())
            found.append(mending.cut(fragment, first, first + len(kept.strip())))
    return tuple(found)


def width(text: str) -> int:
    """How wide a text is shown: a full-width character counts two, any other one."""
    return sum(2 if east_asian_width(character) in "WFA" else 1 for character in text)
