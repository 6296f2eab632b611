"""Entries as readings: the way back from tables to plain values, for comparing, copying and exporting."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet

from tsunagi.base.models import Organisation
from tsunagi.reading.model import COLUMNS
from tsunagi.register.models import (
    Answer,
    Edition,
    Entry,
    EntryMinistry,
    EntrySection,
    Observation,
    Target,
    TargetGroup,
)
from tsunagi.register.rules.readings import Reading


def whole(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """The entries with everything that a reading needs, in nine queries however many they are."""
    return entries.select_related("section", "edition").prefetch_related(
        Prefetch("charges", EntryMinistry.objects.select_related("organisation")),
        Prefetch("repetitions", EntrySection.objects.select_related("section").order_by("section__order")),
        "groups",
        "targets",
        Prefetch("observations", Observation.objects.select_related("area", "group")),
    )


def readings(edition: Edition) -> dict[int, Reading]:
    """The readings of all of an edition's entries in their order, by the key of their measure."""
    entries = list(whole(edition.entries.all()))
    answers = _answers(entries)
    return {entry.measure_id: _reading(entry, answers) for entry in entries}


def reading_of(entry: Entry) -> Reading:
    """One entry as a reading."""
    (found,) = whole(Entry.objects.filter(pk=entry.pk))
    return _reading(found, _answers([found]))


def parts_of(figures: Iterable[Reading]) -> dict[str, dict[str, Organisation | TargetGroup]]:
    """The areas and groups that figures are broken down by, by the keys that a reading has for them."""
    seen = list(figures)
    areas = Organisation.objects.filter(slug__in={one["area"] for one in seen if "area" in one})
    groups = TargetGroup.objects.filter(code__in={one["group"] for one in seen if "group" in one})
    return {"area": {one.slug: one for one in areas}, "group": {one.code: one for one in groups}}


def contents(edition: Edition) -> dict[str, Any]:
    """Everything that an edition says, as plain values in a fixed order: what its seal covers."""
    return {
        "plan": edition.plan.slug,
        "fiscal_year": edition.fiscal_year,
        "kind": edition.kind,
        "revision": edition.revision,
        "title": edition.title,
        "note": edition.note,
        "correction_reason": edition.correction_reason,
        "judged_on": edition.judged_on.isoformat(),
        "sections": list(edition.sections.order_by("code").values_list("code", "heading", "heading_en")),
        "measures": {str(measure): reading for measure, reading in sorted(readings(edition).items())},
        "verdicts": list(
            Target.objects.filter(entry__edition=edition)
            .order_by("entry__measure", "place")
            .values_list("entry__measure", "place", "verdict", "because")
        ),
    }


def changes_nothing(correction: Edition, of: Edition) -> bool:
    """Whether a correction says what the edition that it corrects says already, how measures follow each other
    included."""
    both = [contents(one) | {"revision": 0, "correction_reason": ""} for one in (correction, of)]
    stories = [
        set(one.successions.values_list("earlier", "later", "relation", "because")) for one in (correction, of)
    ]
    return both[0] == both[1] and stories[0] == stories[1]


def _answers(entries: Iterable[Entry]) -> dict[int, int]:
    """For each observation the target that it answers."""
    pairs = Answer.objects.filter(target__entry__in=[entry.pk for entry in entries])
    return dict(pairs.values_list("observation", "target"))


def _reading(entry: Entry, answers: dict[int, int]) -> Reading:
    home = [entry.section.code] if entry.section else []
    repeated = [one.section.code for one in entry.repetitions.all()]
    targets = list(entry.targets.all())
    places = {target.pk: place for place, target in enumerate(targets)}
    texts = {column: getattr(entry, column) for column in COLUMNS} | entry.others
    return {
        "number": entry.number,
        "number_state": "inferred" if entry.number_inferred else "read",
        "section": home[0] if home else None,
        "sections": home + repeated,
        "cells": {column: _cell(text, entry.marks.get(column, {})) for column, text in texts.items()},
        "ministries": [charge.organisation.name for charge in entry.charges.all()],
        "urls": entry.urls,
        "targets": [_target(one) for one in targets],
        "actuals": [_actual(one, places.get(answers.get(one.pk, 0))) for one in entry.observations.all()],
        "narrative": entry.narrative,
        "summary": entry.summary,
        "summary_en": entry.summary_en,
        "groups": [group.code for group in entry.groups.all()],
    }


def _cell(text: str, mark: dict[str, Any]) -> dict[str, Any]:
    return {"state": "whole" if text else "lost", "reason": "", "spans": [], **mark, "text": text}


def _target(one: Target) -> dict[str, Any]:
    return {
        "what": one.what,
        "op": one.op,
        "value": _number(one.value),
        "unit": one.unit or None,
        "approx": one.approx,
        "due": one.due or None,
        "src": one.src,
        "quote": one.quote,
        "span": one.span,
        "claim": one.claim or None,
        "origin": one.origin,
    }


def _actual(one: Observation, target: int | None) -> dict[str, Any]:
    return {
        "what": one.what,
        "value": _number(one.value),
        "unit": one.unit or None,
        "approx": one.approx,
        "as_of": one.as_of or None,
        "src": one.src,
        "quote": one.quote,
        "span": one.span,
        "target": target,
        "derived": one.derived,
        "origin": one.origin,
        **({"is_baseline": True} if one.is_baseline else {}),
        **({"note": one.note} if one.note else {}),
        **({"area": one.area.slug} if one.area else {}),
        **({"group": one.group.code} if one.group else {}),
        **({"figure": one.figure} if one.figure else {}),
        **({"entered_by": one.entered_by_id} if one.entered_by_id else {}),
    }


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
