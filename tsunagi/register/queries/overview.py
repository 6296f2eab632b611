"""An edition at a glance: verdicts by section and ministry, what was missed, and what nobody can tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import BigIntegerField, Q, QuerySet

from tsunagi.base.models import Organisation
from tsunagi.base.often import Given, Often
from tsunagi.register.models import Edition, Entry, EntryGroup, EntryMinistry, Section, Target, TargetGroup
from tsunagi.register.rules.verdicts import VERDICTS, Counts

#: What an entry's page shows, and lists do not.
TEXTS = ("overview", "goal", "status", "review", "others", "urls", "narrative")
#: What a line of a table shows of a target, of the measure it belongs to, and of the figure that it was judged by.
LINE = ("entry", "what", "op", "value", "unit", "approx", "verdict", "because", "judged_by")
NAMED = ("measure", "number", "title", "marks")
FIGURE = ("value", "unit", "approx")
#: The verdicts on an entry's targets, by the entry's key.
Verdicts = Mapping[int, Sequence[str]]

_edition = Given("edition", BigIntegerField())
_verdicts = Often(
    lambda: Entry.objects.filter(edition=_edition).order_by().values_list("pk", "section", "targets__verdict")
)
_sections = Often(lambda: Section.objects.filter(edition=_edition))
_charges = Often(
    lambda: EntryMinistry.objects.filter(entry__edition=_edition).order_by().values_list("organisation", "entry")
)
_ministries = Often(
    lambda: Organisation.objects.filter(
        pk__in=EntryMinistry.objects.filter(entry__edition=_edition).values("organisation")
    )
)
_memberships = Often(lambda: EntryGroup.objects.filter(entry__edition=_edition).values_list("group", "entry"))
_lines = Often(
    lambda: Target.objects.filter(entry__edition=_edition, verdict__in=["not_met", "no_actual"])
    .select_related("entry", "judged_by")
    .only(*LINE, *(f"entry__{one}" for one in NAMED), *(f"judged_by__{one}" for one in FIGURE))
    .order_by("entry__order", "place")
)


@dataclass(frozen=True, slots=True)
class Line:
    """One section, ministry or target group: how many measures it has, and the verdicts on their targets."""

    key: str
    """What the address of its page ends with."""
    of: Section | Organisation | TargetGroup
    measures: int
    counts: Counts


@dataclass(frozen=True, slots=True)
class Overview:
    """An edition's figures. Counts by section are by a measure's home section; several ministries each count a
    measure."""

    measures: int
    without_target: int
    counts: Counts
    sections: list[Line]
    ministries: list[Line]
    groups: list[Line]
    missed: list[Target] = field(default_factory=list)
    untold: list[Target] = field(default_factory=list)


def overview(edition: Edition) -> Overview:
    """All figures of an edition's overview, in seven queries; only targets that the page lists come whole."""
    sections: dict[int, int] = {}
    verdicts: dict[int, list[str]] = {}
    for entry, section, verdict in _verdicts(edition=edition.pk):
        sections[entry] = section
        if verdict:
            verdicts.setdefault(entry, []).append(verdict)
    listed_ = _listed_targets(edition)
    of_section = _gathered((section, entry) for entry, section in sections.items())
    of_ministry, of_group = _gathered(_charges(edition=edition.pk)), _gathered(_memberships(edition=edition.pk))
    groups = TargetGroup.objects.filter(pk__in=of_group) if of_group else ()
    return Overview(
        measures=len(sections),
        without_target=len(sections) - len(verdicts),
        counts=_counted(verdicts, verdicts),
        sections=[_line(one, of_section.get(one.pk, []), verdicts) for one in _sections(edition=edition.pk)],
        ministries=[
            _line(one, of_ministry[one.pk], verdicts)
            for one in sorted(_ministries(edition=edition.pk), key=lambda one: (-len(of_ministry[one.pk]), one.pk))
        ],
        groups=[_line(one, of_group[one.pk], verdicts) for one in groups],
        missed=[one for one in listed_ if one.verdict == "not_met"],
        untold=[one for one in listed_ if one.verdict == "no_actual"],
    )


def _listed_targets(edition: Edition) -> list[Target]:
    """The targets that were missed, and those of which nobody can tell, with what their lines show."""
    found = _lines(edition=edition.pk)
    with_titles([target.entry for target in found])
    return found


def listed(entries: QuerySet[Entry]) -> list[Entry]:
    """Entries as lists show them: section, ministries and targets at hand, in six queries."""
    found = list(
        entries.select_related("section", "edition__plan")
        .defer(*TEXTS)
        .prefetch_related("charges__organisation", "targets", "repetitions__section")
    )
    return with_titles(found)


def with_titles(entries: list[Entry]) -> list[Entry]:
    """The entries, those whose title is not whole with the one that another published edition has
    (`title_elsewhere`)."""
    damaged = [entry for entry in entries if not entry.has_whole_title]
    if damaged:
        measures = [entry.measure_id for entry in damaged]
        others = Entry.objects.filter(measure__in=measures, edition__state=Edition.State.PUBLISHED).only(*NAMED)
        others = others.order_by("edition__fiscal_year", "pk")
        known = {other.measure_id: other.title for other in others if other.has_whole_title}
        for entry in damaged:
            entry.title_elsewhere = known.get(entry.measure_id, "")
    return entries


def in_section(edition: Edition, section: Section) -> QuerySet[Entry]:
    """The measures that stand in a section, repeated ones (再掲) included."""
    return edition.entries.filter(Q(section=section) | Q(repetitions__section=section)).distinct()


def counted(entries: Iterable[Entry]) -> Counts:
    """The verdicts on the targets of listed entries."""
    found = Counter(target.verdict for entry in entries for target in entry.targets.all())
    return Counts(**{verdict: found[verdict] for verdict in VERDICTS})


def _gathered(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for key, entry in pairs:
        found.setdefault(key, []).append(entry)
    return found


def _line(of: Section | Organisation | TargetGroup, entries: list[int], verdicts: Verdicts) -> Line:
    return Line(of.slug if isinstance(of, Organisation) else of.code, of, len(entries), _counted(entries, verdicts))


def _counted(entries: Iterable[int], verdicts: Verdicts) -> Counts:
    total = Counter(verdict for entry in entries for verdict in verdicts.get(entry, ()))
    return Counts(**{verdict: total[verdict] for verdict in VERDICTS})
