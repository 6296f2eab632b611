"""Rows of two measures that melted into one, taken apart at the seams that the text itself shows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tsunagi.reading import sentences
from tsunagi.reading.grid import readings
from tsunagi.reading.grid.readings import Words
from tsunagi.reading.model import Fragment

TEXTS = ("overview", "goal", "status", "review")
_OWN = 0.62
_WORD = re.compile(r"[一-龠々ァ-ヶー]{2}")

#: For each role the readings of its cell, the rows' in order.
Readings = Mapping[str, Sequence[Fragment]]


def take_apart(
    read: Readings, before: Mapping[str, str], words: Words
) -> list[dict[str, Fragment]] | None:
    """The texts of two melted measures, or None where fewer than two columns show a seam.

    before: the texts of the measure above, which a growing row may repeat.
    """
    pieces = {role: [_own(run, before.get(role, "")) for run in read.get(role, ())] for role in TEXTS}
    clear = {
        role: best
        for role, options in pieces.items()
        if (best := _best_pair([one for one in options if len(one) == 2], words)) is not None
    }
    if len(clear) + sum(any(len(one) > 2 for one in options) for options in pieces.values()) < 2 or not clear:
        return None
    profiles = ["".join(pair[side].text for pair in clear.values()) for side in (0, 1)]
    found: list[dict[str, Fragment]] = [{}, {}]
    for role in TEXTS:
        sides: list[list[Fragment]] = [[], []]
        for one in pieces[role]:
            for side, run in enumerate(_divide(one, profiles)):
                if run is not None:
                    sides[side].append(run)
        for side, options in enumerate(sides):
            if options:
                found[side][role] = max(options, key=lambda run: words.worth(run.text))
    return found


def likelier(text: str, found: Sequence[Mapping[str, Fragment]]) -> int:
    """Which of the two measures a title belongs to, by the words that it shares with their texts."""
    wanted = _content(text)
    shared = [len(wanted & _content(" ".join(run.text for run in one.values()))) for one in found]
    return int(shared[1] > shared[0])


def _content(text: str) -> set[str]:
    """The pairs of kanji and katakana in a text: its words, without the grammar between them."""
    return {pair for pair in sentences.bigrams(text) if _WORD.fullmatch(pair)}


def _own(run: Fragment, before: str) -> list[Fragment]:
    """The pieces of a reading without those that the measure above has."""
    found: list[Fragment] = []
    for piece in readings.parts(run):
        if before and not found and (
            sentences.likeness(piece.text, before) >= _OWN or readings.begins(piece.text, before[:20])
        ):
            continue
        found.append(piece)
    return found


def _best_pair(pairs: Sequence[Sequence[Fragment]], words: Words) -> Sequence[Fragment] | None:
    return max(pairs, key=lambda pair: words.worth(pair[0].text) + words.worth(pair[1].text), default=None)


def _divide(pieces: Sequence[Fragment], profiles: Sequence[str]) -> tuple[Fragment | None, Fragment | None]:
    """A reading's pieces as the first measure's and the second's, cut where each side is likest to its own."""
    if not pieces:
        return None, None
    words = [_content(profile) for profile in profiles]
    likes = [[len(_content(piece.text) & known) for known in words] for piece in pieces]
    cuts = range(len(pieces) + 1)
    best = max(cuts, key=lambda at: (sum(one[0] for one in likes[:at]) + sum(one[1] for one in likes[at:]), at))
    return _whole(pieces[:best]), _whole(pieces[best:])


def _whole(pieces: Sequence[Fragment]) -> Fragment | None:
    """Neighbouring pieces of one run as one again."""
    if not pieces:
        return None
    first, last = pieces[0], pieces[-1]
    if len(first.span) == 2 and len(last.span) == 2:
        return Fragment("".join(piece.text for piece in pieces), (first.span[0], last.span[1]))
    return Fragment("".join(piece.text for piece in pieces), first.span)
