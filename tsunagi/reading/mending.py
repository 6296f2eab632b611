"""A cell's text put together from the source's runs: spaces where a line broke taken out, nothing put in.

Only white space is removed or set between runs, so the n-th letter of the mended text is the n-th of the source:
that is how a quote leads back to its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tsunagi.reading.model import Fragment, Span

_WIDE = r"[^\x00-\x7f]"
_LISTED = "・○●◯▪■□◆◇※①②③④⑤⑥⑦⑧⑨⑩"
_BREAK = re.compile(
    rf"(?<={_WIDE}) +(?=[^\x00-\x7f])(?![{_LISTED}])|(?<={_WIDE}) +(?=\d)|(?<=\d) +(?={_WIDE})(?![{_LISTED}])"
)


def join(fragments: Sequence[Fragment]) -> str:
    """The text of a cell. A line break inside Japanese leaves nothing, one between Latin words a space."""
    text = ""
    for fragment in fragments:
        piece = fragment.text.strip()
        if not piece:
            continue
        if text and (text[-1].isascii() and piece[0].isascii()):
            text += " "
        elif text and piece[0] in _LISTED:
            text += "\n"
        text += piece
    return _BREAK.sub("", text)


def locate(fragments: Sequence[Fragment], start: int, end: int) -> Span | None:
    """The place in the source of the mended text from `start` to `end`; None where there is nothing.

    In a PDF the box of the lines that hold it, on the page where it begins.
    """
    mended = join(fragments)
    first = sum(not sign.isspace() for sign in mended[:start])
    last = first + sum(not sign.isspace() for sign in mended[start:end])
    if last <= first:
        return None
    parts: list[Span] = []
    seen = 0
    for fragment in fragments:
        places = [at for at, sign in enumerate(fragment.text) if not sign.isspace()]
        here = places[max(0, first - seen) : max(0, last - seen)]
        if here:
            parts.append(_part(fragment, here[0], here[-1] + 1))
        seen += len(places)
    return _together(parts)


def cut(fragment: Fragment, start: int, end: int) -> Fragment:
    """A piece of a run, with its own place."""
    return Fragment(fragment.text[start:end], _part(fragment, start, end))


def _part(fragment: Fragment, start: int, end: int) -> Span:
    """The span of a piece of a run; in a PDF cut by the width of its letters, wide ones counting double."""
    if len(fragment.span) == 2:
        return (fragment.span[0] + start, fragment.span[0] + end)
    page, x0, y0, x1, y1 = fragment.span
    widths = [1 if sign.isascii() else 2 for sign in fragment.text]
    scale = (x1 - x0) / (sum(widths) or 1)
    return (page, round(x0 + scale * sum(widths[:start]), 1), y0, round(x0 + scale * sum(widths[:end]), 1), y1)


def _together(parts: Sequence[Span]) -> Span | None:
    if not parts:
        return None
    first = parts[0]
    if len(first) == 2:
        return (first[0], max(part[1] for part in parts if len(part) == 2))
    boxes = [part for part in parts if len(part) == 5 and part[0] == first[0]]
    return (
        first[0],
        min(box[1] for box in boxes),
        min(box[2] for box in boxes),
        max(box[3] for box in boxes),
        max(box[4] for box in boxes),
    )
