"""Page numbers and running heads and feet: what stands at the same place on most pages and is no text of the document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from tsunagi.reading.characters import fold

from .lines import Piece

#: A page's number alone, with what is set around it: 12, - 12 -, p. 12, 12/40, 12ページ.
_PAGE_NUMBER = re.compile(r"[-\s]*(?:[pP]\.?\s*)?(\d{1,4})\s*(?:/\s*\d{1,4}|頁|ページ)?[-\s]*")
#: Heads and feet of one page at most.
_DEEP = 2
#: How far the same thing may stand apart on two pages, in points.
_NEAR = 4.0


def furniture(pages: Sequence[tuple[int, float, Sequence[Piece]]]) -> list[set[int]]:
    """For each page, given as (number, height, lines), the places of the lines that are no text of the document.

    A line is left out where it is the outermost of its page and the same words stand at the same height on most
    pages; or where it is a page's number alone: counting on with the pages, or at the foot of most of them.
    """
    out: list[set[int]] = [set() for _ in pages]
    for _ in range(_DEEP):
        for side in (-1, 1):
            edge = [_outermost(lines, out[place], side) for place, (_, _, lines) in enumerate(pages)]
            for place in _repeated(pages, edge, side):
                line = edge[place]
                if line is not None:
                    out[place].add(line)
    return out


def _outermost(lines: Sequence[Piece], gone: set[int], side: int) -> int | None:
    """The place of the highest (side 1) or lowest (side -1) line outside of tables that is still there."""
    there = [place for place, line in enumerate(lines) if place not in gone and line.text.strip()]
    if not there:
        return None
    outer = max(there, key=lambda place: side * (lines[place].y0 + lines[place].y1))
    return None if lines[outer].cell else outer


def _repeated(pages: Sequence[tuple[int, float, Sequence[Piece]]], edge: list[int | None], side: int) -> list[int]:
    """The places of the pages whose outermost line is furniture."""
    words: list[tuple[int, str, float]] = []
    numbers: list[tuple[int, int, float]] = []
    for place, (page, height, lines) in enumerate(pages):
        where = edge[place]
        if where is None:
            continue
        line = lines[where]
        middle = (line.y0 + line.y1) / 2
        text = fold(line.text).strip()
        number = _PAGE_NUMBER.fullmatch(text)
        if number:
            numbers.append((place, int(number.group(1)) - page, middle))
        else:
            words.append((place, text, middle))
        if len(pages) == 1 and number and min(middle, height - middle) < height / 10:
            return [place]
    if len(pages) < 2:
        return []
    most = max(2, len(pages) // 2)
    found: list[int] = []
    for text, count in Counter(text for _, text, _ in words).most_common(1):
        if count >= max(3, most):
            found += _at_one_height([(place, middle) for place, other, middle in words if other == text], most)
    for shift, count in Counter(shift for _, shift, _ in numbers).most_common(1):
        if count >= most:
            found += _at_one_height([(place, middle) for place, other, middle in numbers if other == shift], most)
    if side < 0:
        found += _at_one_height([(place, middle) for place, _, middle in numbers], most)
    return sorted(set(found))


def _at_one_height(lines: list[tuple[int, float]], most: int) -> list[int]:
    """The pages on which the line stands at the usual height, none if that is not most of them."""
    if not lines:
        return []
    usual = sorted(middle for _, middle in lines)[len(lines) // 2]
    near = [place for place, middle in lines if abs(middle - usual) <= _NEAR]
    return near if len(near) >= most else []
