"""A measure over the years: its entries, its indicators with every target and figure, and what it hangs together
with."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser
from django.db import connections
from django.db.models import BigIntegerField, Q, prefetch_related_objects

from tsunagi.base.models import Organisation, User
from tsunagi.base.often import Given, Often, cursor_for_often
from tsunagi.directory.models import Service, ServiceMeasure
from tsunagi.directory.queries.measures import supports_of
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

#: What the table of years shows of a target, and what of a figure.
AIM = "entry indicator place what op value unit approx due verdict because progress".split()
FIGURE = "entry indicator place what value unit approx as_of is_baseline area group".split()
_key = Given("key", BigIntegerField())
_family = Often(
    lambda: Measure.objects.filter(Q(pk=_key) | Q(merged_into=_key)).select_related("plan__organisation")
)
_entries = Often(lambda: Entry.objects.filter(measure=_key).order_by())
_indicators = Often(lambda: Indicator.objects.filter(measure=_key))
_targets = Often(lambda: Target.objects.filter(entry__measure=_key).only(*AIM).order_by())
_figures = Often(lambda: Observation.objects.filter(entry__measure=_key).only(*FIGURE).order_by())
_section = Often(lambda: Section.objects.filter(pk=_key))
_ministries = Often(lambda: Organisation.objects.filter(charges__entry=_key).order_by("charges__order"))
#: Whether there is any of what most measures have nothing of. Each thing that there is takes a query of its own then;
#: six queries that find nothing would take longer than all others together.
RARELY = """
WITH family(id) AS (SELECT id FROM register_measure WHERE id = %(measure)s OR merged_into_id = %(measure)s)
SELECT
    EXISTS (SELECT 1 FROM register_entrygroup WHERE entry_id = %(now)s),
    EXISTS (SELECT 1 FROM register_entrysection WHERE entry_id = %(now)s),
    EXISTS (
        SELECT 1 FROM register_entry entry
        JOIN register_target target ON target.entry_id = entry.id
        JOIN register_verdictnote note ON note.target_id = target.id
        WHERE entry.measure_id IN (SELECT id FROM family)
    ),
    EXISTS (SELECT 1 FROM register_succession WHERE earlier_id IN (SELECT id FROM family))
        OR EXISTS (SELECT 1 FROM register_succession WHERE later_id IN (SELECT id FROM family)),
    EXISTS (SELECT 1 FROM register_derivation WHERE measure_id IN (SELECT id FROM family))
        OR EXISTS (SELECT 1 FROM register_derivation WHERE source_id IN (SELECT id FROM family))
        OR EXISTS (SELECT 1 FROM register_measurelink WHERE one_id IN (SELECT id FROM family))
        OR EXISTS (SELECT 1 FROM register_measurelink WHERE other_id IN (SELECT id FROM family)),
    EXISTS (
        SELECT 1 FROM register_entry entry
        JOIN register_edition edition ON edition.id = entry.edition_id
        JOIN {supports} support ON support.{plan} = %(plan)s
            AND support.{fiscal_year} = edition.fiscal_year AND support.{number} = entry.number
        WHERE entry.measure_id IN (SELECT id FROM family)
    )
""".format(  # noqa: S608 names of our own, no values
    # Another part's table and columns as its model calls them: what is renamed there fails here at once.
    supports=ServiceMeasure._meta.db_table,
    **{field.name: field.column for field in ServiceMeasure._meta.fields},
)


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
    def direction(self) -> str:
        """Which way is better, in words: asked of the choice, since `get_direction_display` translates all first."""
        return str(Indicator.Direction(self.indicator.direction).label)

    @property
    def stage(self) -> str:
        """What is done, or what comes of it, in words."""
        return str(Indicator.Stage(self.indicator.stage).label)

    @property
    def breakdown(self) -> list[Observation]:
        """Its figures by area or group: of each edition first those of areas."""
        return [one for told in self.told for one in sorted(told.breakdown, key=lambda one: one.area_id is None)]


@dataclass(frozen=True, slots=True)
class Related:
    """Another measure, by its newest visible entry, and how it hangs together with this one; of a derivation, what the
    local body changed."""

    entry: Entry
    how: str
    because: str
    change: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """What became of a measure in an edition; of one that was split or merged, the other one by its newest visible
    entry."""

    told: Succession
    other: Entry | None


@dataclass(frozen=True, slots=True)
class MeasurePage:
    """What the page of a measure shows. `entries` are newest first; the first one is what it says now."""

    measure: Measure
    entries: list[Entry]
    courses: list[Course]
    successions: list[Story]
    related: list[Related] = field(default_factory=list)
    title_from: Entry | None = None
    """The entry that the title is borrowed from, where the newest one's is not whole."""
    ministries: list[Organisation] = field(default_factory=list)
    groups: list[TargetGroup] = field(default_factory=list)
    repeated: list[Section] = field(default_factory=list)
    """Who is in charge now, whom it is for now, and in which other sections it stands now."""
    services: list[Service] = field(default_factory=list)
    """The supports that belong to it, in any year."""

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
    has = _has(kept)
    if now.section_id:
        now.section = _section(key=now.section_id)[0]
    return MeasurePage(
        measure=kept.measure,
        entries=with_titles(kept.entries),
        courses=_courses(kept, _notes(kept) if has.notes else {}),
        successions=_stories(kept, user) if has.successions else [],
        related=_related(kept.keys, user) if has.related else [],
        title_from=_borrowed(kept.entries),
        ministries=_ministries(key=now.pk),
        groups=list(now.groups.all()) if has.groups else [],
        repeated=list(now.also_in.all()) if has.repeated else [],
        services=_services(kept) if has.services else [],
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
    measures = {one.pk: one for one in _family(key=key)}
    measure = measures.get(key)
    if measure is None:
        return None
    if measure.merged_into_id:
        return _kept(user, measure.merged_into_id)
    editions = {one.pk: one for one in of_plan(user, measure.plan)}
    entries = [one for key in measures for one in _entries(key=key) if one.edition_id in editions]
    for entry in entries:
        entry.edition = editions[entry.edition_id]
    entries.sort(key=lambda one: (-one.edition.fiscal_year, one.edition.kind, -one.order))
    return _Kept(measure, list(measures), editions, entries)


@dataclass(frozen=True, slots=True)
class _Has:
    """Which of what most measures have nothing of this one has, in the order of `RARELY`."""

    groups: bool
    repeated: bool
    notes: bool
    successions: bool
    related: bool
    services: bool


def _has(kept: _Kept) -> _Has:
    with cursor_for_often(connections[Measure.objects.db]) as cursor:
        plan, measure, now = kept.measure.plan.slug, kept.measure.pk, kept.entries[0].pk
        cursor.execute(RARELY, {"plan": plan, "measure": measure, "now": now})
        return _Has(*map(bool, cursor.fetchone()))


def _notes(kept: _Kept) -> dict[int, list[VerdictNote]]:
    """What was noted beside verdicts, by the target's key."""
    noted = list(VerdictNote.objects.filter(target__entry__in=kept.entries))
    prefetch_related_objects(noted, "organisation")
    found: dict[int, list[VerdictNote]] = {}
    for note in noted:
        found.setdefault(note.target_id, []).append(note)
    return found


def _courses(kept: _Kept, notes: Mapping[int, list[VerdictNote]]) -> list[Course]:
    """By indicator, its targets and figures through the editions; what was told of first stands first."""
    places = {entry.pk: place for place, entry in enumerate(reversed(kept.entries))}
    targets = [one for key in kept.keys for one in _targets(key=key) if one.entry_id in places]
    figures = [one for key in kept.keys for one in _figures(key=key) if one.entry_id in places]
    prefetch_related_objects([one for one in figures if one.area_id or one.group_id], "area", "group")
    indicators = {one.pk: one for key in kept.keys for one in _indicators(key=key)}
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


def _stories(kept: _Kept, user: User | AnonymousUser) -> list[Story]:
    either = Q(earlier__in=kept.keys) | Q(later__in=kept.keys)
    found = list(Succession.objects.filter(either, edition__in=kept.editions))
    others = {one.pk: {one.earlier_id, one.later_id} - {None, *kept.keys} for one in found}
    newest = _newest([key for keys in others.values() for key in keys if key], user)
    for one in found:
        one.edition = kept.editions[one.edition_id]
    return [Story(one, next((newest[key] for key in others[one.pk] if key in newest), None)) for one in found]


def _related(keys: Sequence[int], user: User | AnonymousUser) -> list[Related]:
    derived = Derivation.objects.filter(Q(measure__in=keys) | Q(source__in=keys))
    links = MeasureLink.objects.filter(Q(one__in=keys) | Q(other__in=keys))
    found: list[tuple[int, str, str, str]] = []
    for one in derived:
        other, how = (one.source_id, "source") if one.measure_id in keys else (one.measure_id, "derived")
        found.append((other, how, one.note, one.get_change_display()))
    for link in links:
        found.append((link.other_id if link.one_id in keys else link.one_id, "linked", link.because, ""))
    newest = _newest([key for key, *_rest in found], user)
    return [Related(newest[key], *rest) for key, *rest in found if key in newest]


def _newest(measures: Collection[int], user: User | AnonymousUser) -> dict[int, Entry]:
    """By their keys, measures as the newest edition that this person may see tells of them."""
    if not measures:
        return {}
    shown = Entry.objects.filter(measure__in=measures, edition__in=visible(user))
    shown = shown.select_related("edition__plan__organisation").order_by("edition__fiscal_year", "edition__revision")
    return {one.measure_id: one for one in shown}


def _services(kept: _Kept) -> list[Service]:
    numbers = {(one.edition.fiscal_year, one.number) for one in kept.entries if one.number is not None}
    return list(supports_of(kept.measure.plan.slug, numbers))


def _borrowed(entries: Sequence[Entry]) -> Entry | None:
    if entries[0].has_whole_title:
        return None
    return next((entry for entry in entries if entry.has_whole_title), None)
