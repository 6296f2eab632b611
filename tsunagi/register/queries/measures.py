"""A measure over the years: its entries, its indicators with every target and figure, and what it hangs together
with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, prefetch_related_objects

from tsunagi.base.models import User
from tsunagi.register.models import (
    Derivation,
    Entry,
    Indicator,
    Measure,
    MeasureLink,
    Observation,
    Succession,
    Target,
)
from tsunagi.register.queries.editions import of_plan, visible
from tsunagi.register.queries.overview import with_titles
from tsunagi.register.rules.history import Aim, Change, change


@dataclass(frozen=True, slots=True)
class Step:
    """One edition's target for an indicator, and how it differs from the edition's before."""

    target: Target
    change: Change


@dataclass(frozen=True, slots=True)
class Course:
    """An indicator over the years, oldest first."""

    indicator: Indicator
    steps: list[Step]
    observations: list[Observation]
    breakdown: list[Observation]


@dataclass(frozen=True, slots=True)
class Related:
    """Another measure, by its newest visible entry, and how it hangs together with this one."""

    entry: Entry
    how: str
    because: str


@dataclass(frozen=True, slots=True)
class MeasurePage:
    """What the page of a measure shows. `entries` are newest first; the first one is what it says now."""

    measure: Measure
    entries: list[Entry]
    courses: list[Course]
    successions: list[Succession]
    related: list[Related] = field(default_factory=list)
    title_from: Entry | None = None
    """The entry that the title is borrowed from, where the newest one's is lost."""

    @property
    def now(self) -> Entry:
        """What the newest edition says."""
        return self.entries[0]


def measure_page(user: User | AnonymousUser, key: int) -> MeasurePage | None:
    """Everything about a measure that this person may see; None where they may see nothing of it."""
    measure = Measure.objects.select_related("plan__organisation", "merged_into").filter(pk=key).first()
    if measure is None:
        return None
    plan = measure.plan
    measure = measure.merged_into or measure
    measure.plan = plan
    keys = [measure.pk, *Measure.objects.filter(merged_into=measure).values_list("pk", flat=True)]
    editions = {one.pk: one for one in of_plan(user, plan)}
    told = Entry.objects.filter(measure__in=keys, edition__in=editions).select_related("section")
    entries = list(told.order_by("-edition__fiscal_year", "edition__kind", "-order"))
    if not entries:
        return None
    for entry in entries:
        entry.edition = editions[entry.edition_id]
    prefetch_related_objects(entries[:1], "charges__organisation", "groups", "repetitions__section")
    with_titles(entries)
    stories = Succession.objects.filter(Q(earlier__in=keys) | Q(later__in=keys), edition__in=editions)
    return MeasurePage(
        measure=measure,
        entries=entries,
        courses=_courses(entries, {one.pk: one for one in Indicator.objects.filter(measure__in=keys)}),
        successions=list(stories.select_related("edition")),
        related=_related(keys, user),
        title_from=_borrowed(entries),
    )


def _courses(entries: Sequence[Entry], indicators: Mapping[int, Indicator]) -> list[Course]:
    """By indicator, its targets and figures through the editions, oldest first."""
    told = {entry.pk: (at, entry) for at, entry in enumerate(reversed(entries))}
    aims = Target.objects.filter(entry__in=told).defer("quote", "span").prefetch_related("notes__organisation")
    figures = Observation.objects.filter(entry__in=told).defer("quote", "span").select_related("area", "group")
    targets: dict[int, list[Target]] = {}
    seen: dict[int, list[Observation]] = {}
    met: dict[int, None] = {}
    found: list[Target | Observation] = [*aims, *figures]
    for one in sorted(found, key=lambda one: told[one.entry_id][0]):
        one.entry = told[one.entry_id][1]
        met[one.indicator_id] = None
        if isinstance(one, Target):
            targets.setdefault(one.indicator_id, []).append(one)
        else:
            seen.setdefault(one.indicator_id, []).append(one)
    return [
        Course(
            indicator=indicators[key],
            steps=_steps(targets.get(key, [])),
            observations=[one for one in seen.get(key, []) if not (one.area_id or one.group_id)],
            breakdown=[one for one in seen.get(key, []) if one.area_id or one.group_id],
        )
        for key in met
    ]


def _steps(targets: Sequence[Target]) -> list[Step]:
    found: list[Step] = []
    before: Aim | None = None
    for target in targets:
        aim = Aim(target.op, target.value, target.due, target.verdict == "met")
        found.append(Step(target, change(before, aim)))
        before = aim
    return found


def _related(keys: Sequence[int], user: User | AnonymousUser) -> list[Related]:
    derived = Derivation.objects.filter(Q(measure__in=keys) | Q(source__in=keys))
    links = MeasureLink.objects.filter(Q(one__in=keys) | Q(other__in=keys))
    found: list[tuple[int, str, str]] = []
    for one in derived:
        if one.measure_id in keys:
            found.append((one.source_id, "source", f"{one.get_change_display()} {one.note}".strip()))
        else:
            found.append((one.measure_id, "derived", f"{one.get_change_display()} {one.note}".strip()))
    for link in links:
        found.append((link.other_id if link.one_id in keys else link.one_id, "linked", link.because))
    if not found:
        return []
    newest: dict[int, Entry] = {}
    shown = Entry.objects.filter(measure__in=[key for key, _how, _why in found], edition__in=visible(user))
    for entry in shown.select_related("edition__plan__organisation").order_by(
        "edition__fiscal_year", "edition__revision"
    ):
        newest[entry.measure_id] = entry
    return [Related(newest[key], how, why) for key, how, why in found if key in newest]


def _borrowed(entries: Sequence[Entry]) -> Entry | None:
    if entries[0].title:
        return None
    return next((entry for entry in entries if entry.title), None)
