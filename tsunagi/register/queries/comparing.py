"""Two editions side by side, and all bodies side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.models import QuerySet, Sum

from tsunagi.base.models.organisation import LOCAL
from tsunagi.base.often import at_once
from tsunagi.register.models import Edition, Entry, Succession, Tally, Target
from tsunagi.register.queries.overview import FIGURE, LINE, NAMED, listed, with_titles
from tsunagi.register.rules.verdicts import Counts


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

#: What a line of a table shows of an edition and its body.
BODY = (
    *("fiscal_year", "kind", "revision", "plan__slug"),
    *(f"plan__organisation__{one}" for one in ("kind", "name", "name_en", "code")),
)


def compared(earlier: Edition, later: Edition) -> list[Pair]:
    """The measures of two editions of one plan, in the later one's order, ended ones last."""
    before = {entry.measure_id: entry for entry in listed(earlier.entries.all())}
    after = {entry.measure_id: entry for entry in listed(later.entries.all())}
    stories = Succession.objects.filter(edition__in=[earlier, later])
    # That it was split, or another one merged into it, says more than that its own name or number changed: it is last.
    in_order = sorted(stories, key=lambda one: one.earlier_id != one.later_id)
    told = {key: one for one in in_order for key in (one.earlier_id, one.later_id) if key}
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


def bodies(fiscal_year: int, kind: str, *, prefecture: str = "", size: str = "") -> QuerySet[Edition]:
    """Local bodies' newest published editions for the year, by the bodies' codes.

    prefecture: the first two digits of a local body's code. size: a key of SIZES.
    """
    published = Edition.objects.filter(state=Edition.State.PUBLISHED)
    found = published.filter(fiscal_year=fiscal_year, kind=kind, plan__organisation__kind__in=LOCAL)
    if prefecture:
        found = found.filter(plan__organisation__code__range=(f"{prefecture}0000", f"{prefecture}9999"))
    if size in SIZES:
        least, less = SIZES[size]
        found = found.filter(plan__organisation__population__gte=least, plan__organisation__population__lt=less)
    # A list of the few that were corrected: a join from each edition to its correction takes 20 times as long.
    corrected = published.filter(corrects__isnull=False).values("corrects")
    found = found.exclude(pk__in=corrected).order_by("plan__organisation__code")
    return found.select_related("plan__organisation").only(*BODY)


def lines(editions: QuerySet[Edition], group: str = "") -> list[BodyLine]:
    """The editions, each with the verdicts on its targets, in two queries.

    group: the code of a target group; then only targets of measures for it count.
    """
    counts: dict[int, dict[str, int]] = {}
    found = at_once(editions)
    tallies = _tallies([one.pk for one in found], group)
    for edition, verdict, count in tallies.values_list("edition", "verdict", "count"):
        counts.setdefault(edition, {})[verdict] = count
    return [BodyLine(one, Counts(**counts.get(one.pk, {}))) for one in found]


def together(editions: QuerySet[Edition], group: str = "") -> Counts:
    """The verdicts over all the editions together, in one query."""
    # The database looks the editions up itself: thousands of keys would have to be said to it one by one.
    keys = editions.order_by().values("pk")
    return Counts(**dict(_tallies(keys, group).values_list("verdict").annotate(Sum("count"))))


class Missed:
    """The missed targets of some bodies' newest editions, by the bodies' codes, fetched a page at a time."""

    def __init__(self, editions: QuerySet[Edition]) -> None:
        """editions: in the order in which their targets are wanted, with their bodies at hand."""
        self._editions = {one.pk: one for one in at_once(editions)}
        tallies = _tallies(list(self._editions), "").filter(verdict="not_met")
        self._counts = dict(tallies.values_list("edition", "count"))

    def __len__(self) -> int:
        """How many there are, by the tallies."""
        return sum(self._counts.values())

    def between(self, start: int, stop: int) -> list[Target]:
        """Those from `start` to before `stop`, with entries, editions and bodies."""
        places: dict[int, int] = {}
        first = at = 0
        for key in self._editions:
            after = at + self._counts.get(key, 0)
            if start < after and at < stop:
                first = first if places else at
                places[key] = len(places)
            at = after
        found = (
            Target.objects.filter(entry__edition__in=list(places), verdict="not_met")
            .select_related("entry", "judged_by")
            .only(
                *LINE, "entry__edition", *(f"entry__{one}" for one in NAMED), *(f"judged_by__{one}" for one in FIGURE)
            )
            .order_by("entry__order", "place")
        )
        targets = sorted(at_once(found), key=lambda one: places[one.entry.edition_id])
        for one in targets:
            one.entry.edition = self._editions[one.entry.edition_id]
        shown = targets[start - first : stop - first]
        with_titles([one.entry for one in shown])
        return shown


#: The newest year before another one, again and again: PostgreSQL would go through every edition for DISTINCT.
YEARS = """
WITH RECURSIVE found(year) AS (
    SELECT 10000
    UNION ALL
    SELECT (
        SELECT edition.fiscal_year FROM register_edition edition
        JOIN register_plan plan ON plan.id = edition.plan_id
        JOIN base_organisation body ON body.id = plan.organisation_id
        WHERE edition.kind = %s AND edition.state = %s AND body.kind IN (%s, %s) AND edition.fiscal_year < found.year
        ORDER BY edition.fiscal_year DESC LIMIT 1
    ) FROM found WHERE found.year IS NOT NULL
)
SELECT year FROM found WHERE year < 10000 ORDER BY year DESC
"""


def years(kind: str) -> list[int]:
    """The fiscal years for which a local body has published, newest first."""
    with connections[Edition.objects.db].cursor() as cursor:
        cursor.execute(YEARS, [kind, Edition.State.PUBLISHED.value, *LOCAL])
        return [year for (year,) in cursor.fetchall()]


def _tallies(editions: Any, group: str) -> QuerySet[Tally]:
    """editions: rows, or a query of their keys."""
    over = Tally.Over.GROUP if group else Tally.Over.ALL
    return Tally.objects.filter(over=over, key=group, edition__in=editions)
