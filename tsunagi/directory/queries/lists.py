"""What the pages of lists read, and what a list's rows are compared with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Case, Count, IntegerField, Q, QuerySet, When

from tsunagi.base.models import Organisation
from tsunagi.directory.models import Decision, HsdsFile, ListFile, ListProposal, Service, Way
from tsunagi.directory.rules.grams import fold
from tsunagi.directory.rules.records import Record


def known_by_list(organisation: Organisation, title: str) -> dict[str, Service]:
    """The body's services that came with a list of this name, by what the list knows them by."""
    held = Service.objects.filter(kept_by=organisation, merged_into__isnull=True, more__list__title=title)
    return {str(one.more["list"]["row"]): one for one in held.select_related("provider", "kept_by").order_by("pk")}


@dataclass(frozen=True, slots=True)
class Alike:
    """The body's services by name and by number, for rows that no list has told before."""

    names: dict[str, list[Service]]
    numbers: dict[str, list[Service]]

    def of(self, record: Record) -> tuple[Service | None, list[str]]:
        """The service that a row may be of, and why that is doubtful; none where nothing is alike."""
        named = self.names.get(fold(record.name), [])
        numbered = [one for way in record.ways if way.number for one in self.numbers.get(way.number, [])]
        both = [one for one in named if one in numbered]
        for found, doubt in ((both, "same_name_and_number"), (named, "same_name"), (numbered, "same_number")):
            if len(set(found)) == 1:
                # Several windows of one office share its number: that alone makes nothing the same.
                return (found[0], [doubt]) if doubt != "same_number" else (None, [doubt])
        return None, ["several_alike"] if named else []


def alike(organisation: Organisation) -> Alike:
    """The body's services that a new row may be of."""
    held = {
        one.pk: one
        for one in Service.objects.filter(kept_by=organisation, merged_into__isnull=True).select_related(
            "provider", "kept_by"
        )
    }
    found = Alike({}, {})
    for one in held.values():
        found.names.setdefault(fold(one.name), []).append(one)
    for key, number in Way.objects.filter(service__in=held).exclude(number="").values_list("service", "number"):
        found.numbers.setdefault(number, []).append(held[key])
    return found


def list_files(organisation: Organisation) -> QuerySet[ListFile]:
    """The body's lists, newest first, each with how many rows wait for a decision."""
    is_open = Q(proposals__decision=Decision.OPEN) & ~Q(proposals__kind=ListProposal.Kind.UNCHANGED)
    held = ListFile.objects.filter(organisation=organisation)
    return held.annotate(open=Count("proposals", filter=is_open)).order_by("-made_at")


def rows(file: ListFile) -> QuerySet[ListProposal]:
    """A list's rows: open and doubtful ones first, then open ones, then decided ones; in the list's order."""
    is_open = Q(decision=Decision.OPEN) & ~Q(kind=ListProposal.Kind.UNCHANGED)
    rank = Case(
        When(is_open & ~Q(doubts=[]), then=0),
        When(is_open, then=1),
        When(~Q(decision=Decision.OPEN), then=2),
        default=3,
        output_field=IntegerField(),
    )
    return file.proposals.select_related("service", "decided_by").annotate(rank=rank).order_by("rank", "place")


def counts(file: ListFile) -> dict[str, int]:
    """How many rows there are of each kind, how many can be taken without a doubt, and how many wait for a look."""
    found: Iterable[tuple[str, str, list[str]]] = file.proposals.values_list("kind", "decision", "doubts")
    kinds: Counter[str] = Counter()
    certain = doubtful = 0
    for kind, decision, doubts in found:
        kinds[kind] += 1
        if decision == Decision.OPEN and kind != "unchanged":
            is_certain = not doubts and kind in ("new", "changed")
            certain += is_certain
            doubtful += not is_certain
    return {**{kind: kinds[kind] for kind in ListProposal.Kind.values}, "certain": certain, "doubtful": doubtful}


@dataclass(frozen=True, slots=True)
class HsdsChange:
    """What becomes of one service of a file of HSDS. kind: as in queries/hsds/proposal. fields: those that differ."""

    kind: str
    key: str
    name: str
    fields: list[str]


def hsds_of(organisation: Organisation) -> QuerySet[HsdsFile]:
    """The files of HSDS that were handed in for the body, newest first."""
    return HsdsFile.objects.filter(organisation=organisation).defer("content", "changes", "faults").order_by("-made_at")


def hsds_changes(file: HsdsFile, kinds: Sequence[str]) -> list[HsdsChange]:
    """What the file would change, in the order of these kinds."""
    return sorted((HsdsChange(*one) for one in file.changes), key=lambda one: kinds.index(one.kind))
