"""A table's rows as measures: cells under their headings, rows under their numbers, rows joined across pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Literal

from tsunagi.reading import indicators, sections, shapes
from tsunagi.reading.grid import headings, melted, numbers, readings
from tsunagi.reading.grid.melted import TEXTS, Columns
from tsunagi.reading.grid.numbers import Group
from tsunagi.reading.grid.readings import Words
from tsunagi.reading.grid.rows import Placed
from tsunagi.reading.model import Doubt, Fragment, NoTable, Record, Row, Source, Unreadable
from tsunagi.reading.shapes import Description

_NO_TABLE = (
    "施策名・目標などの見出しのある表が見つかりません。列の意味を書いたファイルを --shape で渡せます。"
    " / No table with headings such as title and goal was found; describe its columns with --shape."
)
_NOT_DESCRIBED = (
    "--shape のファイルにある見出しや行が表に見つかりません。表の見出しのとおりに書いてください。"
    " / The table has no headings or rows like those in the --shape file: write them as the table has them."
)
_MISREAD = 0.5
#: No cell is read more often than this; more rows than these go on and repeat nothing.
_MOST_READINGS = 100
_WORDY = ("title", *TEXTS)
#: More rows than one measure has; what comes after them belongs to none, and is told.
_MOST_ROWS = 100


@dataclass(frozen=True, slots=True)
class Records:
    """The measures of a document as raw material, its columns in order, its title if the table says one, and doubts."""

    records: list[Record]
    columns: tuple[str, ...]
    title: str | None
    doubts: list[Doubt]
    units: dict[str, str] = field(default_factory=dict)
    """The units that headings name, by role."""
    headings: tuple[tuple[str, str], ...] = ()
    """The sections' headings by their place."""


def records(source: Source, description: Description | None = None) -> Records:
    """The document's tables as records. Raises Unreadable where no table has headings that are known."""
    every = [block for block in source.blocks if isinstance(block, Row)]
    rows = _of_tables_alike(every, description)
    found = shapes.find_table(rows, description)
    if found is None:
        raise NoTable(_NO_TABLE) if description is None else Unreadable(_NOT_DESCRIBED)
    at, shape = found
    roles = shape.roles
    taken = {row.table for row in rows}
    blocks = [block for block in source.blocks if not isinstance(block, Row) or block.table in taken]
    aligned = source.kind not in ("text", "pdf")
    body = headings.tell_apart(blocks, rows[max(0, at + 1 - shape.depth) : at + 1], roles, aligned)
    groups, left = numbers.group(body.rows)
    if aligned:
        _carry_down(groups, roles)
    for one in groups:
        left += one.rows[_MOST_ROWS:]
        del one.rows[_MOST_ROWS:]
    marks = [one.mark for one in body.headings]
    opened = sections.places(marks)
    doubts: list[Doubt] = []
    # Only text out of pictures has rows that melt or are read twice; elsewhere a measure's rows just go on.
    # Where numbers stand in cells of their own, a measure has a row an indicator.
    torn = source.kind == "text" and not shape.has_figures and _torn(groups)
    words = Words(run.text for row in rows for cell in row.cells for run in cell) if torn else None
    made: list[Record] = []
    for one in groups:
        section = tuple(place for head, place in zip(body.headings, opened, strict=True) if head.at <= one.at)[-1:]
        above = made[-1] if made and words is not None and len(one.rows) > 1 else None
        cells = _cells(one, words, above)
        if cells.above:
            witnesses = {role: made[-1].others.get(role, ()) + runs for role, runs in cells.others.items()}
            whole = {**made[-1].columns, **cells.above}
            made[-1] = replace(made[-1], columns=whole, others={**made[-1].others, **witnesses})
        made += _records(one, section, cells, words, doubts)
    made = [_with_again(one, [opened[at - 1] for number, at in body.again if number == one.number]) for one in made]
    doubts += [_left_over(row) for row in left if row.text("title") or row.text("goal")]
    doubts += [_note(row, roles) for row in body.notes]
    columns = tuple(role for role in roles if role is not None)
    units = {role: unit for role, unit in zip(roles, shape.units, strict=False) if role and unit}
    said = [one.words for one in body.headings]
    return Records(made, columns, None, doubts, units, tuple(zip(sections.names(marks, opened), said, strict=True)))


def _with_again(one: Record, places: Sequence[str]) -> Record:
    """The measure with the sections under which it is said again, behind its own."""
    return replace(one, sections=tuple(dict.fromkeys((*one.sections, *places)))) if places else one


def _of_tables_alike(rows: Sequence[Row], description: Description | None) -> list[Row]:
    """The rows of the table that fits best, and of those that go on with it: the same headings, or the same width."""
    tables: dict[int, list[Row]] = {}
    for row in rows:
        tables.setdefault(row.table or 0, []).append(row)
    if len(tables) < 2:
        return list(rows)
    found = {table: shapes.find_table(those, description) for table, those in tables.items()}
    fitting = [(table, shape.roles) for table, one in found.items() if one for shape in (one[1],)]
    if not fitting:
        return list(rows)
    main, roles = max(fitting, key=lambda one: (len({role for role in one[1] if role}), -one[0]))
    alike = {table for table, those in fitting if those == roles}
    bare = {table for table, one in found.items() if one is None and table > main}
    alike |= {table for table in bare if all(len(row.cells) == len(roles) for row in tables[table])}
    return [row for row in rows if (row.table or 0) in alike]


def _carry_down(groups: Sequence[Group], roles: Sequence[str | None]) -> None:
    """Give each measure who is in charge where one merged cell in front of the titles says it for several."""
    if "ministries" not in roles or "title" not in roles or roles.index("ministries") > roles.index("title"):
        return
    held: tuple[Fragment, ...] = ()
    for one in groups:
        cells = one.rows[0].cells
        held = cells.get("ministries") or held
        if held:
            cells["ministries"] = held


def _torn(groups: Sequence[Group]) -> bool:
    return any(len(one.rows) > 1 or len(one.numbers) > 1 for one in groups)


@dataclass(frozen=True, slots=True)
class _Cells:
    """The runs of a measure's columns, and the poorer readings beside them; `above` are those of the measure above."""

    columns: Columns
    others: Columns
    above: Columns


def _records(
    one: Group, section: tuple[str, ...], cells: _Cells, words: Words | None, doubts: list[Doubt]
) -> list[Record]:
    state: Literal["read", "inferred"] = "read" if one.read else "inferred"
    if len(one.numbers) > 1 and words is not None:
        apart = melted.take_apart(one, cells.columns, words)
        if apart is not None:
            melted_down = ("二つの施策の行が一つに溶けていたため、文の切れ目で分けた", "two rows had melted into one")
            doubts.append(_say(one.numbers[0], *melted_down))
            return [
                Record(number, state if number == one.numbers[0] else "inferred", section, columns, cells.others)
                for number, columns in zip(one.numbers, apart, strict=False)
            ]
    columns = cells.columns
    figures = _figure_rows(one) if words is None else ()
    if figures:
        columns = {**_from_figures(figures), **columns}
    return [Record(one.numbers[0], state, section, columns, cells.others, figures)]


def _cells(one: Group, words: Words | None, above: Record | None) -> _Cells:
    rows, noise = _without_noise(one.rows, words)
    grown = above if above is not None and _repeats_above(rows, above) else None
    found = _Cells({}, {}, {})
    for role in dict.fromkeys(role for row in one.rows for role in row.cells if role != "number"):
        runs = [run for row in rows for run in row.cells.get(role, ())]
        if words is None:
            runs = _said_once([row.cells.get(role, ()) for row in rows])
        if words is None or not 1 < len(one.rows) <= _MOST_READINGS:
            found.columns[role] = tuple(runs)
            continue
        known = grown.columns.get(role, ()) if grown is not None and role != "title" else ()
        before, own, rest = readings.together(runs, words, known, noisy=role in _WORDY)
        if known:
            ending, own = _ending(role, before, own)
            found.above[role] = (*before, *ending)
        rest += [run for row in noise for run in row.cells.get(role, ())]
        found.columns[role] = tuple(own)
        if rest and own:
            found.others[role] = tuple(rest)
    return found


def _said_once(cells: Sequence[tuple[Fragment, ...]]) -> list[Fragment]:
    """The runs of a column over a measure's rows; a name or text is often said again in each of them."""
    texts = [readings.text_of(cell) for cell in cells]
    return [run for at, cell in enumerate(cells) if texts[at] not in texts[:at] for run in cell]


def _without_noise(rows: list[Placed], words: Words | None) -> tuple[list[Placed], list[Placed]]:
    """The rows that have words and those that were misread as a whole; where all were, they have to do."""
    if words is None:
        return rows, []
    clear: list[Placed] = []
    noise: list[Placed] = []
    for row in rows:
        (noise if _is_noise(row, words) else clear).append(row)
    return (clear, noise) if clear else (noise, [])


def _repeats_above(rows: Sequence[Placed], above: Record) -> bool:
    """Whether rows read the measure above again, as they do where a table's rows grow into one another."""
    again = [
        any(
            readings.alike(run.text, known.text)
            for row in rows
            for run in row.cells.get(role, ())
            for known in above.columns.get(role, ())
        )
        for role in TEXTS
    ]
    return sum(again) >= 2


def _ending(
    role: str, above: list[Fragment], own: list[Fragment]
) -> tuple[list[Fragment], list[Fragment]]:
    """The first of a cell's runs that bring the cell above to its end (its address, its sentence), and the others."""
    if role == "urls":
        first = list(takewhile(lambda run: "http" not in run.text, own))
        return first, own[len(first) :]
    if role not in TEXTS or not above or readings.ended(above[-1]):
        return [], own
    pieces = readings.pieces(own)
    if not pieces or not readings.ended(pieces[0][-1]):
        return [], own
    return pieces[0], [run for piece in pieces[1:] for run in piece]


def _figure_rows(one: Group) -> tuple[Columns, ...]:
    rows = tuple(row.cells for row in one.rows)
    return rows if indicators.has_figures(rows) else ()


def _from_figures(rows: Sequence[Columns]) -> Columns:
    """Goal and status of a table that has only indicators: the cells that say what is to be reached, and what was."""
    cells = indicators.cells(rows)
    return {column: tuple(run for row in lines for cell in row for run in cell) for column, lines in cells.items()}


def _is_noise(row: Placed, words: Words) -> bool:
    """Whether a whole row was misread: it has some text, and few of its letters make words of the document."""
    shares = [words.share(text) for role in _WORDY if len(text := row.text(role)) >= 6]
    return bool(shares) and sum(shares) / len(shares) < _MISREAD


def _left_over(row: Placed) -> Doubt:
    words = row.text("title") or row.text("goal")
    return Doubt(None, "title", f"どの施策にも属さない行がある（{words[:20]}）。 / A row belongs to no measure.")


def _note(row: Placed, roles: Sequence[str | None]) -> Doubt:
    words = "".join(row.text(role) for role in roles if role)
    return Doubt(None, "source", f"表の注で、施策には入れていない（{words[:60]}）。 / A note to the table, part of no measure.")


def _say(number: int | None, japanese: str, english: str) -> Doubt:
    return Doubt(number, "number", f"{japanese}。 / {english[0].upper()}{english[1:]}.")
