"""A plan's document in, what it says out: the parts of the reading put together, and its JSON."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from tsunagi.reading import (
    addresses,
    cards,
    cover,
    damage,
    doubts,
    figures,
    grid,
    indicators,
    mending,
    ministries,
    shapes,
    titles,
)
from tsunagi.reading.grid import Records
from tsunagi.reading.model import (
    COLUMNS,
    Actual,
    Cell,
    Document,
    Measure,
    Narrative,
    Record,
    Source,
    Span,
    Target,
    Unreadable,
)
from tsunagi.reading.sources import open_source

Progress = Callable[[int, int], None]

#: How much of the work is done when the file is opened and its measures are told apart, of 100.
_OPENED, _TOLD_APART = 60, 70

_ABSENT = Cell("", "lost", "文書のこの欄に文字がない / The document has no text here")

_NO_MEASURES = (
    "表に見出しはありますが、その下に施策がありません。元のファイルを確かめてください。"
    " / The table has headings but no measures under them: check the original."
)


class Assessed(Protocol):
    """A verdict on a target: judging/ makes it, and reading knows no more of it than this."""

    @property
    def target(self) -> int:
        """The place of the target in the measure's list."""

    @property
    def verdict(self) -> str:
        """What is judged of it: met, not_met, pending, no_actual."""

    @property
    def because(self) -> str:
        """The reason, in Japanese and English."""

    @property
    def actual(self) -> int | None:
        """The place of the figure that it was judged by, where there is one."""


def read(path: str | os.PathLike[str], *, shape: Path | None = None, progress: Progress | None = None) -> Document:
    """Read a plan's document.

    shape: a TOML file that describes the table's columns; without it the document's own headings say them.
    progress: told how many of 100 steps are done. Raises Unreadable with one sentence where the file is no plan.
    """
    tell = progress or _silent
    source = open_source(Path(path), lambda done, total: tell(_OPENED * done // max(total, 1), 100))
    description = shapes.load(shape) if shape else None
    short = description.short_names if description else {}
    told = _told_apart(source, description)
    tell(_TOLD_APART, 100)
    records = told.records
    if not records:
        raise Unreadable(_NO_MEASURES)
    texts = [
        {column: mending.join(runs) for column, runs in record.columns.items()} | indicators.texts(record.figure_rows)
        for record in records
    ]
    states = damage.states(records, texts)
    texts = [text | {"title": titles.bare(text["title"])} if "title" in text else text for text in texts]
    reported = indicators.reported_year([record.figure_rows for record in records])
    year = (description.fiscal_year if description else None) or cover.fiscal_year(source, texts, reported)
    urls = addresses.of_document([[run.text for run in record.columns.get("urls", ())] for record in records])
    measures = []
    for at, (record, text, state, links) in enumerate(zip(records, texts, states, urls, strict=True)):
        found = figures.of(record, text, year, told.units)
        measures.append(_measure_of(record, text, state, links, found, short))
        tell(_TOLD_APART + (100 - _TOLD_APART) * (at + 1) // len(records), 100)
    mended = [one for pair in zip(records, measures, strict=True) for one in doubts.of_mending(*pair, short)]
    return Document(
        name=source.name,
        sha256=source.sha256,
        kind=source.kind,
        title=told.title or cover.title(source),
        fiscal_year=year,
        pages=source.pages,
        columns=told.columns,
        measures=tuple(measures),
        doubts=doubts.find((*source.doubts, *told.doubts, *mended), measures),
        headings=told.headings,
    )


def _told_apart(source: Source, description: shapes.Description | None) -> Records:
    """The document's measures, from its table or from its cards: whichever has more of them.

    Where numbers stand in cells of their own, it is a table.
    """
    if description is not None:
        return grid.records(source, description)
    carded = cards.records(source)
    try:
        tabled = grid.records(source)
    except Unreadable:
        if carded.records:
            return carded
        raise
    has_figures = any(record.figure_rows for record in tabled.records)
    return carded if len(carded.records) > len(tabled.records) and not has_figures else tabled


def _measure_of(
    record: Record,
    text: Mapping[str, str],
    states: Mapping[str, damage.Judged],
    urls: Sequence[str],
    found: figures.Figures,
    short_names: Mapping[str, str],
) -> Measure:
    cells = {
        column: Cell(
            text.get(column, ""), state, reason, record.columns.get(column, ()), record.others.get(column, ())
        )
        for column, (state, reason) in states.items()
    }
    named, beside = ([run.text for run in record.columns.get(role, ())] for role in ("ministries", "urls"))
    return Measure(
        number=record.number,
        number_state=record.number_state,
        sections=record.sections,
        cells=cells,
        ministries=ministries.of_columns(named, beside, short_names),
        urls=tuple(urls),
        targets=found.targets,
        actuals=found.actuals,
        narrative=found.narrative,
    )


def _silent(done: int, total: int) -> None:
    """Tell nobody."""


def to_json(document: Document, assessments: Sequence[Sequence[Assessed]]) -> dict[str, Any]:
    """The document as plain values for JSON; docs/reference/json.md says what each key holds.

    assessments: for each measure in order the verdicts on its targets.
    """
    return {
        "document": {
            "name": document.name,
            "sha256": document.sha256,
            "title": document.title,
            "fiscal_year": document.fiscal_year,
            "kind": document.kind,
            "pages": document.pages,
            "columns": list(document.columns),
            "headings": [{"section": code, "text": text} for code, text in document.headings],
        },
        "measures": [
            _measure(measure, verdicts) for measure, verdicts in zip(document.measures, assessments, strict=True)
        ],
        "doubts": [{"number": one.number, "column": one.column, "what": one.what} for one in document.doubts],
    }


def _measure(measure: Measure, verdicts: Sequence[Assessed]) -> dict[str, Any]:
    cells: dict[str, Cell] = {**measure.cells}
    for column in COLUMNS:
        cells.setdefault(column, _ABSENT)
    return {
        "number": measure.number,
        "number_state": measure.number_state,
        "section": measure.sections[0] if measure.sections else None,
        "sections": list(measure.sections),
        "cells": {column: _cell(cell) for column, cell in cells.items()},
        "ministries": list(measure.ministries),
        "urls": list(measure.urls),
        "targets": [_target(one) for one in measure.targets],
        "actuals": [_actual(one) for one in measure.actuals],
        "narrative": [_narrative(one) for one in measure.narrative],
        "assessments": [
            {"target": one.target, "verdict": one.verdict, "because": one.because, "actual": one.actual}
            for one in verdicts
        ],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    spans = [_span(fragment.span) for fragment in cell.fragments]
    found: dict[str, Any] = {"text": cell.text, "state": cell.state, "reason": cell.reason, "spans": spans}
    if cell.others:
        found["others"] = [{"text": fragment.text, "span": _span(fragment.span)} for fragment in cell.others]
    return found


def _target(one: Target) -> dict[str, Any]:
    return {
        "what": one.what,
        "op": one.op,
        "value": _number(one.value),
        "unit": one.unit,
        "approx": one.approx,
        "due": one.due,
        "src": one.src,
        "quote": one.quote,
        "span": _span(one.span),
        "claim": one.claim,
    }


def _actual(one: Actual) -> dict[str, Any]:
    return {
        "what": one.what,
        "value": _number(one.value),
        "unit": one.unit,
        "approx": one.approx,
        "as_of": one.as_of,
        "src": one.src,
        "quote": one.quote,
        "span": _span(one.span),
        "target": one.target,
        "derived": one.derived,
    }


def _narrative(one: Narrative) -> dict[str, Any]:
    return {"text": one.text, "src": one.src, "span": _span(one.span)}


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _span(span: Span | None) -> list[float] | None:
    return None if span is None else list(span)
