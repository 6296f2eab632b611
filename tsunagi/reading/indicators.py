"""Targets and results that stand as numbers in cells of their own: a column a year, or 実績値【目標値】 in one cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from tsunagi.reading import dates, entries, mending
from tsunagi.reading.characters import fold
from tsunagi.reading.entries import Entry
from tsunagi.reading.model import COLUMNS, Actual, Claim, Fragment, Op, Span, Target
from tsunagi.reading.shapes import FIGURES, kind_of
from tsunagi.reading.shapes.headings import is_counted, unit_apart, unit_of

Cells = Mapping[str, tuple[Fragment, ...]]

#: Texts that are read as numbers where nothing else stands in them.
_AS_FIGURE = {"goal": "target", "status": "actual"}
#: The columns that cells of numbers stand for in a table that has no texts there.
_AS_COLUMN = {
    "goal": ("indicator", "target", "target_actual", "due"),
    "status": ("baseline", "actual", "forecast", "actual_target"),
}
_REACHED = re.compile(r"(?:目標)?達成(?:済み?)?")
_MISSED = re.compile(r"(?:目標)?未達成?|(?:目標を?)?達成せず")
#: What there is to be less of, where no number shows the way.
_BAD = re.compile(
    r"(?:自殺|自死|死亡|孤立死|孤独死|虐待|犯罪|事故|被害|再犯|離職|待機|不登校|滞納|苦情|未受診|未就労|不法投棄|放置)[^、。]{0,8}(?:数|率|割合|件)"
    r"|(?:孤独感?|孤立感?|不安感?|悩み|困難|負担感?)[がをの][^、。]{0,8}(?:ある|あり|感じ|抱え|持つ)(?!.{0,6}(?:相談|支援))"
    r"|(?:い|でき|くれ)ない(?:人|者|方)"
)


@dataclass(frozen=True, slots=True)
class _Figure:
    """A number of a row: its entry, what its heading names, the words of its cell and its place."""

    entry: Entry
    name: str
    date: str | None
    quote: str
    span: Span | None


@dataclass(slots=True)
class _Indicator:
    """What one indicator's rows say: its name, by when, its numbers, and whether the document calls it reached."""

    name: str
    unit: str | None
    due: str | None = None
    claim: Claim | None = None
    is_title: bool = False
    """Whether the name is the measure's title, there being no other."""
    figures: list[_Figure] = field(default_factory=list)
    years: set[str] = field(default_factory=set)
    """The years that have a cell for their result, also where no number stands in it."""


def has_figures(rows: Sequence[Cells]) -> bool:
    """Whether a record's rows have cells that hold numbers only."""
    return any(_figure_kind(role, mending.join(row[role])) is not None for row in rows for role in row)


def cells(rows: Sequence[Cells]) -> dict[str, list[list[tuple[Fragment, ...]]]]:
    """The cells of numbers as a text's columns, row by row: what is to be reached is the goal, the rest status.

    A column that the rows have as text is left out.
    """
    made: dict[str, list[list[tuple[Fragment, ...]]]] = {}
    for column, kinds in _AS_COLUMN.items():
        found = [[runs for role, runs in row.items() if _shown_as(role, row) in kinds and runs] for row in rows]
        if any(found) and not any(column in row for row in rows):
            made[column] = [row for row in found if row]
    return made


def _shown_as(role: str, row: Cells) -> str:
    kind = kind_of(role)
    return entries.series(_text(row, "series")) or kind if kind == "actual" else kind


def texts(rows: Sequence[Cells]) -> dict[str, str]:
    """The texts of `cells`: a line a row."""
    return {
        column: "\n".join(" ".join(map(mending.join, row)) for row in lines) for column, lines in cells(rows).items()
    }


def prose(rows: Sequence[Cells]) -> dict[str, tuple[Fragment, ...]]:
    """What the rows say in sentences: their texts without the cells that hold a number and nothing else."""
    made: dict[str, tuple[Fragment, ...]] = {}
    for row in rows:
        for role, runs in row.items():
            if role in COLUMNS and not (role in _AS_FIGURE and entries.is_figure(mending.join(runs))):
                made[role] = made.get(role, ()) + runs
    return made


def find(
    rows: Sequence[Cells], units: Mapping[str, str], first: int = 0, year: str | None = None
) -> tuple[list[Target], list[Actual]]:
    """The targets and actuals of a measure's rows, one indicator a row or one series (計画値, 実績値) of it.

    units: what the headings name, by role. first: how many targets the measure has already. year: the document's
    fiscal year, for results without a year.
    """
    targets: list[Target] = []
    actuals: list[Actual] = []
    for one in _indicators(rows, units):
        aims = [figure for figure in one.figures if figure.entry.kind == "target"]
        results = _results(one.figures, aims, year)
        by_direction = any(aim.entry.value is None for aim in aims)
        starts = [figure for figure in one.figures if figure.entry.kind == "baseline"]
        if by_direction or not results:
            results = [*(replace(start, date=start.entry.date or start.date) for start in starts), *results]
        place = first + len(targets)
        targets += [_target(one, aim, aims, starts) for aim in aims]
        for figure in results:
            at = _answered(figure, aims, one)
            actuals.append(_actual(one, figure, None if at is None else place + at))
    return targets, actuals


def reported_year(records: Sequence[Sequence[Cells]]) -> str | None:
    """The latest fiscal year that a result is given for, failing that a baseline; None where no result has a date."""
    said: dict[str, set[str]] = {"actual": set(), "baseline": set()}
    for rows in records:
        for one in _indicators(rows, {}):
            for figure in one.figures:
                day = dates.last_day(figure.entry.date or figure.date or "")
                if day is not None and figure.entry.kind in said:
                    said[figure.entry.kind].add(f"FY{day.year - (day.month < 4)}")
    return max(said["actual"] or said["baseline"], default=None)


def _indicators(rows: Sequence[Cells], units: Mapping[str, str]) -> Iterator[_Indicator]:
    """The indicators of a measure. A row without a name goes on with the one above where it is another series of it."""
    current: _Indicator | None = None
    for row in rows:
        said = _text(row, "indicator")
        series = entries.series(_text(row, "series"))
        if current is None or (said and said != current.name) or (series is None and _has_numbers(row)):
            if current is not None:
                yield current
            name = said or (current.name if current is not None else "") or _text(row, "title")
            unit = _text(row, "unit") or unit_of(name) or (current.unit if current is not None and not said else None)
            titled = not said and (current is None or current.is_title)
            current = _Indicator(name, fold(unit) if unit else None, is_title=titled)
        _add(current, row, series, units)
    if current is not None:
        yield current


def _has_numbers(row: Cells) -> bool:
    return has_figures([row])


def _add(one: _Indicator, row: Cells, series: str | None, units: Mapping[str, str]) -> None:
    """Take a row's numbers in."""
    due = dates.find(_text(row, "due"))
    one.due = due[-1].value.rsplit("/", 1)[-1] if due else one.due
    one.claim = _claim(_text(row, "rating")) or _claim(_text(row, "status")) or one.claim
    if series == "other":
        return
    for role, runs in row.items():
        text = mending.join(runs)
        kind = _figure_kind(role, text)
        if kind is None:
            continue
        _, _, rest = role.partition(":")
        said, _, name = rest.partition(":")
        if kind in ("actual", "forecast") and series is not None:
            kind = series
        if kind == "actual" and said:
            one.years.add(said)
        unit = one.unit or units.get(role)
        for entry in entries.of_cell(text, kind, unit):
            span = mending.locate(runs, entry.start, entry.end)
            one.figures.append(_Figure(entry, name, said or None, text[entry.start : entry.end], span))


def _figure_kind(role: str, text: str) -> str | None:
    """The kind of numbers that a cell holds; None where it holds text."""
    kind = kind_of(role)
    if kind in FIGURES:
        return kind
    return _AS_FIGURE[kind] if kind in _AS_FIGURE and entries.is_figure(text) else None


def _results(figures: Sequence[_Figure], aims: Sequence[_Figure], year: str | None) -> list[_Figure]:
    """What is reported: levels, and changes only where a change is aimed at."""
    found = []
    for figure in figures:
        entry = figure.entry
        if entry.kind not in ("actual", "forecast") or entry.value is None:
            continue
        if entry.relative and not any(aim.entry.relative for aim in aims):
            continue
        said = entry.date or figure.date or year
        found.append(replace(figure, date=_year_before(said) if entry.before else said))
    return found


def _year_before(said: str | None) -> str | None:
    year = re.fullmatch(r"(FY)?(\d{4})", said or "")
    return f"{year[1] or ''}{int(year[2]) - 1}" if year else None


def _target(one: _Indicator, aim: _Figure, aims: Sequence[_Figure], starts: Sequence[_Figure]) -> Target:
    due = _due(one, aim)
    op = aim.entry.op or _op(one, aim, aims, starts)
    claim = one.claim if len(aims) == 1 else None
    return Target(
        _what(one, aim), op, aim.entry.value, aim.entry.unit, aim.entry.approx, due, "goal", aim.quote, aim.span, claim
    )


def _due(one: _Indicator, aim: _Figure) -> str | None:
    return aim.entry.date or aim.date or one.due or aim.entry.beside


def _op(one: _Indicator, aim: _Figure, aims: Sequence[_Figure], starts: Sequence[_Figure]) -> Op:
    """Whether more or less is better, from where it starts, from how the targets go on, or from what is counted."""
    if not aim.entry.relative:
        in_order = sorted(aims, key=lambda other: dates.last_day(_due(one, other) or "") or date.max)
        for way in ([*starts[:1], aim], in_order):
            values = [step.entry.value for step in way if _fits(step, aim) and step.entry.value is not None]
            if len(values) > 1 and values[0] != values[-1]:
                return "<=" if values[-1] < values[0] else ">="
    return "<=" if _BAD.search(one.name) else ">="


def _actual(one: _Indicator, figure: _Figure, target: int | None) -> Actual:
    entry = figure.entry
    assert entry.value is not None
    approx = entry.approx or entry.kind == "forecast"
    what = _what(one, figure)
    return Actual(what, entry.value, entry.unit, approx, figure.date, "status", figure.quote, figure.span, target)


def _what(one: _Indicator, figure: _Figure) -> str:
    """What a number counts: the indicator, or what its column's heading names, and the words beside it in its cell.

    A measure's title gives way to words that say themselves what is counted.
    """
    label, name = figure.entry.label, figure.name or unit_apart(one.name)
    if one.is_title and is_counted(label):
        return label
    return " ".join(filter(None, (name, "" if label in name else label)))


def _answered(figure: _Figure, aims: Sequence[_Figure], one: _Indicator) -> int | None:
    """The target that a result answers: that of its own year, else the next that is due without a result of its own."""
    fitting = [at for at, aim in enumerate(aims) if _fits(figure, aim)]
    if not fitting and not figure.entry.label:  # 15か所 answers 居場所の数20か所 where no other target counts か所
        nameless = [replace(aim, entry=replace(aim.entry, label="")) for aim in aims]
        only = [at for at, aim in enumerate(nameless) if _fits(figure, aim)]
        fitting = only if len(only) == 1 else []
    dues = {at: _due(one, aims[at]) for at in fitting}
    same = [at for at in fitting if dues[at] is not None and dues[at] == figure.date]
    if same or not fitting or figure.entry.before:
        return same[0] if same else None
    open_ = [at for at in fitting if dues[at] not in one.years or len(fitting) == 1]
    day = dates.last_day(figure.date or "")
    later = [at for at in open_ if (due := dates.last_day(dues[at] or "")) is None or day is None or due >= day]
    return later[0] if later else open_[-1] if open_ else None


def _fits(figure: _Figure, aim: _Figure) -> bool:
    """Whether a result can answer a target: the same thing is counted in the same unit."""
    units = {aim.entry.unit, figure.entry.unit} - {None}
    return len(units) < 2 and aim.entry.relative == figure.entry.relative and _alike(aim, figure)


def _alike(one: _Figure, other: _Figure) -> bool:
    if one.entry.relative and other.entry.relative:
        return _falls(one.entry) == _falls(other.entry)
    if one.name and other.name and one.name != other.name:
        return False
    return one.entry.label == other.entry.label


def _falls(entry: Entry) -> bool:
    return bool(re.search(r"減|低下", entry.label)) or (entry.value is not None and entry.value < 0)


def _claim(rating: str) -> Claim | None:
    """「達成」 and 「未達成」 in a cell of their own; other marks (A, ◎) mean what only their document's legend says."""
    words = re.sub(r"\s", "", rating)
    if _MISSED.fullmatch(words):
        return "missed"
    return "reached" if _REACHED.fullmatch(words) else None


def _text(row: Cells, role: str) -> str:
    return mending.join(row.get(role, ()))
