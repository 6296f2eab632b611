"""Two editions side by side, and all bodies side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connections
from django.db.models import CharField, IntegerField, QuerySet, Sum

from tsunagi.base.models.organisation import LOCAL
from tsunagi.base.often import Given, Keys, Often, cursor_for_often
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


def _newest() -> QuerySet[Edition, tuple[int]]:
    """The keys of local bodies' newest editions of one kind for a year, of those with a code in a range."""
    published = Edition.objects.filter(state=Edition.State.PUBLISHED)
    # A list of the few that were corrected: a join from each edition to its correction takes 20 times as long.
    corrected = published.filter(corrects__isnull=False).values("corrects")
    codes = (Given("first", CharField()), Given("last", CharField()))
    return (
        published.filter(fiscal_year=Given("fiscal_year", IntegerField()), kind=Given("kind", CharField()))
        .filter(plan__organisation__kind__in=LOCAL, plan__organisation__code__range=codes)
        .exclude(pk__in=corrected)
        .order_by("plan__organisation__code")
        .values_list("pk")
    )


_bodies = Often(_newest)
_bodies_of_size = Often(
    lambda: _newest().filter(
        plan__organisation__population__gte=Given("least", IntegerField()),
        plan__organisation__population__lt=Given("less", IntegerField()),
    )
)
_keys = Given("keys", Keys())
_editions = Often(
    lambda: Edition.objects.filter(pk__among=_keys).select_related("plan__organisation").only(*BODY).order_by()
)


def _counted() -> QuerySet[Tally]:
    over, key = Given("over", CharField()), Given("group", CharField())
    return Tally.objects.filter(over=over, key=key, edition__among=_keys).order_by()


_tallies = Often(lambda: _counted().values_list("edition", "verdict", "count"))
_sums = Often(lambda: _counted().values_list("verdict").annotate(Sum("count")))
_missed = Often(
    lambda: Target.objects.filter(entry__edition__among=_keys, verdict="not_met")
    .select_related("entry", "judged_by")
    .only(*LINE, "entry__edition", *(f"entry__{one}" for one in NAMED), *(f"judged_by__{one}" for one in FIGURE))
    .order_by("entry__order", "place")
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


def bodies(fiscal_year: int, kind: str, *, prefecture: str = "", size: str = "") -> list[int]:
    """The keys of local bodies' newest published editions for the year, by the bodies' codes.

    prefecture: the first two digits of a local body's code. size: a key of SIZES.
    """
    of = {"fiscal_year": fiscal_year, "kind": kind, "first": f"{prefecture:0<6}", "last": f"{prefecture:9<6}"}
    least, less = SIZES.get(size, (0, 0))
    return [key for (key,) in (_bodies_of_size(least=least, less=less, **of) if less else _bodies(**of))]


def lines(keys: Sequence[int], group: str = "") -> list[BodyLine]:
    """The editions of these keys, each with the verdicts on its targets, in two queries.

    group: the code of a target group; then only targets of measures for it count.
    """
    counts: dict[int, dict[str, int]] = {}
    for edition, verdict, count in _tallies(keys=keys, **_over(group)):
        counts.setdefault(edition, {})[verdict] = count
    editions = {one.pk: one for one in _editions(keys=keys)}
    return [BodyLine(editions[key], Counts(**counts.get(key, {}))) for key in keys]


def together(keys: Sequence[int], group: str = "") -> Counts:
    """The verdicts over all the editions of these keys together, in one query."""
    return Counts(**dict(_sums(keys=keys, **_over(group))))


class Missed:
    """The missed targets of some bodies' newest editions, in their order, fetched a page at a time."""

    def __init__(self, keys: Sequence[int]) -> None:
        """keys: of the editions, in the order in which their targets are wanted."""
        self._lines = {one.edition.pk: one for one in lines(keys)}

    def __len__(self) -> int:
        """How many there are, by the tallies."""
        return sum(line.counts.not_met for line in self._lines.values())

    def between(self, start: int, stop: int) -> list[Target]:
        """Those from `start` to before `stop`, with entries, editions and bodies."""
        places: dict[int, int] = {}
        first = at = 0
        for key, line in self._lines.items():
            after = at + line.counts.not_met
            if start < after and at < stop:
                first = first if places else at
                places[key] = len(places)
            at = after
        targets = sorted(_missed(keys=list(places)), key=lambda one: places[one.entry.edition_id])
        for one in targets:
            one.entry.edition = self._lines[one.entry.edition_id].edition
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
    with cursor_for_often(connections[Edition.objects.db]) as cursor:
        cursor.execute(YEARS, [kind, Edition.State.PUBLISHED.value, *LOCAL])
        return [year for (year,) in cursor.fetchall()]


def _over(group: str) -> dict[str, str]:
    return {"over": Tally.Over.GROUP.value if group else Tally.Over.ALL.value, "group": group}
