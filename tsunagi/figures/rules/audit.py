"""Whether anything that is published, taken together, tells a small count that was hidden.

Everything published of one source is a set of sums over the same records: so many in these months, with this value, in
these parts. The attack that this file runs before a publication is the strongest that subtracting can be: a solver for
integers looks for the least and the most that each hidden small count could be, in all worlds in which every published
number is as published. It knows more than any reader: of each hidden cell in a table whose total is shown it knows
whether the cell is small. Where such a count could not be anything from 1 up to the limit, or where any other small
one, withheld or published nowhere, could be told more closely than that, the publication is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import highspy

#: The value of a block that is told for all values together.
ALL: Final = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Records that are summed up: of some months, with one value (ALL: with whichever), in some parts."""

    months: frozenset[int]
    value: str
    parts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Told:
    """A number that is published."""

    block: Block
    number: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A number that is not shown. number: what it is in truth. is_known: whether a reader could know if it is small."""

    block: Block
    number: int
    limit: int
    is_known: bool = False

    @property
    def is_small(self) -> bool:
        """Whether it is hidden on its own account."""
        return 0 < self.number < self.limit


class Contradiction(Exception):
    """The published numbers are of no one world: they were counted at different times."""


def leak(
    told: Sequence[Told],
    kept: Iterable[Kept],
    values: Iterable[str],
    tell: Callable[[int, int], None] = lambda _done, _all: None,
) -> Block | None:
    """A small count that is not uncertain enough, or None where none gives itself away.

    values: every value that a record can have in the dimension that the blocks are told by; ALL alone where they are
    told by none. tell: hears how many of the small counts were looked at, of how many. Raises Contradiction where no
    world fits.
    """
    once = {one.block: one for one in sorted(kept, key=lambda one: one.is_known)}
    model = _Model(told, list(once.values()), sorted(set(values)) or [ALL])
    small = [one for one in once.values() if one.is_small]
    found = model.solve(None, highspy.ObjSense.kMinimize)
    seen = {one.block: {model.number(one.block, found)} for one in small}
    for at, one in enumerate(small):
        tell(at, len(small))
        mine = seen[one.block]
        for sense in (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize):
            if _is_wide_open(mine, sense, one):
                continue
            world = model.solve(one.block, sense)
            for other, numbers in seen.items():
                numbers.add(model.number(other, world))
            if one.is_known and not _is_wide_open(mine, sense, one):
                return one.block
        if not _is_wide_open(mine, sense, one):
            return one.block
    return None


def _is_wide_open(numbers: Collection[int], sense: highspy.ObjSense, of: Kept) -> bool:
    """Whether worlds were seen in which the number is as small, or as large, as a small number can be; for one that
    nobody knows to be small, in which it lies as far apart."""
    if not of.is_known:
        return max(numbers) - min(numbers) >= of.limit - 2
    return min(numbers) <= 1 if sense == highspy.ObjSense.kMinimize else max(numbers) >= of.limit - 1


class _Quiet(highspy.Highs):
    """The solver, silent from the first moment on: it greets on the standard output when its callbacks are set up."""

    def enableCallbacks(self) -> None:
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]


class _Model:
    """All worlds that fit: a number for each month, value and part, and a row for each sum that is known."""

    def __init__(self, told: Sequence[Told], kept: Sequence[Kept], values: Sequence[str]) -> None:
        blocks = [one.block for one in told] + [one.block for one in kept]
        self._months = _classes([one.months for one in blocks])
        self._parts = _classes([one.parts for one in blocks])
        self._values = {value: at for at, value in enumerate(values)}
        self._most = sum(one.number for one in told) + 2 * max((one.limit for one in kept), default=1)
        self._solver = _Quiet()  # type: ignore[no-untyped-call]
        self._solver.setOptionValue("threads", 1)
        for at in range(len(self._months) * len(self._values) * len(self._parts)):
            self._solver.addVar(0, self._most)
            self._solver.changeColIntegrality(at, highspy.HighsVarType.kInteger)
        for one in told:
            self._bound(one.block, one.number, one.number)
        for other in kept:
            if other.is_known and other.number:
                top = other.limit - 1 if other.is_small else self._most
                self._bound(other.block, 1 if other.is_small else other.limit, top)

    def solve(self, block: Block | None, sense: highspy.ObjSense) -> list[float]:
        """A world in which a block is as small or as large as it can be; any world where no block is named."""
        columns = self._columns(block) if block else []
        for column in columns:
            self._solver.changeColCost(column, 1)
        self._solver.changeObjectiveSense(sense)
        self._solver.run()
        status = self._solver.getModelStatus()
        for column in columns:
            self._solver.changeColCost(column, 0)
        if status != highspy.HighsModelStatus.kOptimal:
            raise Contradiction(str(status))
        return list(self._solver.getSolution().col_value)

    def number(self, block: Block, world: Sequence[float]) -> int:
        """How many records of a block there are in a world."""
        return sum(round(world[column]) for column in self._columns(block))

    def _bound(self, block: Block, least: int, most: int) -> None:
        columns = self._columns(block)
        self._solver.addRow(least, most, len(columns), columns, [1.0] * len(columns))

    def _columns(self, block: Block) -> list[int]:
        values = self._values.values() if block.value == ALL else [self._values[block.value]]
        return [
            (month * len(self._values) + value) * len(self._parts) + part
            for month, months in enumerate(self._months)
            if months <= block.months
            for value in values
            for part, parts in enumerate(self._parts)
            if parts <= block.parts
        ]


def _classes(sets: Sequence[frozenset[int]] | Sequence[frozenset[str]]) -> list[frozenset[int | str]]:
    """The members that always stand together, as one: no block tells them apart."""
    belongs: dict[tuple[bool, ...], set[int | str]] = {}
    distinct: list[frozenset[int | str]] = list(dict.fromkeys(frozenset[int | str](one) for one in sets))
    for member in sorted({member for one in distinct for member in one}, key=str):
        belongs.setdefault(tuple(member in one for one in distinct), set()).add(member)
    return [frozenset(one) for one in belongs.values()]
