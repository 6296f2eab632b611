"""Which column of a table holds what: told by the words of its headings and by what stands below them, or described."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tsunagi.reading.model import Fragment, Row
from tsunagi.reading.shapes.columns import settled
from tsunagi.reading.shapes.description import IGNORED, Description, load
from tsunagi.reading.shapes.headings import FIGURES, LONGEST, kind_of, plain, role_of, unit_of

__all__ = ["FIGURES", "Description", "Shape", "find_table", "kind_of", "load", "role_of"]

#: So many rows of headings stand over one another at most.
_DEEPEST = 3
#: So many rows below the headings tell what a column holds.
_SAMPLE = 200
_TELLING = ("title", "goal", "indicator", "target")
_MARK = re.compile(r"[()（）A-ZＡ-Ｚ①-⑳/／÷×=＝\s-]{1,9}")

#: The words over one column, of each row of headings, upper ones first.
Levels = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """The role of each column in order, None for one that means nothing here.

    units: those that the headings name. depth: how many rows of headings stand over one another.
    """

    roles: tuple[str | None, ...]
    units: tuple[str | None, ...] = ()
    depth: int = 1

    @property
    def has_figures(self) -> bool:
        """Whether numbers stand in cells of their own."""
        return any(kind_of(role) in FIGURES for role in self.roles if role)


def find_table(rows: Sequence[Row], description: Description | None = None) -> tuple[int, Shape] | None:
    """The place of the (last) heading row and what the columns hold; None where no row has headings that are known.

    The place is -1 where a description says that no row is a heading.
    """
    given = description or Description()
    best: tuple[int, int, list[Levels]] | None = None
    for place, levels in _candidates(rows, given.first_row):
        score = _score(levels, given)
        if score and (best is None or score > best[0]):
            best = (score, place, levels)
    if best is None:
        return None
    _, at, levels = best
    below = [[_text(cell) for cell in row.cells] for row in rows[at + 1 : at + 1 + _SAMPLE]]
    fixed = [_described(place, words, given) for place, words in enumerate(levels)]
    roles = settled(levels, fixed, below)
    units = tuple(unit_of(*words) for words in levels)
    return at, Shape(tuple(roles), units, max(map(len, levels)))


def _candidates(rows: Sequence[Row], first_row: int | None) -> Iterator[tuple[int, list[Levels]]]:
    """What may be headings: their last row's place, and the words over each column."""
    if first_row is not None:
        width = max((len(row.cells) for row in rows), default=0)
        above = _texts(rows[first_row - 2]) if 1 < first_row <= len(rows) else []
        if first_row <= len(rows):
            yield first_row - 2, _levels([[*above, *[""] * (width - len(above))]])
        return
    for place, row in enumerate(rows):
        stack = [_texts(row)]
        if max(map(len, stack[0]), default=0) > LONGEST:
            continue
        yield place, _levels(stack)
        for below in rows[place + 1 : place + _DEEPEST]:
            texts = _texts(below)
            if not _goes_on(stack[-1], texts):
                break
            stack.append(texts)
            yield place + len(stack) - 1, _levels(stack)


def _goes_on(above: Sequence[str], texts: Sequence[str]) -> bool:
    """Whether a row is more headings under headings: it stands where those above reach, and its words are headings."""
    said = [text for text in texts if text]
    if not said or max(map(len, said)) > LONGEST or not any(not text for text in (*above, *texts)):
        return False
    if all(_MARK.fullmatch(text) for text in said):
        return True
    return 2 * sum(role_of(text) is not None or unit_of(text) is not None for text in said) > len(said)


def _levels(rows: Sequence[Sequence[str]]) -> list[Levels]:
    """The words over each column; those of an upper row reach over the columns to the right that it leaves empty."""
    width = max(map(len, rows), default=0)
    padded = [[*row, *[""] * (width - len(row))] for row in rows]
    for depth, row in enumerate(padded[:-1]):
        over = ""
        for at in range(width):
            is_under = any(lower[at] for lower in padded[depth + 1 :])
            over = row[at] or (over if is_under else "")
            row[at] = over
    return [tuple(column) for column in zip(*padded, strict=True)]


def _score(levels: Sequence[Levels], given: Description) -> int:
    """How surely these are headings: the count of roles that they name, 0 where they cannot be any."""
    described = [_described(place, words, given) for place, words in enumerate(levels)]
    known = [one or role_of(*words) for one, words in zip(described, levels, strict=True)]
    kinds = {role for role in known if role and role != IGNORED}
    depth = max(map(len, levels), default=0)
    if given.headings or given.columns:
        return 100 * sum(role is not None for role in described) + 3 * len(kinds) - depth if any(described) else 0
    if len(kinds) < 3 or not any(kind_of(role) in _TELLING for role in kinds):
        return 0
    texts = [role for role in known if role and kind_of(role) not in FIGURES]
    said_again = len(texts) - len(set(texts))
    return 3 * len(kinds) - depth if said_again < len(kinds) else 0


def _described(place: int, levels: Levels, given: Description) -> str | None:
    """The role that a description gives a column, by its number, its lowest heading or its headings together."""
    named = [given.headings.get(plain(words)) for words in (*reversed(levels), "".join(levels)) if words]
    return given.columns.get(place + 1) or next((role for role in named if role), None)


def _texts(row: Row) -> list[str]:
    return [_text(cell) for cell in row.cells]


def _text(cell: Sequence[Fragment]) -> str:
    return "".join(run.text for run in cell).strip()
