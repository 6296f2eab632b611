"""Figures that were counted and published elsewhere in the house go into an edition, under the target they answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from tsunagi.base import audit
from tsunagi.base.access import require
from tsunagi.base.models import User
from tsunagi.reading.periods import said
from tsunagi.register.access import can_change
from tsunagi.register.actions.entries import Telling, write_entries
from tsunagi.register.models import Assignment, Edition, Entry, Indicator
from tsunagi.register.models.figures import Origin
from tsunagi.register.queries.readings import reading_of


@dataclass(frozen=True, slots=True)
class CountedFigure:
    """A published figure for an indicator: its number and unit, the period as a date code, its key, a note."""

    indicator: Indicator
    value: Decimal
    unit: str
    as_of: str
    figure: int
    note: str


@transaction.atomic
def take_counts(*, by: User, edition: Edition, counted: Sequence[CountedFigure]) -> list[Entry]:
    """Write counted figures into a draft, as figures and as sentences of the status; the entries that got one. What
    stands there for the same indicator and period, counted or entered, gives way; measures that were approved already
    stay as they are."""
    held = Edition.objects.select_for_update().select_related("plan__organisation").get(pk=edition.pk)
    require(can_change(by, held))
    by_measure: dict[int, list[CountedFigure]] = {}
    for one in counted:
        by_measure.setdefault(one.indicator.measure_id, []).append(one)
    approved = Assignment.objects.filter(entry__edition=held, state=Assignment.State.APPROVED).values("entry")
    entries = held.entries.filter(measure__in=by_measure).exclude(pk__in=approved).select_related("measure", "edition")
    filled = []
    for entry in entries:
        for one in by_measure[entry.measure_id]:
            _take(by, entry, one)
        filled.append(entry)
    after = {"entries": [one.pk for one in filled], "figures": [one.figure for one in counted]}
    audit.record(by=by, action="register.take_counts", subject=held, organisation=held.plan.organisation, after=after)
    return filled


def _take(by: User, entry: Entry, one: CountedFigure) -> None:
    reading = reading_of(entry)
    target = entry.targets.filter(indicator=one.indicator).order_by("place").first()
    at = None if target is None else target.place
    what = target.what if target else one.indicator.name
    actual = {
        "what": what,
        "value": int(one.value) if one.value == one.value.to_integral_value() else float(one.value),
        "unit": one.unit or None,
        "approx": False,
        "as_of": one.as_of,
        "src": "status",
        "quote": "",
        "span": None,
        "target": at,
        "derived": False,
        "origin": Origin.OPERATIONS,
        "figure": one.figure,
        "note": one.note,
    }
    kept = [
        known
        for known in reading["actuals"]
        if known.get("is_baseline")
        or known["target"] != at
        or known["as_of"] != one.as_of
        or known["what"] != actual["what"]
    ]
    status = _with_sentence(reading["cells"]["status"]["text"], what, one)
    cells = {
        **reading["cells"],
        "status": {**reading["cells"]["status"], "text": status, "state": "whole", "reason": ""},
    }
    telling = Telling(entry.measure, {**reading, "cells": cells, "actuals": [*kept, actual]})
    write_entries(entry.edition, [telling], origin=Origin.PERSON, by=by, keep={entry.measure_id: entry})


def _with_sentence(status: str, what: str, one: CountedFigure) -> str:
    """The status with the figure as a sentence, as follow-up tables have it; in the place of an earlier such one."""
    begins = f"{said(one.as_of, 'ja')}の{what}は"
    kept = re.sub(rf"{re.escape(begins)}[^。]*であった。", "", status)
    return f"{kept}{begins}{one.value.normalize():,f}{one.unit}であった。"
