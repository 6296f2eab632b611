"""The text under each of a card's headings, with what stands in the middle of another part put in its own."""

from __future__ import annotations

from collections.abc import Sequence

from tsunagi.reading.model import Fragment

from .head import is_full
from .headings import Heading, Item
from .runs import between


def read(lines: Sequence[Item], found: dict[int, Heading], first: int, end: int) -> dict[str, tuple[Fragment, ...]]:
    """The parts of the card whose first heading is at `first`, by their roles.

    A box with one part in it stands in the middle of another, which goes on behind it. Without a drawn box that shows
    where a page begins: there a sentence goes on that the part before had left open.
    """
    parts: dict[str, list[Fragment]] = {}
    role = outer = before = found[first].role
    last: dict[str, int] = {}
    frame: int | None = None
    opened: set[str] = set()
    told = False
    for place in range(first, end):
        item = lines[place]
        if item.frame != frame:
            if frame is not None and len(opened) == 1 and told:
                role = outer
            frame, outer, opened, told = item.frame, role, set(), False
        text = item.fragments
        heading = found.get(place)
        if heading:
            before, role = role, heading.role
            opened.add(role)
            text = between(text, heading.rest, len(item.text))
        elif item.page != lines[place - 1].page and _is_left_open(lines, last.get(before), last.get(role)):
            role = before
        told = told or bool(text)
        parts.setdefault(role, []).extend(text)
        if text:
            last[role] = place
    return {role: tuple(text) for role, text in parts.items()}


def _is_left_open(lines: Sequence[Item], before: int | None, here: int | None) -> bool:
    """Whether the part before, whose last line is given, stopped inside of a sentence and the one here did not."""
    return before is not None and here is not None and is_full(lines, before) and not is_full(lines, here)
