"""A measure over the years: its entries, its indicators with every target and figure, and what it hangs together
with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, prefetch_related_objects

from tsunagi.base.models import Organisation, User
from tsunagi.register.models import (
    Derivation,
    Edition,
    Entry,
    Indicator,
    Measure,
    MeasureLink,
    Observation,
    Section,
    Succession,
    Target,
    TargetGroup,
    VerdictNote,
)
from tsunagi.register.queries.editions import of_plan, visible
from tsunagi.register.queries.overview import with_titles
from tsunagi.register.rules.history import Aim, Change, change

#: What a row of the table of years says of a target, and of a figure.
AIM = "entry indicator place what op value unit approx due verdict because progress".split()
FIGURE = "entry indicator place what value unit approx as_of is_baseline area group".split()


@dataclass(frozen=True, slots=True)
class Step:
    """One edition's target for an indicator, how it differs from the edition's before, and what was noted beside its
    verdict."""

    target: Target
    change: Change
    notes: list[VerdictNote]


@dataclass(frozen=True, slots=True)
class Told:
    """What one edition tells of an indicator: its targets, and its figures of the whole and of parts."""

    entry: Entry
    steps: list[Step] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    breakdown: list[Observation] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Course:
    """An indicator over the years, newest first."""

    indicator: Indicator
    told: list[Told]

    @property
    def breakdown(self) -> list[Observation]:
        """Its figures by area or group."""
        return [one for told in self.told for one in told.breakdown]


@dataclass(frozen=True, slots=True)
class Related:
    """Another measure, by its newest visible entry, and how it hangs together with this one; of a derivation, what the
    local body changed."""

    entry: Entry
    how: str
    because: str
    change: str = ""


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
    ministries: list[Organisation] = field(default_factory=list)
    groups: list[TargetGroup] = field(default_factory=list)
    repeated: list[Section] = field(default_factory=list)
    """Who is in charge now, whom it is for now, and in which other sections it stands now."""

    @property
    def now(self) -> Entry:
        """What the newest edition says."""
        return self.entries[0]


def measure_page(user: User | AnonymousUser, key: int) -> MeasurePage | None:
    """Everything about a measure that this person may see; None where they may see nothing of it."""
    kept = _kept(user, key)
    if kept is None or not kept.entries:
        return None
    now = kept.entries[0]
    return MeasurePage(
        measure=kept.measure,
        entries=with_titles(kept.entries),
        courses=_courses(kept),
        successions=_successions(kept),
        related=_related(kept.keys, user),
        title_from=_borrowed(kept.entries),
        ministries=list(Organisation.objects.filter(charges__entry=now).order_by("charges__order")),
        groups=list(now.groups.all()),
        repeated=list(now.also_in.all()),
    )


def texts_over_years(user: User | AnonymousUser, key: int) -> list[Entry]:
    """What every edition that this person may see says of a measure, newest first."""
    kept = _kept(user, key)
    return with_titles(kept.entries) if kept else []


@dataclass(frozen=True, slots=True)
class _Kept:
    """A measure, its key and those of the measures merged into it, the plan's editions that somebody may see, and what
    these tell of the measure, newest first."""

    measure: Measure
    keys: list[int]
    editions: dict[int, Edition]
    entries: list[Entry]


def _kept(user: User | AnonymousUser, key: int) -> _Kept | None:
    family = Measure.objects.filter(Q(pk=key) | Q(merged_into=key)).select_related("plan__organisation")
    measures = {one.pk: one for one in family}
    measure = measures.get(key)
    if measure is None:
        return None
    if measure.merged_into_id:
        return _kept(user, measure.merged_into_id)
    editions = {one.pk: one for one in of_plan(user, measure.plan)}
    told = Entry.objects.filter(measure__in=measures, edition__in=editions).select_related("section")
    entries = list(told.order_by())
    for entry in entries:
        entry.edition = editions[entry.edition_id]
    entries.sort(key=lambda one: (-one.edition.fiscal_year, one.edition.kind, -one.order))
    return _Kept(measure, list(measures), editions, entries)


def _courses(kept: _Kept) -> list[Course]:
    """By indicator, its targets and figures through the editions; what was told of first stands first."""
    places = {entry.pk: place for place, entry in enumerate(reversed(kept.entries))}
    targets = Target.objects.filter(entry__in=places).only(*AIM).order_by()
    figures = list(Observation.objects.filter(entry__in=places).only(*FIGURE).order_by())
    prefetch_related_objects([one for one in figures if one.area_id or one.group_id], "area", "group")
    notes: dict[int, list[VerdictNote]] = {}
    noted = list(VerdictNote.objects.filter(target__entry__in=places))
    prefetch_related_objects(noted, "organisation")
    for note in noted:
        notes.setdefault(note.target_id, []).append(note)
    indicators = {one.pk: one for one in Indicator.objects.filter(measure__in=kept.keys)}
    found: dict[int, dict[int, Told]] = {}
    before: dict[int, Aim] = {}
    both: list[Target | Observation] = [*targets, *figures]
    for one in sorted(both, key=lambda one: (places[one.entry_id], one.place, one.pk)):
        entry = kept.entries[-1 - places[one.entry_id]]
        told = found.setdefault(one.indicator_id, {}).setdefault(entry.pk, Told(entry))
        if isinstance(one, Target):
            aim = Aim(one.op, one.value, one.due, one.verdict == "met")
            told.steps.append(Step(one, change(before.get(one.indicator_id), aim), notes.get(one.pk, [])))
            before[one.indicator_id] = aim
        elif one.area_id or one.group_id:
            told.breakdown.append(one)
        else:
            told.observations.append(one)
    return [Course(indicators[key], [*reversed(told.values())]) for key, told in found.items()]


def _successions(kept: _Kept) -> list[Succession]:
    either = Q(earlier__in=kept.keys) | Q(later__in=kept.keys)
    found = list(Succession.objects.filter(either, edition__in=kept.editions))
    for one in found:
        one.edition = kept.editions[one.edition_id]
    return found


def _related(keys: Sequence[int], user: User | AnonymousUser) -> list[Related]:
    derived = Derivation.objects.filter(Q(measure__in=keys) | Q(source__in=keys))
    links = MeasureLink.objects.filter(Q(one__in=keys) | Q(other__in=keys))
    found: list[tuple[int, str, str, str]] = []
    for one in derived:
        other, how = (one.source_id, "source") if one.measure_id in keys else (one.measure_id, "derived")
        found.append((other, how, one.note, one.get_change_display()))
    for link in links:
        found.append((link.other_id if link.one_id in keys else link.one_id, "linked", link.because, ""))
    if not found:
        return []
    newest: dict[int, Entry] = {}
    shown = Entry.objects.filter(measure__in=[key for key, *_rest in found], edition__in=visible(user))
    for entry in shown.select_related("edition__plan__organisation").order_by(
        "edition__fiscal_year", "edition__revision"
    ):
        newest[entry.measure_id] = entry
    return [Related(newest[key], *rest) for key, *rest in found if key in newest]


def _borrowed(entries: Sequence[Entry]) -> Entry | None:
    if entries[0].title:
        return None
    return next((entry for entry in entries if entry.title), None)
