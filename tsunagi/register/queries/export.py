"""An edition as plain values and as files: what downloads, the API and the catalogue hand out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tsunagi.judging.verdict import Assessment
from tsunagi.register.models import Edition, Target
from tsunagi.register.queries.readings import parts_of, readings
from tsunagi.register.rules.readings import Reading, judged, measure_of
from tsunagi.writing import Format, write_measures

#: The kinds of file that an edition is handed out as, and what they are called on the wire.
MEDIA: dict[str, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


def write_table(edition: Edition, kind: Format, path: Path) -> None:
    """The official table of eight columns, as a file that reads back equal."""
    told = list(readings(edition).values())
    headings = [(one.code, one.heading) for one in edition.sections.all() if one.heading]
    measures = [measure_of(one) for one in _saying_of_what(told)]
    assessments = [_assessed(one, edition) for one in told]
    write_measures(
        edition.title, f"FY{edition.fiscal_year}", measures, kind, path, headings=headings, assessments=assessments
    )


def edition_json(edition: Edition) -> dict[str, Any]:
    """Everything that an edition says, as docs/reference/api.md has it; nothing about who entered it."""
    told = readings(edition)
    verdicts: dict[int, list[Target]] = {}
    for target in Target.objects.filter(entry__edition=edition).select_related("entry").order_by("place"):
        verdicts.setdefault(target.entry.measure_id, []).append(target)
    return {
        "edition": edition_facts(edition),
        "sections": [
            {"section": one.code, "heading": one.heading, "heading_en": one.heading_en}
            for one in edition.sections.all()
        ],
        "measures": [
            {"measure": key, **_public(reading), "assessments": [_verdict(one) for one in verdicts.get(key, [])]}
            for key, reading in told.items()
        ],
    }


def edition_facts(edition: Edition) -> dict[str, Any]:
    """What names an edition."""
    return {
        "plan": edition.plan.slug,
        "organisation": edition.plan.organisation.name,
        "organisation_code": edition.plan.organisation.code or None,
        "title": edition.title,
        "fiscal_year": edition.fiscal_year,
        "kind": edition.kind,
        "revision": edition.revision,
        "correction_reason": edition.correction_reason or None,
        "judged_on": edition.judged_on.isoformat(),
        "published_at": edition.published_at.isoformat() if edition.published_at else None,
        "seal": edition.seal or None,
    }


def _saying_of_what(told: Sequence[Reading]) -> list[Reading]:
    """The readings as a table has them, which has no column for it: what a figure counts says of which part it is, and
    that it is the one from which a target is gone for."""
    known = parts_of(one for reading in told for one in reading["actuals"])

    def of_what(one: Reading) -> Reading:
        parts = [known[key][one[key]].name for key in known if key in one] + ["基準値"] * ("is_baseline" in one)
        return {**one, "what": f"{one['what']}({'・'.join(parts)})"} if parts else one

    return [{**reading, "actuals": [of_what(one) for one in reading["actuals"]]} for reading in told]


def _public(reading: Reading) -> Reading:
    actuals = [{key: value for key, value in one.items() if key != "entered_by"} for one in reading["actuals"]]
    return {**reading, "actuals": actuals}


def _verdict(target: Target) -> dict[str, Any]:
    return {
        "target": target.place,
        "verdict": target.verdict,
        "because": target.because,
        "progress": None if target.progress is None else float(target.progress),
    }


def _assessed(reading: Reading, edition: Edition) -> tuple[Assessment, ...]:
    return tuple(
        Assessment(one.target, one.verdict, one.because, one.actual)  # type: ignore[arg-type]
        for one in judged(reading, edition.judged_on)
    )
