"""A plan's list of contents: each measure under its section, and again (再掲) under the others that it serves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from tsunagi.reading import ministries, sections
from tsunagi.reading.characters import fold

_ENTRY = re.compile(r"\s*(?:施策|事業|取組)?\s*(?:No|NO|no|№|番号)\s*[.:]?\s*(\d{1,4})\s*[::.]?\s*(?=\D)")
_AGAIN = re.compile(r"\s*[(\[【]?再掲[)\]】]?\s*")
_LEADER = re.compile(r"(?:[\s.…・‥]{2,}|(?<=[】)]))\s*\d{1,4}\s*$|[\s.…・‥]{3,}$")
_BODIES = re.compile(r"【([^【】]*)】")
_CIRCLED = re.compile(r"\s*[①-⑳]")


@dataclass(slots=True)
class Entry:
    """What the list says of one measure: its title, who is in charge, its own section and those that repeat it."""

    number: int
    title: str = ""
    ministries: tuple[str, ...] = ()
    home: str | None = None
    sections: list[str] = field(default_factory=list)
    times: int = 0


def section_heading(text: str, policy: int | None) -> tuple[int | None, str | None] | None:
    """(policy, section) that a heading like （２） or ③ opens below `policy`; None if the line is none."""
    mark = sections.mark(text)
    if mark.policy is not None:
        return mark.policy, None
    if mark.part is not None and _CIRCLED.match(text):
        return policy, f"{policy}-{mark.part}" if policy is not None else str(mark.part)
    return None


def read(lines: Sequence[str]) -> dict[int, Entry]:
    """The measures listed, by their number. `lines` is all that stands before the first card."""
    entries: dict[int, Entry] = {}
    policy: int | None = None
    here: list[str] = []  # headings right after one another share what follows
    fresh = False
    text: list[str] = []
    for line in [*lines, ""]:
        start = _ENTRY.match(fold(line))
        # Inside of brackets that the line before opened, ① is no heading.
        heading = None if start or is_open("".join(text)) else section_heading(line, policy)
        if text and (start or heading or not line):
            _enter(entries, text, here)
            text = []
        if start:
            text, fresh = [_plain(line)], False
        elif heading:
            policy, section = heading
            if section:
                here = [*here, section] if fresh else [section]
                fresh = True
            else:
                here, fresh = [], False
        elif text:
            text.append(_plain(line))
    return entries


def _plain(line: str) -> str:
    """A line without the dots and the page number at its end."""
    return _LEADER.sub("", line.strip()).strip()


def _enter(entries: dict[int, Entry], lines: list[str], here: list[str]) -> None:
    """Add one entry of the list, given as its lines."""
    text = "".join(lines)
    start = _ENTRY.match(fold(text))
    if start is None:
        return
    entry = entries.setdefault(int(start.group(1)), Entry(int(start.group(1))))
    entry.sections += [section for section in here if section not in entry.sections]
    if _AGAIN.match(fold(text), start.end()):
        return
    entry.times += 1
    entry.home = here[-1] if here else None
    entry.ministries = ministries.names(_BODIES.findall(text))
    items = next((place for place, line in enumerate(lines) if place and is_item(line)), len(lines))
    entry.title = _BODIES.sub("", "".join(lines[:items])[start.end() :]).strip()


def is_open(text: str) -> bool:
    """Whether a bracket that the text opens is not closed in it."""
    flat = fold(text)
    return any(flat.count(opening) > flat.count(closing) for opening, closing in ("()", "「」", "【】", "『』"))


def is_item(line: str) -> bool:
    """Whether a line is one of the things that a measure consists of, listed under its title."""
    return line.lstrip().startswith(("・", "･", "－", "-"))
