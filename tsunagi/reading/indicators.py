"""Targets and results that stand as numbers in cells of their own: a column a year, or 実績値【目標値】 in one cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tsunagi.reading import dates, mending, quantities
from tsunagi.reading.characters import fold
from tsunagi.reading.model import Actual, Column, Fragment, Op, Span, Target
from tsunagi.reading.shapes import FIGURES

Cells = Mapping[str, tuple[Fragment, ...]]

_NO_FIGURE = re.compile(r"^[-―ー－~\s]*$|集計中|未公表|未定|調査(?:なし|未実施|中)|該当なし|^なし$|不明|準備中")
_PART = re.compile(r"[、,;／/\n]\s?(?!\d{3}(?!\d))")
_LABEL = re.compile(r"^\s*(?P<label>[^:0-9]{0,4}?(?:令和|平成|R|H|20)[^:]{1,10}?)\s?[:は]\s?")


@dataclass(frozen=True, slots=True)
class _Figure:
    value: Decimal
    unit: str | None
    comparator: str | None
    approx: bool
    date: str | None
    quote: str
    span: Span | None
    kind: str


def has_figures(rows: Sequence[Cells]) -> bool:
    """Whether a record's rows have cells that hold numbers only."""
    return any(_kind(role) in FIGURES for row in rows for role in row)


def find(
    rows: Sequence[Cells], units: Mapping[str, str], first: int = 0, day: str | None = None
) -> tuple[list[Target], list[Actual]]:
    """The targets and actuals of a measure's rows, one indicator a row.

    units: what the headings name, by role. first: how many targets the measure has already. day: the document's
    fiscal year, for cells without a year.
    """
    targets: list[Target] = []
    actuals: list[Actual] = []
    name = ""
    for row in rows:
        name = mending.join(row.get("indicator", ())) or name or mending.join(row.get("title", ()))
        unit = mending.join(row.get("unit", ())) or None
        figures = [one for role in row for one in _figures(role, row, unit or units.get(role))]
        wanted = [one for one in figures if one.kind == "target"]
        base = next((one for one in figures if one.kind == "baseline"), None)
        due = _due(row)
        place = first + len(targets)
        targets += [_target(name, one, due, base) for one in wanted]
        reached = [one for one in figures if one.kind == "actual"]
        actuals += [_actual(name, one, _answered(one, wanted, place), day) for one in reached]
    return targets, actuals


def _figures(role: str, row: Cells, unit: str | None) -> Iterator[_Figure]:
    """The numbers of one cell; in 54.4%【60%】 the one in brackets is the target."""
    kind = _kind(role)
    if kind not in FIGURES:
        return
    runs = row[role]
    text = mending.join(runs)
    year = role.partition(":")[2] or None
    for start, end, part_kind in _parts(text, kind):
        part = text[start:end]
        if _NO_FIGURE.search(part.strip()):
            continue
        label = _LABEL.match(fold(part))
        dated = dates.find(part[: label.end()]) if label else dates.find(part)
        lead = label.end() if label else 0
        found = quantities.find(part[lead:])
        plain = re.sub(r"\s|※\d*|\([^)]*\)$", "", fold(part[lead:]))
        value = found[0].value if found else quantities.number(plain)
        if value is None:
            continue
        yield _Figure(
            value=value,
            unit=(found[0].unit if found else None) or unit,
            comparator=found[0].comparator if found else None,
            approx=bool(found) and found[0].approx,
            date=dated[0].value if dated else year,
            quote=part.strip(" 【】[]"),
            span=mending.locate(runs, start, end),
            kind=part_kind,
        )


def _parts(text: str, kind: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, kind) of each number's part of a cell."""
    inside = [(match.start(1), match.end(1)) for match in re.finditer(r"[【\[［]([^】\]］]*)[】\]］]", text)]
    begin = 0
    for match in [*_PART.finditer(text), None]:
        end = match.start() if match else len(text)
        held = [(max(begin, start), min(end, stop)) for start, stop in inside if start < end and stop > begin]
        if kind == "actual_target" and held:
            yield begin, max(begin, held[0][0] - 1), "actual"
            yield held[0][0], held[0][1], "target"
        else:
            yield begin, end, "actual" if kind == "actual_target" else kind
        begin = match.end() if match else end


def _target(name: str, one: _Figure, due: str | None, base: _Figure | None) -> Target:
    op: Op = ">="
    if one.comparator in ("以下", "未満", "以内", "を下回る") or (not one.comparator and base and one.value < base.value):
        op = "<="
    return Target(name, op, one.value, one.unit, one.approx, one.date or due, "goal", one.quote, one.span)


def _actual(name: str, one: _Figure, target: int | None, day: str | None) -> Actual:
    src: Column = "status"
    return Actual(name, one.value, one.unit, one.approx, one.date or day, src, one.quote, one.span, target)


def _answered(one: _Figure, wanted: Sequence[_Figure], place: int) -> int | None:
    """The target of the figure's own year, else the only one, else the next that is due."""
    if not wanted:
        return None
    same = [at for at, aim in enumerate(wanted) if aim.date is not None and aim.date == one.date]
    if same:
        return place + same[0]
    if len(wanted) == 1:
        return place
    day = dates.last_day(one.date or "")
    later = [at for at, aim in enumerate(wanted) if day and (due := dates.last_day(aim.date or "")) and due >= day]
    return place + (later[0] if later else len(wanted) - 1)


def _due(row: Cells) -> str | None:
    """By when, from a column of its own; words without a date (速やかに, 計画期間中) give none."""
    found = dates.find(mending.join(row.get("due", ())))
    return found[-1].value.rsplit("/", 1)[-1] if found else None


def _kind(role: str) -> str:
    return role.partition(":")[0]

