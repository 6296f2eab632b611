"""Readings become entries. The one way in which an edition's contents are written; called by the actions beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any

from tsunagi.base.models import Organisation, User
from tsunagi.reading.model import COLUMNS
from tsunagi.register.models import (
    Answer,
    Edition,
    Entry,
    EntryGroup,
    EntryMinistry,
    EntrySection,
    Indicator,
    Measure,
    Observation,
    Section,
    Target,
    TargetGroup,
)
from tsunagi.register.models.figures import Origin
from tsunagi.register.queries.readings import readings
from tsunagi.register.rules import indicators
from tsunagi.register.rules.readings import Judged, Reading, judged


@dataclass(frozen=True, slots=True)
class Telling:
    """What is to be written: a reading, and the measure that it tells of."""

    measure: Measure
    reading: Reading


def write_entries(
    edition: Edition,
    tellings: Sequence[Telling],
    *,
    origin: Origin,
    by: User | None,
    keep: Mapping[int, Entry] | None = None,
    names: Callable[[], Mapping[str, str]] = dict,
) -> list[Entry]:
    """Write what the edition says of these measures, in place of what it said of them; the entries, in order.

    keep: entries, by their measure, that are filled anew instead of made (their key stays, and who points to it).
    names: what the sections are called, by their codes; asked for only where the edition has one of them not yet.
    The figures of a reading that say where they come from keep it; the others get `origin`.
    """
    keep = keep or {}
    kept = [entry.pk for entry in keep.values()]
    for model in (Target, Observation, EntryMinistry, EntrySection, EntryGroup) if kept else ():
        model.objects.filter(entry__in=kept).delete()
    sections = _sections(edition, tellings, names)
    fresh: list[Entry] = []
    again: list[Entry] = []
    entries: list[Entry] = []
    for telling in tellings:
        entry = keep.get(telling.measure.pk) or Entry(edition=edition, measure=telling.measure)
        _fill(entry, telling.reading, sections)
        (again if entry.pk else fresh).append(entry)
        entries.append(entry)
    Entry.objects.bulk_create(fresh)
    Entry.objects.bulk_update(again, FILLED, batch_size=200)
    _write_ministries(edition.plan.organisation, entries, tellings)
    _write_places(entries, tellings, sections)
    _write_figures(edition, entries, tellings, origin, by)
    return entries


FILLED = (
    "number number_inferred order section title overview goal status review others marks urls "
    "narrative summary summary_en"
).split()


def _fill(entry: Entry, reading: Reading, sections: Mapping[str, Section]) -> None:
    entry.number = reading["number"]
    entry.number_inferred = reading["number_state"] == "inferred"
    entry.order = reading["number"] or 0
    entry.section = sections[reading["sections"][0]] if reading["sections"] else None
    cells = reading["cells"]
    for column in COLUMNS:
        setattr(entry, column, cells[column]["text"] if column in cells else "")
    entry.others = {column: cell["text"] for column, cell in cells.items() if column not in COLUMNS and cell["text"]}
    entry.marks = {
        column: {key: value for key, value in cell.items() if key != "text"} for column, cell in cells.items()
    }
    entry.urls = list(reading["urls"])
    entry.narrative = list(reading.get("narrative", ()))
    entry.summary = reading.get("summary", "")
    entry.summary_en = reading.get("summary_en", "")


def _sections(
    edition: Edition, tellings: Sequence[Telling], names: Callable[[], Mapping[str, str]]
) -> dict[str, Section]:
    """The edition's sections by code; those that it does not have yet are made."""
    known = {section.code: section for section in edition.sections.all()}
    wanted = sorted({code for telling in tellings for code in telling.reading["sections"]} - known.keys())
    called = names() if wanted else {}
    made = [Section(edition=edition, code=code, heading=called.get(code, ""), order=_order(code)) for code in wanted]
    Section.objects.bulk_create(made)
    return known | {section.code: section for section in made}


def _order(code: str) -> int:
    """2-1 before 2-10 before 3: the numbers in a section's code put it in order."""
    numbers = [int(part) for part in code.split("-") if part.isdecimal()][:2]
    first, second = [*numbers, 0, 0][:2]
    return min(first, 300) * 100 + min(second, 99)


def _write_ministries(body: Organisation, entries: Sequence[Entry], tellings: Sequence[Telling]) -> None:
    """Who is in charge: in the plan of a ministry other ministries, in that of any other body its own departments."""
    names = {name for telling in tellings for name in telling.reading["ministries"]}
    kinds = Organisation.Kind
    if body.kind == kinds.MINISTRY:
        of: dict[str, Any] = {"kind": kinds.MINISTRY}
        known = {}
    else:
        of = {"kind": kinds.DEPARTMENT, "parent": body}
        known = {body.name: body}
    known |= {one.name: one for one in Organisation.objects.filter(**of, name__in=names)}
    for name in sorted(names - known.keys()):
        told = name if body.kind == kinds.MINISTRY else f"{body.slug}/{name}"
        slug = f"m-{sha256(told.encode()).hexdigest()[:10]}"
        known[name] = Organisation.objects.create(**of, name=name, slug=slug)
    EntryMinistry.objects.bulk_create(
        EntryMinistry(entry=entry, organisation=known[name], order=order)
        for entry, telling in zip(entries, tellings, strict=True)
        for order, name in enumerate(dict.fromkeys(telling.reading["ministries"]))
    )


def _write_places(entries: Sequence[Entry], tellings: Sequence[Telling], sections: Mapping[str, Section]) -> None:
    codes = {code for telling in tellings for code in telling.reading.get("groups", ())}
    groups = {one.code: one for one in TargetGroup.objects.filter(code__in=codes)} if codes else {}
    EntrySection.objects.bulk_create(
        EntrySection(entry=entry, section=sections[code])
        for entry, telling in zip(entries, tellings, strict=True)
        for code in telling.reading["sections"][1:]
    )
    EntryGroup.objects.bulk_create(
        EntryGroup(entry=entry, group=groups[code])
        for entry, telling in zip(entries, tellings, strict=True)
        for code in telling.reading.get("groups", ())
    )


def _write_figures(
    edition: Edition, entries: Sequence[Entry], tellings: Sequence[Telling], origin: Origin, by: User | None
) -> None:
    """Targets and observations under their indicators, each target with its verdict."""
    shelf = _Indicators([telling.measure for telling in tellings])
    parts = _Parts(tellings)
    observations: list[Observation] = []
    targets: list[Target] = []
    answers: list[Answer] = []
    for entry, telling in zip(entries, tellings, strict=True):
        aims, seen = telling.reading["targets"], telling.reading["actuals"]
        homes = [shelf.home(telling.measure, one["what"], one["unit"] or "", one["op"]) for one in aims]
        mine = []
        for place, one in enumerate(seen):
            at = one["target"]
            own_unit = at is not None and (aims[at]["unit"] or "") == (one["unit"] or "")
            home = homes[at] if own_unit else shelf.home(telling.measure, one["what"], one["unit"] or "", ">=")
            mine.append(_observation(entry, home, place, one, parts, origin, by))
        observations += mine
        verdicts = judged(telling.reading, edition.judged_on)
        for place, (one, home, verdict) in enumerate(zip(aims, homes, verdicts, strict=True)):
            target = _target(entry, home, place, one, origin)
            _judge(target, verdict, mine)
            targets.append(target)
            answers += [
                Answer(target=target, observation=mine[number])
                for number, actual in enumerate(seen)
                if actual["target"] == place
            ]
    shelf.save()
    Observation.objects.bulk_create(observations)
    Target.objects.bulk_create(targets)
    Answer.objects.bulk_create(answers)


def judge_again(edition: Edition) -> None:
    """Give every target of a draft the verdict as of the edition's day of judging, which has changed."""
    observations: dict[int, list[Observation]] = {}
    for seen in Observation.objects.filter(entry__edition=edition).order_by("entry", "place"):
        observations.setdefault(seen.entry_id, []).append(seen)
    verdicts = {key: judged(reading, edition.judged_on) for key, reading in readings(edition).items()}
    targets = list(Target.objects.filter(entry__edition=edition).select_related("entry"))
    for target in targets:
        verdict = verdicts[target.entry.measure_id][target.place]
        _judge(target, verdict, observations.get(target.entry_id, []))
    Target.objects.bulk_update(targets, ["verdict", "because", "progress", "judged_by"])


def _judge(target: Target, verdict: Judged, observations: Sequence[Observation]) -> None:
    """observations: those of the target's entry, in their order."""
    target.verdict, target.because, target.progress = verdict.verdict, verdict.because, verdict.progress
    target.judged_by = observations[verdict.actual] if verdict.actual is not None else None


class _Parts:
    """The areas and groups that figures are broken down by; what nobody knows is left out."""

    def __init__(self, tellings: Sequence[Telling]) -> None:
        seen = [one for telling in tellings for one in telling.reading["actuals"]]
        areas = {one["area"] for one in seen if one.get("area")}
        groups = {one["group"] for one in seen if one.get("group")}
        self.areas = {one.slug: one for one in Organisation.objects.filter(slug__in=areas)} if areas else {}
        self.groups = {one.code: one for one in TargetGroup.objects.filter(code__in=groups)} if groups else {}


class _Indicators:
    """The indicators of some measures; new ones are made where no known one fits, and saved together."""

    def __init__(self, measures: Sequence[Measure]) -> None:
        self._known: dict[int, list[Indicator]] = {}
        self._new: list[Indicator] = []
        for indicator in Indicator.objects.filter(measure__in=measures):
            self._known.setdefault(indicator.measure_id, []).append(indicator)

    def home(self, measure: Measure, what: str, unit: str, op: str) -> Indicator:
        """The indicator that a figure belongs to."""
        mine = self._known.setdefault(measure.pk, [])
        name = what[:300]
        at = indicators.find(name, unit, [(place, one.name, one.unit) for place, one in enumerate(mine)])
        if at is not None:
            return mine[at]
        made = Indicator(measure=measure, name=name, unit=unit, direction=indicators.direction(op))
        made.stage = indicators.stage(name, unit)
        mine.append(made)
        self._new.append(made)
        return made

    def save(self) -> None:
        """Write the new ones."""
        Indicator.objects.bulk_create(self._new)


def _target(entry: Entry, home: Indicator, place: int, one: Reading, origin: Origin) -> Target:
    return Target(
        entry=entry,
        indicator=home,
        place=place,
        what=one["what"][:300],
        op=one["op"],
        value=None if one["value"] is None else Decimal(str(one["value"])),
        unit=one["unit"] or "",
        approx=one["approx"],
        due=one["due"] or "",
        claim=one.get("claim") or "",
        origin=one.get("origin", origin),
        src=one["src"] or "",
        quote=one["quote"],
        span=one["span"],
    )


def _observation(
    entry: Entry, home: Indicator, place: int, one: Reading, parts: _Parts, origin: Origin, by: User | None
) -> Observation:
    came = one.get("origin", origin)
    return Observation(
        entry=entry,
        indicator=home,
        place=place,
        what=one["what"][:300],
        value=Decimal(str(one["value"])),
        unit=one["unit"] or "",
        approx=one["approx"],
        as_of=one["as_of"] or "",
        is_baseline=one.get("is_baseline", False),
        derived=one["derived"],
        origin=came,
        src=one["src"] or "",
        quote=one["quote"],
        span=one["span"],
        note=one.get("note", ""),
        figure=one.get("figure") if came == Origin.OPERATIONS else None,
        area=parts.areas.get(one.get("area", "")),
        group=parts.groups.get(one.get("group", "")),
        entered_by_id=one.get("entered_by") or (by.pk if by and came == Origin.PERSON else None),
    )
