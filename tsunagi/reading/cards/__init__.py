"""A plan written as cards, one a measure: a number, the sections it stands in, its title, and its parts under headings.

A card may run over pages, and a box with one of its parts may stand in the middle of another one.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tsunagi.reading import mending, ministries
from tsunagi.reading.characters import fold
from tsunagi.reading.grid import Records
from tsunagi.reading.model import Doubt, Fragment, Record, Source

from . import contents, head, parts
from .headings import Heading, Item, headings, items

#: What a card tells of its measure.
_PARTS = {"overview", "goal", "status", "review", "challenge"}
#: A head has at most so many lines.
_TALLEST = 20
#: A part that at least this share of the cards have is missed where a card lacks it.
_USUAL = 0.9


def records(source: Source) -> Records:
    """The document's cards as records, each with all the sections that it stands in; none where it has no cards."""
    lines = items(source)
    found = headings(lines)
    starts = _starts(lines, found)
    cards = _counted(_cards(lines, found, starts))
    if sum(_is_card(card) for card in cards) <= len(cards) / 2:
        return Records([], (), None, [])
    listed = contents.read([item.text for item in lines[: starts[0]]])
    doubts = list(_missing(cards))
    if listed:
        doubts += _differences(cards, listed)
        cards = [_at_home(card, listed) for card in cards]
    columns = tuple(dict.fromkeys(role for card in cards for role in card.columns))
    return Records(cards, columns, None, doubts)


def _is_card(card: Record) -> bool:
    """Whether two parts at least have text: the headings of a table stand one after the other with none between."""
    return sum(bool(text) for role, text in card.columns.items() if role in _PARTS) >= 2


def _starts(lines: Sequence[Item], found: dict[int, Heading]) -> list[int]:
    """Where each card begins: at its number, else at the first line of what stands over its first heading."""
    order = sorted(found)
    kinds: dict[tuple[str, bool], list[int]] = {}
    for place, item in enumerate(lines):
        text = fold(item.text)
        match = head.NUMBER.match(text)
        # What follows a heading is its text, whatever it looks like.
        if match and place not in found and place - 1 not in found:
            kinds.setdefault((match.group(1).replace(" ", ""), match.end() == len(text)), []).append(place)
    best: list[int] = []
    for places in kinds.values():
        held = [
            place
            for place, end in zip(places, [*places[1:], len(lines)], strict=True)
            if (following := bisect_right(order, place)) < len(order) and order[following] < end
        ]
        best = max(best, held, key=len)
    most = max(Counter(heading.role for heading in found.values()).values(), default=0)
    return _cycles(lines, found, order, best if len(best) >= most / 2 else [])


def _cycles(lines: Sequence[Item], found: dict[int, Heading], order: list[int], known: list[int]) -> list[int]:
    """The beginnings of all cards: those known by their numbers, and where the headings begin again without one."""
    starts: list[int] = []
    waiting = deque(known)
    seen: list[str] = []
    before = -1
    for heading in order:
        role = found[heading].role
        if waiting and waiting[0] < heading:
            starts.append(waiting.popleft())
            seen = []
        elif known and not starts:
            continue
        elif role == (seen or [role])[0] or (not known and role in seen):
            above = [] if role in ("number", "title") else lines[max(before + 1, heading - _TALLEST) : heading]
            starts.append(_with_sections(lines, found, heading - len(above) + head.title_start(above)))
            seen = []
        seen.append(role)
        before = heading
    return starts


def _cards(lines: Sequence[Item], found: dict[int, Heading], starts: Sequence[int]) -> list[Record]:
    """The cards that begin at `starts`, each read up to the next one."""
    order = sorted(found)
    firsts = [order[bisect_left(order, start)] for start in starts]
    heads = _heads(lines, starts, firsts)
    if sum(bool(one.sections) for one in heads) < len(heads) / 2:
        # The sections' headings stand between the cards.
        starts = [_with_sections(lines, found, start) for start in starts]
        heads = _heads(lines, starts, firsts)
        sections: tuple[str, ...] = ()
        for place, one in enumerate(heads):
            sections = one.sections or sections
            heads[place] = replace(one, sections=sections)
    if not any(one.number for one in heads):
        heads = head.numbered(heads)
    return [
        _card(one, parts.read(lines, found, first, end))
        for one, first, end in zip(heads, firsts, [*starts, len(lines)][1:], strict=True)
    ]


def _heads(lines: Sequence[Item], starts: Sequence[int], firsts: Sequence[int]) -> list[head.Head]:
    heads: list[head.Head] = []
    for start, first in zip(starts, firsts, strict=True):
        heads.append(head.read(lines[start:first], heads[-1].policy if heads else None))
    return heads


def _with_sections(lines: Sequence[Item], found: dict[int, Heading], start: int) -> int:
    """Where the headings of sections begin that stand over a card."""
    place = start
    while place > 0 and place - 1 not in found and start - place < _TALLEST:
        place -= 1
        text = lines[place].text.strip()
        if contents.section_heading(text, None) and not text.endswith("。"):
            start = place
        elif not head.is_full(lines, place - 1):
            break
    return start


def _card(one: head.Head, texts: dict[str, tuple[Fragment, ...]]) -> Record:
    named = {"title": one.title, "ministries": one.ministries, "parts": one.parts}
    columns = {role: text for role, text in named.items() if text} | texts
    said = fold(mending.join(columns.pop("number", ()))).strip()
    number = int(said) if one.number is None and re.fullmatch(r"\d{1,4}", said) else one.number
    return Record(number, "read", one.sections, columns)


def _counted(cards: Sequence[Record]) -> list[Record]:
    """The cards with their numbers: where none has one they count by their order, a lost one goes by its neighbours."""
    if not any(card.number for card in cards):
        return [replace(card, number=number, number_state="inferred") for number, card in enumerate(cards, 1)]
    found = list(cards)
    for place, card in enumerate(found):
        before = found[place - 1].number if place else 0
        after = cards[place + 1].number if place + 1 < len(cards) else None
        if card.number is None and before is not None and after in (before + 2, None):
            found[place] = replace(card, number=before + 1, number_state="inferred")
    return found


def _missing(cards: Sequence[Record]) -> Iterator[Doubt]:
    """Parts that nearly all cards have and some do not."""
    times = Counter(role for card in cards for role in card.columns)
    usual = [role for role, count in times.items() if _USUAL * len(cards) <= count < len(cards)]
    for card in cards:
        for role in usual:
            if role not in card.columns:
                yield Doubt(
                    card.number,
                    role,
                    "ほかの施策にはあるこの欄がない / The other measures have this part, this one does not",
                )


def _differences(cards: Sequence[Record], listed: dict[int, contents.Entry]) -> Iterator[Doubt]:
    """Where the list of contents and the cards do not agree."""
    numbers = {card.number for card in cards}
    for number, entry in listed.items():
        if number not in numbers:
            yield Doubt(number, "number", "目次にあるが本文にない / Listed in the contents, but there is no such card")
        elif entry.times != 1:
            yield Doubt(
                number,
                "number",
                f"目次に再掲でない行が{entry.times}回ある"
                f" / The contents list it {entry.times} times as itself, apart from its repeats",
            )
    for card in cards:
        if card.number not in listed:
            yield Doubt(
                card.number, "number", "本文にあるが目次にない / There is a card, but the contents do not list it"
            )
            continue
        entry = listed[card.number]
        title = mending.join(card.columns.get("title", ()))
        bodies = ministries.names([mending.join(card.columns.get("ministries", ()))])
        for column, here, there in (
            ("title", title, entry.title),
            ("ministries", "、".join(sorted(bodies)), "、".join(sorted(entry.ministries))),
            ("section", "、".join(sorted(card.sections)), "、".join(sorted(entry.sections))),
        ):
            if _bare(here) != _bare(there):
                yield Doubt(
                    card.number,
                    column,
                    f"本文では「{here}」、目次では「{there}」 / The card says “{here}”, the contents “{there}”",
                )


def _bare(text: str) -> str:
    return "".join(fold(text).split())


def _at_home(card: Record, listed: dict[int, contents.Entry]) -> Record:
    """The card with the section in front under which the contents list it as itself."""
    entry = listed.get(card.number) if card.number is not None else None
    if entry is None:
        return card
    sections = card.sections or tuple(entry.sections)
    if entry.home in sections:
        sections = (entry.home, *(section for section in sections if section != entry.home))
    return replace(card, sections=sections)
