"""The headings of a card's parts: ＜現状＞, 【目標】, ■概要 or 概要: in front of a text.

They are found by their words and by their shape: a bracketed line of its own that stands in card after card.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tsunagi.reading.characters import fold
from tsunagi.reading.model import Fragment, Line, Source
from tsunagi.reading.sentences import likeness
from tsunagi.reading.shapes import role_of

from .runs import joined

_AS_TEXT = {
    "target": "goal",
    "indicator": "goal",
    "due": "goal",
    "actual": "status",
    "actual_target": "status",
    "baseline": "status",
}
#: A heading has at most so many characters between its brackets.
_LONGEST = 24
#: A bracketed line is a heading of the document if it stands at least this often for each time of the commonest one.
_OFTEN = 0.3
#: A heading worded differently once is still the one that it is so much like.
_ALIKE = 0.5

#: What the headings of parts are made of: a line that is nothing else is one, in brackets or not.
_WORDS = re.compile(
    r"(?:施策|事業|取組|計画|名称?|番号|No\.?|の|と|及び|並びに|・|等|を踏まえた|に向けた|概要|内容|目的|目標|指標|KPI|値|達成|実施|進捗|状況|期間"
    r"|現状|実績|成果|結果|評価|課題|今後|次年度|方向性?|方針|予定|展開|見直し|改善|担当|所管|関係|府省庁名?|省庁名?|機関|部署|部局|課|係"
    r"|関連|URL|リンク|参考|\s)+(?:\([^()]*\))?"
)

_PAGE = re.compile(r"\s*\d{1,4}\s*")
_BRACKETED = re.compile(r"\s*([<〈《【〔\[])\s*([^<>〈〉《》【】〔〕\[\]。]+?)\s*([>〉》】〕\]])\s*[::]?\s*")
_MARKED = re.compile(r"\s*[■◆▼●○◎□◇▶▷▽△★☆]\s*([^。、::]+?)\s*[::]?\s*")
_LABELLED = re.compile(r"\s*[■◆▼●○◎□◇▶▷]?\s*([^\s。、::]{2,16})\s*[::]\s*(?=\S)")
_BARE = re.compile(r"\s*([^。、::]{2,16}?)\s*[::]?\s*")


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the document, or a cell of a table: its runs of text, its page and the box drawn around it."""

    fragments: tuple[Fragment, ...]
    text: str
    page: int | None = None
    frame: int | None = None
    is_cell: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """The start of a part: its role, and where in the item's text the part's own text begins."""

    role: str
    rest: int


def items(source: Source) -> list[Item]:
    """The document's lines and cells in order. Numbers of pages between them, as copied text has them, are left out."""
    found: list[Item] = []
    for block in source.blocks:
        if isinstance(block, Line):
            found.append(Item((block.fragment,), block.fragment.text, block.page, block.frame))
        else:
            found += [Item(cell, joined(cell), block.page, None, True) for cell in block.cells if cell]
    found = [item for item in found if item.text.strip()]
    return found if source.pages else _paged(found)


def _paged(lines: list[Item]) -> list[Item]:
    """Lines without those that are nothing but a number, where these count on by one: they say which page follows."""
    bare = {
        place: int(fold(item.text))
        for place, item in enumerate(lines)
        if not item.is_cell and _PAGE.fullmatch(fold(item.text))
    }
    numbers = list(bare.values())
    if len(numbers) < 3 or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        return lines
    found: list[Item] = []
    page = None
    for place, item in enumerate(lines):
        if place in bare:
            page = bare[place]
        else:
            found.append(replace(item, page=page))
    return found


def headings(lines: Sequence[Item]) -> dict[int, Heading]:
    """The places of all headings of parts."""
    folded = [fold(item.text) for item in lines]
    alone = {
        place: (match.group(1), match.group(2))
        for place, text in enumerate(folded)
        if (match := _BRACKETED.fullmatch(text)) and len(match.group(2)) <= _LONGEST
    }
    counts = Counter(alone.values())
    top = max(counts.values(), default=0)
    common: dict[tuple[str, str], str] = {}
    for shape, count in counts.items():
        role = _role(shape[1])
        if (role and top < 3 and _WORDS.fullmatch(shape[1])) or (count >= max(2, top * _OFTEN) and (role or top >= 3)):
            common[shape] = role or shape[1]
    found: dict[int, Heading] = {}
    for place, (item, text) in enumerate(zip(lines, folded, strict=True)):
        role = _bracketed(alone[place], common) if place in alone else None
        if role:
            found[place] = Heading(role, len(text))
        elif place not in alone:
            heading = _worded(item, text)
            if heading:
                found[place] = heading
    return found


def _role(words: str) -> str | None:
    """The role of a part. What is a column of numbers in a table is a text in a card."""
    role = role_of(words)
    kind = role.partition(":")[0] if role else ""
    return _AS_TEXT.get(kind, role)


def _bracketed(shape: tuple[str, str], common: dict[tuple[str, str], str]) -> str | None:
    """The role of a bracketed line: a common heading's, or that of the common one that it is a variant of."""
    if shape in common:
        return common[shape]
    alike = [
        (likeness(shape[1], words), role)
        for (bracket, words), role in common.items()
        if bracket == shape[0] and abs(len(words) - len(shape[1])) <= 4
    ]
    best = max(alike, default=(0.0, ""))
    return best[1] if best[0] >= _ALIKE else None


def _worded(item: Item, text: str) -> Heading | None:
    """A heading told by its words alone: on a line or in a cell of its own, or in front of a text."""
    for pattern in (_MARKED, _BARE):
        match = pattern.fullmatch(text)
        if match and _WORDS.fullmatch(match.group(1)) and (role := _role(match.group(1))):
            return Heading(role, len(text))
    if item.is_cell:
        return None
    match = _BRACKETED.match(text)
    words = match.group(2) if match else None
    if match is None and (match := _LABELLED.match(text)):
        words = match.group(1)
    if match and words and _WORDS.fullmatch(words) and (role := _role(words)):
        return Heading(role, match.end())
    return None
