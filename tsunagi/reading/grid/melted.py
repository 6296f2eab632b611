"""Rows of two measures that melted into one, taken apart at the seams that the text itself shows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from tsunagi.reading import mending, sentences
from tsunagi.reading.grid import readings
from tsunagi.reading.grid.numbers import Group
from tsunagi.reading.grid.readings import Words
from tsunagi.reading.model import Fragment

TEXTS = ("overview", "goal", "status", "review")
_WORD = re.compile(r"[一-龠々ァ-ヶー]{2}")

Runs = tuple[Fragment, ...]
#: The runs of a measure's columns, by role.
Columns = dict[str, Runs]


def take_apart(one: Group, columns: Columns, words: Words) -> list[Columns] | None:
    """The columns of two melted measures, or None where fewer than two columns show a seam.

    Titles, addresses and ministries go to the measure that they belong to.
    """
    found = _texts_apart(columns)
    if found is None:
        return None
    titles = columns.get("title", ())
    if titles:
        side = _likelier(readings.text_of(titles), found)
        spare = _spare_title(one, found[1 - side], titles, words)
        found[side]["title"] = titles
        if spare is not None:
            found[1 - side]["title"] = (spare,)
    for role, parts in (("urls", _addresses(columns)), ("ministries", _bodies(columns))):
        for side, half in enumerate(found):
            if len(parts) == 2:
                half[role] = parts[side]
            elif role == "ministries" or side == 0:
                half[role] = tuple(run for part in parts for run in part)
    return found


def _addresses(columns: Columns) -> list[Runs]:
    """The runs of each address; one that begins none goes on with the one before it."""
    found: list[Runs] = []
    for run in columns.get("urls", ()):
        for piece in _cut_at(run, r"(?=https?:)"):
            if found and not piece.text.startswith("http"):
                found[-1] = (*found[-1], piece)
            elif piece.text.strip():
                found.append((piece,))
    return found


def _bodies(columns: Columns) -> list[Runs]:
    pieces = [piece for run in columns.get("ministries", ()) for piece in _cut_at(run, r"(?<=[庁省府房])[\s、]+")]
    return [(piece,) for piece in pieces if piece.text.strip()]


def _cut_at(run: Fragment, pattern: str) -> list[Fragment]:
    edges = [0, *(match.end() for match in re.finditer(pattern, run.text)), len(run.text)]
    return [mending.cut(run, start, end) for start, end in pairwise(edges) if end > start]


def _spare_title(one: Group, half: Columns, titles: Sequence[Fragment], words: Words) -> Fragment | None:
    """A title that was read beside the table: short, made of the document's words, and said again in the text."""
    text = "".join(readings.text_of(runs) for runs in half.values())
    given = readings.text_of(titles)
    fitting = [
        run
        for row in one.rows
        for run in row.spare
        if 4 <= len(run.text.strip()) <= 30
        and "。" not in run.text
        and sentences.likeness(run.text, text) >= 0.6
        and sentences.likeness(run.text, given) < 0.5
        and words.share(run.text) >= 0.5
    ]
    return fitting[0] if fitting else None


def _texts_apart(columns: Columns) -> list[Columns] | None:
    pieces = {role: _without_repeats(readings.pieces(columns.get(role, ()))) for role in TEXTS}
    clear = [those for those in pieces.values() if len(those) == 2]
    if not clear or sum(len(those) > 1 for those in pieces.values()) < 2:
        return None
    profiles = [_content(" ".join(readings.text_of(those[side]) for those in clear)) for side in (0, 1)]
    found: list[Columns] = [{}, {}]
    for role, those in pieces.items():
        cut = _seam(those, profiles)
        for side, part in enumerate((those[:cut], those[cut:])):
            if part:
                found[side][role] = tuple(run for piece in part for run in piece)
    return found


def _likelier(text: str, found: Sequence[Columns]) -> int:
    """Which of the two measures a title belongs to, by the words that it shares with their texts."""
    wanted = _content(text)
    shared = [len(wanted & _content(" ".join(readings.text_of(runs) for runs in one.values()))) for one in found]
    return int(shared[1] > shared[0])


def _content(text: str) -> set[str]:
    """The pairs of kanji and katakana in a text: its words, without the grammar between them."""
    return {pair for pair in sentences.bigrams(text) if _WORD.fullmatch(pair)}


def _without_repeats(pieces: Sequence[list[Fragment]]) -> list[list[Fragment]]:
    """The pieces without those that the next one says again, beginning alike: a line read twice."""
    texts = [readings.text_of(piece) for piece in pieces]
    return [
        piece
        for at, piece in enumerate(pieces)
        if at + 1 == len(pieces) or len(texts[at + 1]) < len(texts[at]) or not readings.alike(texts[at], texts[at + 1])
    ]


def _seam(pieces: Sequence[Sequence[Fragment]], profiles: Sequence[set[str]]) -> int:
    """The place that divides the pieces so that each side is likest to its own measure."""
    likes = [[len(_content(readings.text_of(piece)) & known) for known in profiles] for piece in pieces]
    cuts = range(len(pieces) + 1)
    return max(cuts, key=lambda at: (sum(one[0] for one in likes[:at]) + sum(one[1] for one in likes[at:]), at))
