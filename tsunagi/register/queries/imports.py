"""What the pages of imports read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.utils.translation import gettext as _

from tsunagi.base.access import organisations_with
from tsunagi.base.models import User
from tsunagi.register.models import ChangeSet, Edition, Entry, Plan, Proposal, SourceDocument, Succession
from tsunagi.register.queries.readings import parts_of
from tsunagi.register.rules.readings import Difference, Reading, differences

Mark = tuple[float, float, float, float, int]
MOST_BOXES = 200
#: What is told of every target and figure.
IN_WORDS: Final = frozenset("what op value unit approx due as_of is_baseline area group".split())


def _is_open(reach: str = "") -> Q:
    """Whether a proposal, reached by these names, waits for a decision."""
    return Q(**{f"{reach}decision": Proposal.Decision.OPEN}) & ~Q(**{f"{reach}kind": Proposal.Kind.UNCHANGED})


#: What there is to do about a proposal: each lies on one of these, doubts first.
PILES: Final = {
    "doubtful": _is_open() & Q(certain=False),
    "certain": _is_open() & Q(certain=True),
    "decided": ~Q(decision=Proposal.Decision.OPEN),
    "unchanged": Q(decision=Proposal.Decision.OPEN, kind=Proposal.Kind.UNCHANGED),
}


def nearest_edition(edition: Edition) -> Edition | None:
    """The edition of the same plan that measures are matched with: of another year or kind, with measures, the nearest.

    The earlier one where two are as near; of corrected ones the latest. One that is still being taken in from a
    document knows a part of its measures only: it comes after all that are whole.
    """
    others = Edition.objects.select_related("plan").filter(plan=edition.plan, entries__isnull=False).exclude(
        fiscal_year=edition.fiscal_year, kind=edition.kind
    )
    undone = Proposal.objects.filter(_is_open(), change_set__edition__plan=edition.plan)
    partial = set(undone.values_list("change_set__edition", flat=True))

    def distance(one: Edition) -> tuple[bool, int, int, str, int]:
        away = abs(one.fiscal_year - edition.fiscal_year)
        return (one.pk in partial, away, one.fiscal_year, one.kind, -one.revision)

    return min(others.distinct(), key=distance, default=None)


def draft_for(plan: Plan, fiscal_year: int, kind: str) -> Edition | None:
    """The newest revision of a year's edition, draft or not; None where the year has none."""
    same = Edition.objects.filter(plan=plan, fiscal_year=fiscal_year, kind=kind)
    return same.select_related("plan__organisation").order_by("-revision").first()


def telling(change_set: ChangeSet) -> Edition:
    """The edition that tells how the measures of the two that were compared follow each other: the later one, in its
    newest revision."""
    edition, other = change_set.edition, change_set.compared_with
    if other is None or other.fiscal_year <= edition.fiscal_year:
        return edition
    return draft_for(edition.plan, other.fiscal_year, other.kind) or other


def is_within(change_set: ChangeSet) -> bool:
    """Whether the document was matched with what its own edition said already."""
    return change_set.proposals.filter(before__isnull=False).exists()


def stories(change_set: ChangeSet) -> set[str]:
    """What can be told of measures by the two that were compared. A second document of an edition tells nothing; of
    two documents of one year, a plan and its follow-up, neither says that a measure began or that its number moved."""
    if is_within(change_set):
        return set()
    edition, other, relations = change_set.edition, change_set.compared_with, Succession.Relation
    is_one_year = other is not None and other.fiscal_year == edition.fiscal_year
    return {*relations.values} - ({relations.NEW, relations.MOVED} if is_one_year else set())


def frozen_story(change_set: ChangeSet) -> Edition | None:
    """The later edition, where it is published already and so cannot tell what is decided here."""
    later = telling(change_set)
    is_frozen = later.is_published and later != change_set.edition
    return later if is_frozen and stories(change_set) else None


def change_sets(plan: Plan) -> QuerySet[ChangeSet]:
    """The plan's imports, newest first, each with how many proposals are open."""
    return (
        ChangeSet.objects.filter(edition__plan=plan)
        .select_related("edition__plan", "document")
        .defer("document__content", "document__text", "document__reading")
        .annotate(open=Count("proposals", filter=_is_open("proposals__")))
        .order_by("-made_at")
    )


def undecided(user: User) -> list[tuple[Plan, int]]:
    """How many proposals for drafts nobody has decided, by the plan that somebody may import to."""
    drafts = Edition.objects.filter(state=Edition.State.DRAFT)
    drafts = drafts.filter(plan__organisation__in=organisations_with(user, "register.import"))
    waiting = Proposal.objects.filter(_is_open(), change_set__edition__in=drafts)
    counts = dict(waiting.order_by().values_list("change_set__edition__plan").annotate(Count("pk")))
    return [(plan, counts[plan.pk]) for plan in Plan.objects.filter(pk__in=counts).order_by("title", "pk")]


def pile(change_set: ChangeSet, name: str) -> QuerySet[Proposal]:
    """One of a change set's `PILES`, in the document's order."""
    found = change_set.proposals.filter(PILES[name]).select_related("decided_by")
    return found.defer("before", "mended").annotate(**known_name()).order_by("place")


def whereabouts(proposal: Proposal) -> tuple[str, int]:
    """The pile that a proposal lies on, and how many lie before it there."""
    beside = Proposal.objects.filter(change_set=proposal.change_set_id)
    name = next(name for name, lies in PILES.items() if beside.filter(lies, pk=proposal.pk).exists())
    return name, beside.filter(PILES[name], place__lt=proposal.place).count()


def without_doubt(among: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """What can be accepted without anybody looking at it: that a measure has ended is not."""
    return among.filter(PILES["certain"]).exclude(kind=Proposal.Kind.GONE)


def choosable(among: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """The doubtful ones of which several can be accepted at once: open, and in the document. Whether a measure has
    ended is decided for each alone."""
    return among.filter(PILES["doubtful"]).exclude(kind=Proposal.Kind.GONE)


def differing(before: Reading, after: Reading) -> list[Difference]:
    """What `after` tells otherwise than `before`, of figures those alone that the other has not. A figure's `part` is
    what its area and group are called, its `besides` what is told of it only where nothing else is different."""
    known = parts_of(one for reading in (before, after) for one in reading["actuals"])

    def named(one: Reading) -> Reading:
        parts = [str(known[key].get(one[key], one[key])) for key in known if key in one]
        return {**one, "part": "・".join(parts)}

    def apart(one: Difference) -> Difference:
        ours, theirs = _apart(one.before, one.after)
        return Difference(one.part, [named(figure) for figure in ours], [named(figure) for figure in theirs])

    return [apart(one) if one.part in ("targets", "actuals") else one for one in differences(before, after)]


def _apart(before: list[Reading], after: list[Reading]) -> tuple[list[Reading], list[Reading]]:
    ours = [dict(one) for one in before if one not in after]
    theirs = [dict(one) for one in after if one not in before]
    if not ours and not theirs:  # the same ones in another order
        return before, after
    for one in ours:
        for other in theirs:
            differing = [key for key in {**one, **other} if one.get(key) != other.get(key)]
            if not IN_WORDS.intersection(differing):
                one["besides"], other["besides"] = ({key: of.get(key) for key in differing} for of in (one, other))
    return ours, theirs


def matched(proposal: Proposal) -> Entry | None:
    """What the edition that a document was matched with says of a proposal's measure; where it says nothing of one that
    a person chose, what the newest edition says."""
    if not proposal.measure_id:
        return None
    told = Entry.objects.filter(measure=proposal.measure_id).exclude(edition=proposal.change_set.edition_id)
    told = told.select_related("edition__plan")
    with_it = told.filter(edition=proposal.change_set.compared_with_id).first()
    return with_it or told.order_by("-edition__fiscal_year", "-edition__revision").first()


def to_match(proposal: Proposal, measures: Iterable[Entry]) -> list[tuple[str, list[tuple[int, str]]]]:
    """The plan's measures as the document's can be given them: first what nothing else in the document is."""
    others = proposal.change_set.proposals.exclude(pk=proposal.pk).exclude(kind=Proposal.Kind.GONE)
    taken = set(others.filter(measure__isnull=False).values_list("measure", flat=True))
    free: list[tuple[int, str]] = []
    given: list[tuple[int, str]] = []
    for one in measures:
        (given if one.measure_id in taken else free).append((one.measure_id, str(one)))
    groups = [(_("文書のほかの施策に当たっていない"), free), (_("文書のほかの施策に当たっている"), given)]
    return [(name, these) for name, these in groups if these]


def known_name() -> dict[str, Subquery]:
    """What the measure of a proposal was last called (`known_title`), and what is known of that title (`known_mark`).

    A document that no longer has the measure says nothing of its title.
    """
    told = Entry.objects.filter(measure=OuterRef("measure")).exclude(title="")
    last = told.order_by("-edition__fiscal_year", "-edition__revision", "-pk")
    return {
        "known_title": Subquery(last.values("title")[:1]),
        "known_mark": Subquery(last.values("marks__title")[:1]),
    }


def counts(change_set: ChangeSet) -> dict[str, int]:
    """How many proposals there are of each kind, and how many lie on each of the `PILES`."""
    these = {kind: Q(kind=kind) for kind in Proposal.Kind.values}
    these |= {f"{name}_pile": lies for name, lies in PILES.items()}
    return change_set.proposals.aggregate(**{name: Count("pk", filter=which) for name, which in these.items()})


def next_open(found: Proposal) -> int | None:
    """The next proposal of the change set that waits for a decision: what follows in the document on the same pile,
    then whatever was left behind, doubtful ones first."""
    waiting = Proposal.objects.filter(_is_open(), change_set=found.change_set).exclude(pk=found.pk)
    follows = Case(When(certain=found.certain, place__gt=found.place, then=0), default=1, output_field=IntegerField())
    return waiting.order_by(follows, "certain", "place").values_list("pk", flat=True).first()


def marks_by_page(columns: Sequence[Sequence[tuple[float, ...]]]) -> dict[int, tuple[list[int], str]]:
    """For each page which of the columns stand on it, counted from 1, and their boxes as a picture's address has them.

    columns: the spans of each; a span on a page is the page's number and its box.
    """
    found: dict[int, tuple[list[int], list[str]]] = {}
    for number, spans in enumerate(columns, 1):
        for span in spans:
            if len(span) == 5:
                numbers, said = found.setdefault(int(span[0]), ([], []))
                if number not in numbers:
                    numbers.append(number)
                said.append(",".join([*(f"{one:g}" for one in span), str(number)]))
    return {page: (numbers, ";".join(said)) for page, (numbers, said) in sorted(found.items())}


def marks(text: str, page: int) -> list[Mark]:
    """The boxes that an address names on a page, each with its number (0: none); what is no box is left out."""
    found: list[Mark] = []
    for part in text.split(";")[:MOST_BOXES]:
        try:
            place, x0, y0, x1, y1, number = (float(one) for one in [*part.split(","), "0"][:6])
        except ValueError:
            continue
        if place == page and all(-1e5 < one < 1e5 for one in (x0, y0, x1, y1)) and number in range(100):
            found.append((x0, y0, x1, y1, int(number)))
    return found


def document_for(user: User | AnonymousUser, key: int) -> SourceDocument | None:
    """A document that somebody may see: taken into a published edition, or received by a body for which they import."""
    mine = organisations_with(user, "register.import")
    shown = Q(change_sets__edition__state=Edition.State.PUBLISHED) | Q(organisation__in=mine)
    return SourceDocument.objects.filter(shown, pk=key).distinct().first()
