"""A reading: what one document or edition says of one measure, as plain values (docs/reference/json.md, "measures").

A reading may also hold `summary`, `summary_en`, `groups` (codes of target groups), and in a cell `from`: where its text
was taken from, if not from this document.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, cast

from tsunagi.judging.verdict import assess, progress
from tsunagi.reading.model import COLUMNS, Actual, Cell, Measure, Narrative, Target
from tsunagi.reading.sections import unnumbered

Reading = dict[str, Any]
#: Of a figure, what says only where it comes from.
WHENCE: Final = ("span", "origin", "figure", "entered_by")
#: So many bodies can be in charge of a measure; those that a document names beyond stand in words in a column of their
#: own.
MOST_MINISTRIES: Final = 10
BEYOND: Final = "further_ministries"
_BETWEEN: Final = "、"


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on the target at `target`, as judging gives it, and how far the way to it is gone (0 to 1)."""

    target: int
    verdict: str
    because: str
    actual: int | None
    progress: Decimal | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A part of a measure that two readings tell differently; `part` is a column, or ministries, urls, targets …"""

    part: str
    before: Any
    after: Any


def judged(reading: Mapping[str, Any], day: date) -> list[Judged]:
    """The verdicts on a reading's targets, in their order, as of `day`."""
    measure = measure_of(reading)
    found = []
    for one in assess(measure, day):
        aim = measure.targets[one.target]
        actual = measure.actuals[one.actual] if one.actual is not None else None
        start = next((Decimal(str(one["value"])) for one in _baselines(reading, aim)), None)
        gone = progress(aim, actual, start) if actual else None
        found.append(Judged(one.target, one.verdict, one.because, one.actual, gone))
    return found


def with_room(reading: Reading) -> Reading:
    """The reading with as many bodies in charge as a measure can have, and the names of further ones in words."""
    named = list(dict.fromkeys(reading["ministries"]))
    if len(named) <= MOST_MINISTRIES:
        return reading
    beyond = cell(_BETWEEN.join(named[MOST_MINISTRIES:]))
    return {**reading, "ministries": named[:MOST_MINISTRIES], "cells": {**reading["cells"], BEYOND: beyond}}


def section_names(headings: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """What a document calls its sections, by their codes, which tell the numbers that its headings begin with."""
    return {one["section"]: unnumbered(one["text"])[:300] for one in headings}


def measure_of(reading: Mapping[str, Any]) -> Measure:
    """The reading as reading/ and judging/ know a measure."""
    return Measure(
        number=reading["number"],
        number_state=reading["number_state"],
        sections=tuple(reading["sections"]),
        cells={column: _cell(cell) for column, cell in reading["cells"].items() if column != BEYOND},
        ministries=(*reading["ministries"], *filter(None, text_of(reading, BEYOND).split(_BETWEEN))),
        urls=tuple(reading["urls"]),
        targets=tuple(_target(one) for one in reading["targets"]),
        actuals=tuple(_actual(one) for one in reading["actuals"]),
        narrative=tuple(Narrative(one["text"], one["src"], _span(one["span"])) for one in reading.get("narrative", ())),
    )


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """What `after` tells otherwise than `before`; where in the source it stands makes no difference."""
    ours, theirs = _parts(before), _parts(after)
    return [
        Difference(part, ours.get(part), theirs.get(part))
        for part in dict.fromkeys([*ours, *theirs])
        if ours.get(part) != theirs.get(part)
    ]


def text_of(reading: Mapping[str, Any], column: str) -> str:
    """The text of one column, empty where there is none."""
    cell = reading["cells"].get(column)
    return cast(str, cell["text"]) if cell else ""


def cell(text: str, state: str | None = None, reason: str = "") -> dict[str, Any]:
    """A cell with a text that somebody gave, whole unless said otherwise; without text it is lost."""
    return {"text": text, "state": state or ("whole" if text else "lost"), "reason": reason, "spans": []}


def _cell(one: Mapping[str, Any]) -> Cell:
    """A text that was taken from elsewhere stands for one that is damaged, and is whole."""
    return Cell(one["text"], "whole" if "from" in one else one["state"], one["reason"])


def _parts(reading: Mapping[str, Any]) -> dict[str, Any]:
    cells = {
        column: (one["text"], one["state"])
        for column, one in reading["cells"].items()
        if one["text"] or column in COLUMNS
    }
    figures = {
        kind: [{key: value for key, value in one.items() if key not in WHENCE} for one in reading[kind]]
        for kind in ("targets", "actuals")
    }
    plain = {key: reading[key] for key in ("number", "sections", "ministries", "urls")}
    ours = {key: reading[key] for key in ("summary", "summary_en", "groups") if reading.get(key)}
    return {**plain, **cells, **figures, **ours}


def _baselines(reading: Mapping[str, Any], aim: Target) -> list[dict[str, Any]]:
    return [one for one in reading["actuals"] if one.get("is_baseline") and (one["unit"] or "") == (aim.unit or "")]


def _target(one: Mapping[str, Any]) -> Target:
    return Target(
        what=one["what"],
        op=one["op"],
        value=_decimal(one["value"]),
        unit=one["unit"],
        approx=one["approx"],
        due=one["due"],
        src=one["src"] or "goal",
        quote=one["quote"],
        span=_span(one["span"]),
        claim=one.get("claim") or None,
    )


def _actual(one: Mapping[str, Any]) -> Actual:
    value = _decimal(one["value"])
    assert value is not None, "an actual has a number"
    return Actual(
        what=one["what"],
        value=value,
        unit=one["unit"],
        approx=one["approx"],
        as_of=one["as_of"],
        src=one["src"] or "status",
        quote=one["quote"],
        span=_span(one["span"]),
        target=one["target"],
        derived=one["derived"],
    )


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _span(span: Any) -> Any:
    return None if span is None else tuple(span)
