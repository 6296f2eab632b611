"""A definition's table for a period: what it would say in truth, what of it is shown, and whether that gives away."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from tsunagi.figures.rules import hiding
from tsunagi.figures.rules.audit import Block, Kept, Month, Told, classes, leak
from tsunagi.figures.rules.definitions import Said, median
from tsunagi.figures.rules.periods import months_of
from tsunagi.figures.rules.vocabulary import LENGTH, SOURCES, UNKNOWN

#: By month, dimension ("" for all records together), value and part: how many records.
Counts = Mapping[tuple[int, str, str, str], int]
#: From the most that a table can show to the least.
LEVELS: Final = (hiding.CELLS, hiding.WHOLE, hiding.NOTHING)


@dataclass(frozen=True, slots=True)
class Table:
    """cells: for each value the number of each of the definition's layers, in truth. hidden: values not shown. rounds:
    of the months that were counted anew since, which round of their counting it is of."""

    said: Said
    period: str
    limit: int
    whole: tuple[int, ...]
    cells: Mapping[str, tuple[int, ...]]
    hidden: frozenset[str]
    shows: str
    rounds: Mapping[int, int] = field(default_factory=dict)

    @property
    def months(self) -> frozenset[Month]:
        """Its months, as the audit tells them apart."""
        return frozenset((month, self.rounds.get(month, 0)) for month in months_of(self.period))


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of a table: number in the definition's unit, and of a count or share how many (out of how many)."""

    value: str
    is_whole: bool
    is_hidden: bool = False
    number: Decimal | None = None
    counted: int | None = None
    out_of: int | None = None


def still_told(table: Table, shown: Iterable[Line]) -> list[Told]:
    """Of the lines that a corrected version of a table showed, those that say what the table would say in truth: who
    has both versions can take it that these numbers did not change."""
    found = []
    for line in shown:
        if line.is_hidden or line.counted is None:
            continue
        block = (table.whole if line.is_whole else table.cells.get(line.value)) or (0,) * len(table.whole)
        numbers = (line.counted,) if line.out_of is None else (line.counted, line.out_of - line.counted)
        if numbers == block:
            cell = () if line.is_whole else (table.said.by, line.value)
            for layer, number in zip(table.said.layers, numbers, strict=True):
                found.append(Told(Block(table.months, layer, *cell), number))
    return found


def truth(said: Said, period: str, counts: Counts) -> tuple[tuple[int, ...], dict[str, tuple[int, ...]]]:
    """The numbers of each layer for the whole, and for each value that occurs or that an indicator waits for; the
    unknown is the last by name but the first to be hidden beside others, for it says least."""
    months = set(months_of(period))
    found: dict[str, list[int]] = {value: [0] * len(said.layers) for value in said.cells}
    whole = [0] * len(said.layers)
    for (month, dimension, value, part), number in counts.items():
        if month not in months:
            continue
        for at, layer in enumerate(said.layers):
            if part in layer and dimension == "":
                whole[at] += number
            if part in layer and said.by and dimension == said.by:
                found.setdefault(value, [0] * len(said.layers))[at] += number
    order = sorted(found, key=lambda value: (value != UNKNOWN, value))
    return tuple(whole), {value: tuple(found[value]) for value in order if any(found[value]) or value in said.cells}


def is_told_by(said: Said, period: str, counts: Counts) -> bool:
    """Whether the months were counted by the definition's dimension: a month that was counted before the program knew
    it has no numbers by it."""
    whole, cells = truth(said, period, counts)
    return not said.by or all(sum(numbers[at] for numbers in cells.values()) == one for at, one in enumerate(whole))


def draft(
    said: Said,
    period: str,
    counts: Counts,
    *,
    limit: int,
    beside: Sequence[Table],
    hidden_before: Collection[str] = (),
    shown_before: str = hiding.CELLS,
    before: Sequence[Told] = (),
) -> tuple[Table, Block | None]:
    """The table with as much shown as gives nothing away beside the others, and None; or the table that shows nothing
    and the small count that even so could be worked out.

    hidden_before, shown_before: what earlier versions of the table hid, and the least that they showed: a correction
    shows no more than they did. before: what they told, as far as it is still so.
    """
    whole, cells = truth(said, period, counts)
    first = _first(whole, cells, limit, hidden_before)
    given: Block | None = None
    for shows in LEVELS[max(LEVELS.index(first[0]), LEVELS.index(shown_before)) :]:
        hidden = first[1] if shows == hiding.CELLS else frozenset(cells)
        table = Table(said, period, limit, whole, cells, hidden, shows)
        given = leak_among([*beside, table], counts, before=before)
        if given is None:
            return table, None
    return table, given


def leak_among(
    tables: Sequence[Table],
    counts: Counts,
    tell: Callable[[int, int], None] = lambda _done, _all: None,
    before: Sequence[Told] = (),
) -> Block | None:
    """A small count that tables of one source, taken together, give away; None where there is none. tell: hears how
    many small counts were looked at, of how many. before: what corrected versions told and is still so."""
    cells = {(held, value) for (_month, held, value, _part) in counts}
    cells |= {(one.said.by, value) for one in tables for value in one.cells}
    dimensions = {one.said.by for one in tables} - {""}
    cells = {cell for cell in cells if cell[0] in dimensions}
    told = [one for one in before if not one.block.by or (one.block.by, one.block.value) in cells]
    # What was told outright before can be hidden from nobody.
    gone = {one.block for one in told}
    told += _never(tables, counts, cells)
    kept = _unpublished(tables, counts, cells, {one.block.parts for one in told})
    for table in tables:
        more_told, more_kept = _said_by(table, cells)
        told += more_told
        kept += more_kept
    return leak(told, [one for one in kept if one.block not in gone], cells, tell)


def lines(table: Table, counts: Counts) -> list[Line]:
    """The figures of a table, the whole first; of cells that are not shown at all there is none."""
    if table.shows == hiding.NOTHING:
        return [Line("", True, is_hidden=True)]
    if table.said.kind == "median":
        months = set(months_of(table.period))
        lengths = [
            (int(value), number)
            for (month, dimension, value, part), number in counts.items()
            if month in months and dimension == LENGTH and part in table.said.counted
        ]
        middle = median(lengths)
        return [Line("", True, number=None if middle is None else _rounded(Decimal(str(middle))))]
    found = [_line(table.said, "", True, table.whole)]
    if table.shows == hiding.CELLS:
        found += [
            Line(value, False, is_hidden=True)
            if value in table.hidden
            else _line(table.said, value, False, table.cells[value])
            for value in table.cells
        ]
    return found


def _first(
    whole: tuple[int, ...], cells: Mapping[str, tuple[int, ...]], limit: int, before: Collection[str]
) -> tuple[str, frozenset[str]]:
    """How much of the table could be shown if it stood alone."""
    if any(hiding.is_small(one, limit) for one in whole):
        return hiding.NOTHING, frozenset(cells)
    hidden = hiding.hidden(cells, limit=limit, before=before)
    return (hiding.WHOLE, frozenset(cells)) if hidden is None else (hiding.CELLS, hidden)


def _said_by(table: Table, cells: Collection[tuple[str, str]]) -> tuple[list[Told], list[Kept]]:
    """What a table says, and does not say, of the records."""
    told: list[Told] = []
    kept: list[Kept] = []
    for at, layer in enumerate(table.said.layers):
        whole = Block(table.months, layer)
        if table.said.kind == "median" and table.whole[at]:
            # It says where the middle is, not of how many; but that they are too few, or not.
            kept.append(Kept(whole, table.whole[at], table.limit, is_known=True))
        elif table.shows == hiding.NOTHING:
            # Where it has no cells it is hidden for its own sake, and who knows the rule knows that it is small.
            kept.append(Kept(whole, table.whole[at], table.limit, is_known=not table.said.by))
        else:
            told.append(Told(whole, table.whole[at]))
        for by, value in cells:
            if by != table.said.by:
                continue
            block, number = Block(table.months, layer, by, value), table.cells.get(value, (0,) * len(table.whole))[at]
            if table.shows == hiding.CELLS and value not in table.hidden:
                told.append(Told(block, number))
            else:
                kept.append(Kept(block, number, table.limit, is_known=table.shows == hiding.CELLS))
    return told, kept


def _unpublished(
    tables: Sequence[Table], counts: Counts, cells: Collection[tuple[str, str]], told_apart: Collection[frozenset[str]]
) -> list[Kept]:
    """Small numbers that nobody publishes, of the tables' periods and of single months: they must not come out by
    subtracting quarters from years, or what definitions count from what others do. told_apart: parts that are known of
    otherwise, as of who was declined."""
    limit = max((one.limit for one in tables), default=0)
    layers = {layer for one in tables for layer in one.said.layers}
    layers |= {more - less for more in layers for less in layers if less < more}
    layers |= set(classes([*layers, *told_apart]))
    periods = {frozenset(months_of(one.period)) for one in tables}
    periods |= {frozenset({month}) for period in periods for month in period}
    found = []
    for months in sorted(periods, key=sorted):
        for layer in sorted(layers, key=sorted):
            for by, value in [("", ""), *sorted(cells)]:
                number = sum(counts.get((month, by, value, part), 0) for month in months for part in layer)
                if hiding.is_small(number, limit):
                    newest = frozenset((month, 0) for month in months)
                    found.append(Kept(Block(newest, layer, by, value), number, limit))
    return found


def _never(tables: Sequence[Table], counts: Counts, cells: Collection[tuple[str, str]]) -> list[Told]:
    """What everybody can tell from the words alone: that of some values there is nobody in some parts."""
    months = {month for one in tables for month in one.months}
    parts = frozenset(part for one in tables for layer in one.said.layers for part in layer)
    return [
        Told(Block(frozenset({month}), never, by, value), 0)
        for source in {one.said.source for one in tables}
        for by, value in cells
        if (never := SOURCES[source].never(by, value) & parts)
        for month in months
        if not any(counts.get((month[0], by, value, part)) for part in never)
    ]


def _line(said: Said, value: str, is_whole: bool, numbers: tuple[int, ...]) -> Line:
    if said.kind != "share":
        return Line(value, is_whole, number=Decimal(numbers[0]), counted=numbers[0])
    counted, out_of = numbers[0], sum(numbers)
    share = _rounded(Decimal(100 * counted) / out_of) if out_of else None
    return Line(value, is_whole, number=share, counted=counted, out_of=out_of)


def _rounded(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
