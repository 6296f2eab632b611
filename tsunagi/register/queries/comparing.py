"""Two editions side by side, and all bodies side by side."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from tsunagi.base.models import Organisation
from tsunagi.register.models import Edition, Entry, Succession, Tally, Target
from tsunagi.register.queries.overview import listed
from tsunagi.register.rules.verdicts import VERDICTS, Counts


@dataclass(frozen=True, slots=True)
class Pair:
    """A measure in two editions; one side is None where it is new or ended."""

    earlier: Entry | None
    later: Entry | None
    relation: str
    because: str


@dataclass(frozen=True, slots=True)
class BodyLine:
    """A body's newest published edition for a year, and the verdicts on its targets."""

    edition: Edition
    counts: Counts


#: Sizes of bodies to compare among: at least, and less than, so many residents.
SIZES = {"s": (0, 10_000), "m": (10_000, 50_000), "l": (50_000, 200_000), "xl": (200_000, 100_000_000)}


def compared(earlier: Edition, later: Edition) -> list[Pair]:
    """The measures of two editions of one plan, in the later one's order, ended ones last."""
    before = {entry.measure_id: entry for entry in listed(earlier.entries.all())}
    after = {entry.measure_id: entry for entry in listed(later.entries.all())}
    stories = Succession.objects.filter(edition__in=[earlier, later])
    told = {key: one for one in stories for key in (one.earlier_id, one.later_id) if key}
    found = []
    for key, entry in after.items():
        story = told.get(key)
        relation = story.relation if story else ("same" if key in before else "new")
        found.append(Pair(before.get(key), entry, relation, story.because if story else ""))
    for key, entry in before.items():
        if key not in after:
            story = told.get(key)
            found.append(Pair(entry, None, story.relation if story else "ended", story.because if story else ""))
    return found


def bodies(fiscal_year: int, kind: str, *, prefecture: str = "", size: str = "", group: str = "") -> list[BodyLine]:
    """Local bodies with a published edition for the year, and their verdicts, by code; in two queries.

    prefecture: the first two digits of a local body's code. size: a key of SIZES.
    group: the code of a target group; then only targets of measures for it count.
    """
    editions = _published(fiscal_year, kind)
    if prefecture:
        editions = editions.filter(plan__organisation__code__startswith=prefecture)
    if size in SIZES:
        least, less = SIZES[size]
        editions = editions.filter(plan__organisation__population__gte=least, plan__organisation__population__lt=less)
    shown = list(editions.select_related("plan__organisation").order_by("plan__organisation__code"))
    counts: dict[int, dict[str, int]] = {}
    over = Tally.Over.GROUP if group else Tally.Over.ALL
    rows = Tally.objects.filter(edition__in=[one.pk for one in shown], over=over, key=group)
    for edition, verdict, count in rows.values_list("edition", "verdict", "count"):
        counts.setdefault(edition, {})[verdict] = count
    return [BodyLine(one, Counts(**counts.get(one.pk, {}))) for one in shown]


def missed_in(prefecture: str, fiscal_year: int, kind: str) -> QuerySet[Target]:
    """The missed targets of all bodies of one prefecture in a year."""
    return (
        Target.objects.filter(
            entry__edition__in=_published(fiscal_year, kind).filter(plan__organisation__code__startswith=prefecture),
            verdict="not_met",
        )
        .select_related("entry__edition__plan__organisation", "judged_by")
        .order_by("entry__edition__plan__organisation__code", "entry__order", "place")
    )


def years(kind: str) -> list[int]:
    """The fiscal years for which a local body has published, newest first."""
    found = _local(Edition.objects.filter(state=Edition.State.PUBLISHED, kind=kind))
    return list(found.order_by("-fiscal_year").values_list("fiscal_year", flat=True).distinct())


def _published(fiscal_year: int, kind: str) -> QuerySet[Edition]:
    editions = Edition.objects.filter(state=Edition.State.PUBLISHED, fiscal_year=fiscal_year, kind=kind)
    return _local(editions).exclude(corrected_by__state=Edition.State.PUBLISHED)


def _local(editions: QuerySet[Edition]) -> QuerySet[Edition]:
    kinds = (Organisation.Kind.PREFECTURE, Organisation.Kind.MUNICIPALITY)
    return editions.filter(Q(plan__organisation__kind__in=kinds))


def summed(lines: list[BodyLine]) -> Counts:
    """The verdicts over some bodies together."""
    return Counts(**{verdict: sum(getattr(line.counts, verdict) for line in lines) for verdict in VERDICTS})


def none_missed() -> QuerySet[Target]:
    """No targets, for a prefecture that does not exist."""
    return Target.objects.none()
