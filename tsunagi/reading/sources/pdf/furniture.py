"""Page numbers, running heads and feet: what stands at the same place on most pages and is no text of the document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tsunagi.reading.characters import fold

from .lines import Piece

#: A page's number alone, with what is set around it: 12, - 12 -, p. 12, 12/40, 12ページ.
_PAGE_NUMBER = re.compile(r"[-\s]*(?:[pP]\.?\s*)?(\d{1,4})\s*(?:/\s*\d{1,4}|頁|ページ)?[-\s]*")
#: Heads and feet of one page at most.
_DEEP = 2
#: They stand in this share of the page's height, from its edge.
_MARGIN = 0.15
#: How far the same thing may stand apart on two pages, in points.
_NEAR = 4.0
#: The share of the pages that have the same head or foot. Left and right pages may have different ones.
_MOST = 0.4


@dataclass(frozen=True, slots=True)
class _Edge:
    """The outermost line of a page: what it says, how far from the edge it stands, which page number it could be."""

    page: int
    line: int
    text: str
    depth: float
    number: int | None


def furniture(pages: Sequence[tuple[int, float, Sequence[Piece]]]) -> list[set[int]]:
    """For each page, given as (number, height, lines), the places of the lines that are no text of the document.

    A line is left out where it is the outermost of its page and the same words stand at the same height on most
    pages; or where it is a page's number alone: counting on with the pages, or at the foot of most of them.
    """
    out: list[set[int]] = [set() for _ in pages]
    for turn in range(_DEEP):
        for foot in (True, False):
            edges = [
                edge
                for place, (_, height, lines) in enumerate(pages)
                if (edge := _outermost(place, lines, height, out[place], foot)) and edge.depth < _MARGIN * height
            ]
            if len(pages) == 1:
                found = [edge for edge in edges if foot and turn == 0 and edge.number is not None]
            else:
                found = _repeated(edges, [number for number, _, _ in pages], foot)
            for edge in found:
                out[edge.page].add(edge.line)
    return out


def _outermost(page: int, lines: Sequence[Piece], height: float, gone: set[int], foot: bool) -> _Edge | None:
    """The lowest or highest line of a page that is still there, None if it stands in a table."""
    there = [place for place, line in enumerate(lines) if place not in gone]
    if not there:
        return None
    outer = (min if foot else max)(there, key=lambda place: lines[place].y0 + lines[place].y1)
    line = lines[outer]
    if line.cell:
        return None
    text = fold(line.text).strip()
    number = _PAGE_NUMBER.fullmatch(text)
    middle = (line.y0 + line.y1) / 2
    return _Edge(page, outer, text, middle if foot else height - middle, int(number.group(1)) if number else None)


def _repeated(edges: list[_Edge], pages: Sequence[int], foot: bool) -> list[_Edge]:
    """Those of the pages' outermost lines that are furniture."""
    most = max(2.0, _MOST * len(pages))
    groups: dict[object, list[_Edge]] = {}
    for edge in edges:
        if edge.number is None:
            groups.setdefault(edge.text, []).append(edge)
        else:
            groups.setdefault(edge.number - pages[edge.page], []).append(edge)
            if foot:
                groups.setdefault(None, []).append(edge)
    found: dict[int, _Edge] = {}
    for what, group in groups.items():
        depth = sorted(edge.depth for edge in group)[len(group) // 2]
        near = [edge for edge in group if abs(edge.depth - depth) <= _NEAR]
        if len(near) >= (max(3.0, most) if isinstance(what, str) else most):
            found.update((edge.page, edge) for edge in near)
    return list(found.values())
