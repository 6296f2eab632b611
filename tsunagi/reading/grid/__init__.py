"""A table's rows as measures: cells under their headings, rows under their numbers, rows joined across pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from tsunagi.reading import indicators, mending, sections, sentences, shapes
from tsunagi.reading.grid import melted, numbers, readings
from tsunagi.reading.grid.numbers import Group
from tsunagi.reading.grid.readings import Words
from tsunagi.reading.grid.rows import Placed, heading, place
from tsunagi.reading.model import Doubt, Fragment, Line, Record, Row, Source, Unreadable
from tsunagi.reading.shapes import Description

_MISREAD = 0.5
_TEXTS = ("title", *melted.TEXTS)


@dataclass(frozen=True, slots=True)
class Records:
    """The measures of a document as raw material, its columns in order, its title if the table says one, and doubts."""

    records: list[Record]
    columns: tuple[str, ...]
    title: str | None
    doubts: list[Doubt]
    units: dict[str, str] = field(default_factory=dict)
    """The units that headings name, by role."""


def records(source: Source, description: Description | None = None) -> Records:
    """The document's tables as records. Raises Unreadable where no table has headings that are known."""
    every = [block for block in source.blocks if isinstance(block, Row)]
    rows = _of_tables_alike(every, description)
    found = shapes.find_table(rows, description)
    if found is None:
        raise Unreadable(
            "施策名・目標などの見出しのある表が見つかりません。列の意味を書いたファイルを --shape で渡せます。"
            " / No table with headings such as title and goal was found; describe its columns with --shape."
        )
    at, shape = found
    roles = shape.roles
    taken = {row.table for row in rows}
    blocks = [block for block in source.blocks if not isinstance(block, Row) or block.table in taken]
    body, heads = _body(blocks, rows[at] if at >= 0 else None, roles)
    groups, left = numbers.group(body)
    opened = sections.places([sections.mark(words) for _, words in heads])
    doubts: list[Doubt] = []
    # Rows on pages go on from one page to the next; they are no second readings, and their runs are lines.
    torn = source.pages is None and _torn(groups)
    words = Words(run.text for row in rows for cell in row.cells for run in cell) if torn else None
    made: list[Record] = []
    before: dict[str, str] = {}
    for one in groups:
        section = tuple(place for (place_at, _), place in zip(heads, opened, strict=True) if place_at <= one.at)[-1:]
        several = _records(one, section, before, words, doubts)
        if made and torn and len(one.rows) > 1:
            made[-1] = _completed(made[-1], one)
        before = {role: "".join(run.text for run in runs) for role, runs in several[-1].columns.items()}
        made += several
    doubts += [_left_over(row) for row in left if row.text("title") or row.text("goal")]
    columns = tuple(role for role in roles if role is not None)
    units = {role: unit for role, unit in zip(roles, shape.units, strict=False) if role and unit}
    return Records(made, columns, None, doubts, units)


def _of_tables_alike(rows: Sequence[Row], description: Description | None) -> list[Row]:
    """The rows of the table that fits best, and of those that go on with it: the same headings, or the same width."""
    tables: dict[int, list[Row]] = {}
    for row in rows:
        tables.setdefault(row.table, []).append(row)
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
    return [row for row in rows if row.table in alike]


def _body(
    blocks: Sequence[Row | Line], header: Row | None, roles: Sequence[str | None]
) -> tuple[list[Placed], list[tuple[int, str]]]:
    """The rows under the heading row, and the sections' headings with the number of rows before each."""
    started = header is None
    pending: list[Row | str] = []
    heading_texts = _texts(header) if header else []
    for block in blocks:
        if isinstance(block, Row):
            if block is header:
                started = True
            elif started and not _repeats(_texts(block), heading_texts):
                pending.append(block)
        elif started and _is_section(block):
            pending.append(block.fragment.text)
    laid = iter(place([one for one in pending if isinstance(one, Row)], roles))
    body: list[Placed] = []
    heads: list[tuple[int, str]] = []
    for one in pending:
        if isinstance(one, str):
            heads.append((len(body), one))
            continue
        row = next(laid)
        if words := heading(row, roles, body[-1] if body else None):
            heads.append((len(body), words))
            continue
        if row.number is None and sections.mark(row.text("number")).part:  # a heading's end stands in the number's cell
            heads.append((len(body), row.text("number")))
        body.append(row)
    return body, heads


def _is_section(line: Line) -> bool:
    mark = sections.mark(line.fragment.text)
    return (mark.part is not None or mark.policy is not None) and len(line.fragment.text.strip()) <= 70


def _texts(row: Row) -> list[str]:
    return [re.sub(r"\s", "", "".join(run.text for run in cell)) for cell in row.cells]


def _repeats(texts: list[str], header: list[str]) -> bool:
    """Whether a row is the heading row again, as on every page."""
    same = sum(bool(one) and one == two for one, two in zip(texts, header, strict=False))
    return same >= 3 and same >= 0.6 * sum(map(bool, texts))


def _torn(groups: Sequence[Group]) -> bool:
    return any(len(one.rows) > 1 or len(one.numbers) > 1 for one in groups)


def _records(
    one: Group, section: tuple[str, ...], before: dict[str, str], words: Words | None, doubts: list[Doubt]
) -> list[Record]:
    columns, others = _columns(one, words)
    if len(one.numbers) > 1 and words is not None:
        apart = _apart(one, columns, before, words)
        if apart is not None:
            doubts.append(_say(one.numbers[0], "二つの施策の行が一つに溶けていたため、文の切れ目で分けた", "two rows had melted into one"))
            return [
                Record(number, "read" if place == 0 and one.read else "inferred", section, part)
                for place, (number, part) in enumerate(zip(one.numbers, apart, strict=False))
            ]
    figures = _figure_rows(one)
    if figures:
        columns = {**_from_figures(figures), **columns}
    return [Record(one.numbers[0], "read" if one.read else "inferred", section, columns, others, figures)]


def _columns(one: Group, words: Words | None) -> tuple[dict[str, tuple[Fragment, ...]], dict[str, tuple[Fragment, ...]]]:
    """The runs of each column over the rows of a group, and the poorer readings beside them."""
    columns: dict[str, tuple[Fragment, ...]] = {}
    others: dict[str, tuple[Fragment, ...]] = {}
    rows = [row for row in one.rows if words is None or not _is_noise(row, words)] or one.rows
    for role in dict.fromkeys(role for row in one.rows for role in row.cells if role != "number"):
        runs = [run for row in rows for run in row.cells.get(role, ())]
        if len(one.rows) == 1 or words is None:
            columns[role] = tuple(runs)
            continue
        kept, rest = readings.together(runs, words if role in _TEXTS else None)
        rest += [run for row in one.rows if row not in rows for run in row.cells.get(role, ())]
        columns[role] = tuple(kept)
        if rest and kept:
            others[role] = tuple(rest)
    return columns, others


def _figure_rows(one: Group) -> tuple[dict[str, tuple[Fragment, ...]], ...]:
    rows = tuple(row.cells for row in one.rows)
    return rows if indicators.has_figures(rows) else ()


def _from_figures(rows: Sequence[dict[str, tuple[Fragment, ...]]]) -> dict[str, tuple[Fragment, ...]]:
    """Goal and status of a table that has only indicators: the cells that say what is to be reached, and what was."""
    made: dict[str, tuple[Fragment, ...]] = {}
    for column, kinds in (("goal", ("indicator", "target", "due")), ("status", ("actual", "actual_target"))):
        runs = tuple(run for row in rows for role in row if role.partition(":")[0] in kinds for run in row[role])
        if runs:
            made[column] = runs
    return made


def _is_noise(row: Placed, words: Words) -> bool:
    """Whether a whole row was misread: it has some text, and few of its letters make words of the document."""
    shares = [words.share(text) for role in _TEXTS if len(text := row.text(role)) >= 6]
    return bool(shares) and sum(shares) / len(shares) < _MISREAD


def _apart(
    one: Group, columns: dict[str, tuple[Fragment, ...]], before: dict[str, str], words: Words
) -> list[dict[str, tuple[Fragment, ...]]] | None:
    """The columns of two melted measures; titles, addresses and ministries go where they belong."""
    read = {role: [run for row in one.rows for run in row.cells.get(role, ())] for role in melted.TEXTS}
    halves = melted.take_apart(read, before if len(one.rows) > 1 else {}, words)
    if halves is None:
        return None
    found: list[dict[str, tuple[Fragment, ...]]] = [{role: (run,) for role, run in half.items()} for half in halves]
    titles = columns.get("title", ())
    if titles:
        side = melted.likelier("".join(run.text for run in titles), halves)
        found[side]["title"] = titles
        spare = _spare_title(one, halves[1 - side], titles, words)
        if spare is not None:
            found[1 - side]["title"] = (spare,)
    for role, cutter in (("urls", r"(?=https?:)"), ("ministries", r"(?<=[庁省府房])[\s、]+")):
        runs = columns.get(role, ())
        pieces = [piece for run in runs for piece in _cut_at(run, cutter) if piece.text.strip()]
        if role == "urls":
            pieces = [piece for piece in pieces if piece.text.startswith("http")] or pieces
            pieces = [piece for piece in pieces if not any(_grown(piece, other) for other in pieces)]
        for side, half in enumerate(found):
            if len(pieces) == 2:
                half[role] = (pieces[side],)
            elif role == "ministries" or side == 0:
                half[role] = tuple(pieces)
    return found


def _grown(piece: Fragment, other: Fragment) -> bool:
    """Whether another reading of a piece goes further than it."""
    return len(other.text.strip()) > len(piece.text.strip()) and readings.begins(other.text, piece.text)


def _cut_at(run: Fragment, pattern: str) -> list[Fragment]:
    edges = [0, *(match.end() for match in re.finditer(pattern, run.text)), len(run.text)]
    return [mending.cut(run, start, end) for start, end in pairwise(edges) if end > start]


def _spare_title(
    one: Group, half: dict[str, Fragment], titles: tuple[Fragment, ...], words: Words
) -> Fragment | None:
    """A title that was read beside the table: short, made of the document's words, and said again in the text."""
    text = "".join(run.text for run in half.values())
    given = "".join(run.text for run in titles)
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


def _completed(record: Record, below: Group) -> Record:
    """The measure above a growing row, whose last lines that row repeats and brings to their end."""
    columns = dict(record.columns)
    for role in melted.TEXTS:
        runs = columns.get(role, ())
        for row in below.rows:
            first = next(iter(readings.parts(row.cells[role][0])), None) if row.cells.get(role) else None
            if runs and first and len(first.text) > len(runs[-1].text) and readings.begins(first.text, runs[-1].text):
                columns[role] = (*runs[:-1], first)
                break
    return replace(record, columns=columns)


def _left_over(row: Placed) -> Doubt:
    words = row.text("title") or row.text("goal")
    return Doubt(None, "title", f"どの施策にも属さない行がある（{words[:20]}）。 / A row belongs to no measure.")


def _say(number: int | None, japanese: str, english: str) -> Doubt:
    return Doubt(number, "number", f"{japanese}。 / {english[0].upper()}{english[1:]}.")
