"""A piece of a source's text with places in it marked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

AROUND = 200


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the source's text, and whether it is what is quoted."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """Text around the marked places; `cut_before` and `cut_after` say whether the source goes on there."""

    pieces: tuple[Piece, ...]
    cut_before: bool
    cut_after: bool


def passage(text: str, spans: Iterable[tuple[int, ...]], around: int = AROUND) -> Passage | None:
    """The source's text from a little before the first span to a little after the last, the spans marked.

    Spans are (start, end) in characters; those that do not lie in the text are left out. None where none is left.
    """
    places = sorted((span[0], span[1]) for span in spans if len(span) == 2 and 0 <= span[0] < span[1] <= len(text))
    if not places:
        return None
    begin = max(0, places[0][0] - around)
    end = min(len(text), max(last for _first, last in places) + around)
    pieces: list[Piece] = []
    at = begin
    for first, last in places:
        if last <= at:
            continue
        first = max(first, at)
        if first > at:
            pieces.append(Piece(text[at:first], False))
        pieces.append(Piece(text[first:last], True))
        at = last
    if at < end:
        pieces.append(Piece(text[at:end], False))
    return Passage(tuple(pieces), begin > 0, end < len(text))
