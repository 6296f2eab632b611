"""Whether anything that is published, taken together, tells a small count that was hidden.

Everything published of one source is a set of sums over the same records: so many in these months, with this value of
this dimension, in these parts. The attack that this file runs before a publication is the strongest that subtracting
can be: a solver for integers looks for the least and the most that each hidden small count could be, in all worlds in
which every published number is as published. It knows more than any reader: of each hidden cell in a table whose total
is shown it knows whether the cell is small. Where such a count could not be anything from 1 up to the limit, or where
any other small one, withheld or published nowhere, could be told more closely than that, the publication is refused.

No table is told by two dimensions at once, so a world needs no cells that are. It has each dimension's own, which in
every month and part come to the same total: to any such numbers there are records that have them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import highspy

#: The dimension, and the value, of a block that is told for all values together.
ALL: Final = ""
#: A month, as 202604, and 0 for its newest counting, or which of the earlier rounds it is.
Month = tuple[int, int]
_Member = TypeVar("_Member", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Block:
    """Records that are summed up: of some months, in some parts, with one value of a dimension (ALL: with any)."""

    months: frozenset[Month]
    parts: frozenset[str]
    by: str = ALL
    value: str = ALL


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
    cells: Iterable[tuple[str, str]],
    tell: Callable[[int, int], None] = lambda _done, _all: None,
) -> Block | None:
    """A small count that is not uncertain enough, or None where none gives itself away.

    cells: every dimension that blocks are told by, with every value that a record can have in it. tell: hears how many
    of the small counts were looked at, of how many. Raises Contradiction where no world fits.
    """
    once = {one.block: one for one in sorted(kept, key=lambda one: one.is_known)}.values()
    cells, done, of = list(cells), 0, sum(one.is_small for one in once)
    for months in _joined([one.block.months for one in told] + [one.block.months for one in once]):

        def further(more: int, before: int = done) -> None:
            tell(before + more, of)

        mine = [one for one in once if one.block.months <= months]
        found = _leak_within([one for one in told if one.block.months <= months], mine, cells, further)
        if found is not None:
            return found
        done += sum(one.is_small for one in mine)
    tell(of or 1, of or 1)
    return None


def _leak_within(
    told: Sequence[Told], kept: Sequence[Kept], cells: Iterable[tuple[str, str]], tell: Callable[[int], None]
) -> Block | None:
    """As leak() says, of months that no block leads out of."""
    model = _Model(told, kept, cells)
    small = [one for one in kept if one.is_small]
    found = model.solve(None, highspy.ObjSense.kMinimize)
    seen = {one.block: {model.number(one.block, found)} for one in small}
    for at, one in enumerate(small):
        tell(at)
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


def _joined(sets: Iterable[frozenset[Month]]) -> list[frozenset[Month]]:
    """The months that sets lead from one to another, as one: no sum goes beyond."""
    found: list[frozenset[Month]] = []
    for one in dict.fromkeys(sets):
        met = [other for other in found if one & other]
        found = [other for other in found if not one & other] + [one.union(*met)]
    return found


def classes(sets: Iterable[frozenset[_Member]]) -> list[frozenset[_Member]]:
    """The members that always stand together, as one: no set tells them apart."""
    belongs: dict[tuple[bool, ...], set[_Member]] = {}
    distinct = list(dict.fromkeys(sets))
    for member in sorted({member for one in distinct for member in one}, key=str):
        belongs.setdefault(tuple(member in one for one in distinct), set()).add(member)
    return [frozenset(one) for one in belongs.values()]


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
    """All worlds that fit: a number for each month, part and value of each dimension, and a row for each sum that is
    known."""

    def __init__(self, told: Sequence[Told], kept: Sequence[Kept], cells: Iterable[tuple[str, str]]) -> None:
        blocks = [one.block for one in told] + [one.block for one in kept]
        self._months = classes([one.months for one in blocks])
        self._parts = classes([one.parts for one in blocks])
        places = {cell: at for at, cell in enumerate(sorted(set(cells)) or [(ALL, ALL)])}
        dimensions: dict[str, list[int]] = {}
        for (by, _value), at in places.items():
            dimensions.setdefault(by, []).append(at)
        first, *others = sorted(dimensions.values(), key=len)
        # Of all records together there are as many as of the dimension with the fewest values, or of any other.
        self._places = {(ALL, ALL): first} | {cell: [at] for cell, at in places.items()}
        self._width = len(places)
        self._columns_of: dict[Block, list[int]] = {}
        self._most = sum(one.number for one in told) + 2 * max((one.limit for one in kept), default=1)
        self._solver = _Quiet()  # type: ignore[no-untyped-call]
        self._solver.setOptionValue("threads", 1)
        for at in range(len(self._months) * self._width * len(self._parts)):
            self._solver.addVar(0, self._most)
            self._solver.changeColIntegrality(at, highspy.HighsVarType.kInteger)
        for month in range(len(self._months)):
            for part in range(len(self._parts)):
                all_ = [self._column(month, at, part) for at in first]
                for dimension in others:
                    same = [self._column(month, at, part) for at in dimension]
                    self._row(0, 0, all_ + same, [1.0] * len(all_) + [-1.0] * len(same))
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
        self._row(least, most, columns, [1.0] * len(columns))

    def _row(self, least: int, most: int, columns: list[int], times: list[float]) -> None:
        self._solver.addRow(least, most, len(columns), columns, times)

    def _columns(self, block: Block) -> list[int]:
        found = self._columns_of.get(block)
        if found is None:
            found = self._columns_of[block] = [
                self._column(month, at, part)
                for month, months in enumerate(self._months)
                if months <= block.months
                for at in self._places[block.by, block.value]
                for part, parts in enumerate(self._parts)
                if parts <= block.parts
            ]
        return found

    def _column(self, month: int, at: int, part: int) -> int:
        return (month * self._width + at) * len(self._parts) + part
