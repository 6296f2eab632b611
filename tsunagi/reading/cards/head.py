"""What stands over a card's first heading: its number, the sections that it belongs to, its title, who is in charge."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tsunagi.reading import ministries
from tsunagi.reading.characters import fold
from tsunagi.reading.model import Fragment

from .contents import is_item, section_heading
from .headings import Item
from .runs import between, joined, width

#: 施策 No.12, on a line of its own or before a title.
NUMBER = re.compile(
    r"\s*((?:施策|事業|取組|項目)\s*(?:No|NO|no|№|番号)?|(?:No|NO|no|№|番号))\s*[.:]?\s*(\d{1,4})\s*号?\s*[.:]?(?:\s+|$)"
)
_MARK = re.compile(r"\s*[●■◆○◎□◇▼▶★☆]\s*")
_BODIES = re.compile(r"(?:【([^【】]+)】|[（(]([^（()）]+)[）)])\s*$")
_COUNT = re.compile(r"\s*(?:(\d{1,3})\s*[.、)]\s*|(\d{1,3})\s+)(?=\D)")
#: A line at least this much as long as the longest near it was broken because it was full.
_FULL = 0.85


@dataclass(frozen=True, slots=True)
class Head:
    """A card's head: its parts as runs of the source's text, its sections in the order in which it names them.

    `policy` is the last one named: the next card's headings may stand under it.
    """

    number: int | None
    sections: tuple[str, ...]
    policy: int | None
    title: tuple[Fragment, ...]
    ministries: tuple[Fragment, ...]
    parts: tuple[Fragment, ...]


def read(lines: Sequence[Item], policy: int | None) -> Head:
    """The head that the lines over a card's first heading make; `policy` is the one that the card before stood in."""
    number = None
    above: list[str] = []
    beside = False  # whether the title stands beside the number
    for place, item in enumerate(lines):
        match = NUMBER.match(fold(item.text))
        if match:
            number = int(match.group(2))
            above = [item.text for item in lines[:place]]
            rest = between(item.fragments, match.end(), len(item.text))
            lines = [*([Item(rest, joined(rest))] if rest else []), *lines[place + 1 :]]
            beside = bool(rest) and not any(section_heading(item.text, None) for item in lines[1:])
            break
    start = 0 if beside and not any(is_marked(item.text) for item in lines) else title_start(lines)
    sections, policy = _sections([*above, *(item.text for item in lines[:start])], policy)
    named: list[list[Fragment]] = [[]]  # the title, then the things that the measure consists of
    for item in lines[start:]:
        if named[-1] and is_item(item.text):
            named.append([])
        named[-1] += item.fragments
    title, bodies = _title(named[0])
    parts: tuple[Fragment, ...] = ()
    for one in named[1:]:
        part, more = _title(one)
        parts += part
        bodies += more
    return Head(number, sections, policy, title, bodies, parts)


def numbered(heads: Sequence[Head]) -> list[Head]:
    """Heads without numbers, with those that stand at the beginning of their titles, where these count the cards."""
    found = [_COUNT.match(fold(joined(one.title))) for one in heads]
    numbers = [int(match.group(1) or match.group(2)) if match else None for match in found]
    first = numbers[0] if numbers else None
    if first is None or numbers != list(range(first, first + len(heads))):
        return list(heads)
    return [
        replace(one, number=number, title=between(one.title, match.end(), len(joined(one.title))))
        for one, number, match in zip(heads, numbers, found, strict=True)
        if match
    ]


def title_start(lines: Sequence[Item]) -> int:
    """Where the title begins among lines that end with it: at its mark, else behind the last section's heading."""
    marked = [place for place, item in enumerate(lines) if is_marked(item.text)]
    if marked:
        return marked[-1]
    start = max(0, len(lines) - 1)
    while start and is_item(lines[start].text):
        start -= 1
    while start and not section_heading(lines[start - 1].text, None) and is_full(lines, start - 1):
        start -= 1
    while start < len(lines) - 1 and section_heading(lines[start].text, None):
        start += 1
    return start


def is_marked(text: str) -> bool:
    """Whether a line begins with the sign that marks a title."""
    return _MARK.match(text) is not None


def is_full(lines: Sequence[Item], place: int) -> bool:
    """Whether a line goes on in the next one: it is about as long as lines get there, and ends no sentence."""
    text = lines[place].text.strip()
    near = lines[max(0, place - 10) : place + 20]
    return not text.endswith(("。", "】")) and width(text) >= _FULL * max(width(item.text.strip()) for item in near)


def _sections(lines: Sequence[str], policy: int | None) -> tuple[tuple[str, ...], int | None]:
    """The sections that a card names in its head, and the last policy: （２） and under it ① and ③ are 2-1 and 2-3."""
    found: list[str] = []
    bare = False
    for line in lines:
        heading = section_heading(line, policy)
        if heading is None:
            continue
        if heading[1] is not None:
            found.append(heading[1])
        elif bare:
            found.append(str(policy))
        policy, bare = heading[0], heading[1] is None
    if bare:
        found.append(str(policy))
    return tuple(dict.fromkeys(found)), policy


def _title(fragments: Sequence[Fragment]) -> tuple[tuple[Fragment, ...], tuple[Fragment, ...]]:
    """A title without its mark, and the names of those in charge that stand in brackets at its end."""
    text = joined(fragments)
    start = match.end() if (match := _MARK.match(text)) else 0
    found = _BODIES.search(text)
    if found is None or not (found.group(1) or ministries.looks_like(found.group(2))):
        return between(fragments, start, len(text)), ()
    group = 1 if found.group(1) else 2
    return between(fragments, start, found.start()), between(fragments, found.start(group), found.end(group))
