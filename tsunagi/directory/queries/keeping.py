"""What the pages of those who keep supports read."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final

from django.db.models import Case, F, IntegerField, Q, QuerySet, When

from tsunagi.base.audit import name_of
from tsunagi.base.models import AuditRow, Organisation
from tsunagi.directory.models import Address, Decision, Distinction, Provider, Report, Service, ServiceArea, Way
from tsunagi.directory.rules.duplicates import Known, Pair, pairs
from tsunagi.directory.rules.phones import EMERGENCY
from tsunagi.directory.rules.providers import Told
from tsunagi.directory.rules.records import Difference, differences
from tsunagi.directory.rules.staleness import stale_before

STATES: Final = ("public", "draft", "unconfirmed", "stale", "merged")
#: Pairs shown at once: whoever has more begins with these.
MOST_PAIRS: Final = 200
#: Supports of one provider that its page names.
MOST_RUN: Final = 100


def kept_services(organisation: Organisation, *, state: str = "", words: str = "", day: date) -> QuerySet[Service]:
    """The body's supports: those that nobody confirmed first, then those checked longest ago."""
    found = Service.objects.filter(kept_by=organisation).select_related("provider", "merged_into")
    if state in STATES:
        found = found.filter(_state(state, day))
    if state != "merged":
        found = found.filter(merged_into__isnull=True)
    for word in words.split():
        found = found.filter(Q(name__icontains=word) | Q(name_kana__icontains=word) | Q(provider__name__icontains=word))
    return found.order_by("confirmed", F("checked_on").asc(nulls_first=True), "name", "pk")


def counts(organisation: Organisation, day: date) -> dict[str, int]:
    """How many of the body's supports are in each state, and in all."""
    held = Service.objects.filter(kept_by=organisation)
    single = held.filter(merged_into__isnull=True)
    found = {state: (held if state == "merged" else single).filter(_state(state, day)).count() for state in STATES}
    return {"": single.count(), **found}


def open_reports(organisation: Organisation) -> int:
    """How many of them wait for a decision."""
    return Report.objects.filter(service__kept_by=organisation, decision=Decision.OPEN).count()


def _state(state: str, day: date) -> Q:
    return {
        "public": Q(is_public=True),
        "draft": Q(is_public=False),
        "unconfirmed": Q(confirmed=False),
        "stale": Q(checked_on__lt=stale_before(day)) | Q(checked_on__isnull=True),
        "merged": Q(merged_into__isnull=False),
    }[state]


def to_check(organisation: Organisation, day: date) -> QuerySet[Service]:
    """What waits for somebody: not confirmed, not checked for six months, or never published."""
    waiting = _state("unconfirmed", day) | _state("stale", day) | _state("draft", day)
    return kept_services(organisation, day=day).filter(waiting)


def providers(organisation: Organisation) -> QuerySet[Provider]:
    """Those whose records the body keeps."""
    return Provider.objects.filter(kept_by=organisation).order_by("name", "pk")


def names_of(keys: Collection[str]) -> dict[str, str]:
    """The names of providers and supports by their keys, as far as they are there still; other texts name nothing."""
    known = [key for key in keys if re.fullmatch(r"[0-9a-f-]{36}", key)]
    found: dict[str, str] = {}
    for model in (Provider, Service):
        found |= {str(one.pk): str(one) for one in model._default_manager.filter(pk__in=known)}
    return found


def told_provider(provider: Provider) -> Told:
    """A provider as somebody writes it."""
    return Told(**{one.name: getattr(provider, one.name) for one in fields(Told)})


def run_by(provider: Provider) -> list[Service]:
    """The first of the supports that it runs, by their names; public ones, and drafts of the body that keeps it."""
    shown = Q(is_public=True) | Q(kept_by=provider.kept_by_id)
    found = provider.services.filter(shown, merged_into__isnull=True).order_by("name", "pk")
    return list(found[:MOST_RUN])


@dataclass(frozen=True, slots=True)
class Deed:
    """One change of a record: who, when, what, and what was different before and after."""

    row: AuditRow
    changes: list[Difference]


def history(service: Service) -> list[Deed]:
    """What was done with a record, newest first."""
    rows = AuditRow.objects.filter(subject=name_of(service)).select_related("by").order_by("-place")
    return [Deed(row, differences(_mapping(row.before), _mapping(row.after))) for row in rows]


def last_deed(service: Service) -> AuditRow | None:
    """The newest row of the audit chain about a record."""
    return AuditRow.objects.filter(subject=name_of(service)).select_related("by").order_by("-place").first()


def _mapping(told: Any) -> dict[str, Any]:
    return told if isinstance(told, dict) else {}


def reports(organisation: Organisation) -> QuerySet[Report]:
    """What people said is wrong with the body's records: open ones first, the oldest of them first."""
    rows = Report.objects.filter(service__kept_by=organisation).select_related("service__merged_into", "decided_by")
    is_decided = Case(When(decision=Decision.OPEN, then=0), default=1, output_field=IntegerField())
    return rows.annotate(is_decided=is_decided).order_by("is_decided", "sent_at", "pk")


def report_for(service: Service, key: str) -> Report | None:
    """What was said of this record, or of one that was merged into it."""
    if not key.isdecimal() or len(key) > 15:
        return None
    return Report.objects.filter(Q(service=service) | Q(service__merged_into=service), pk=int(key)).first()


@dataclass(frozen=True, slots=True)
class Candidates:
    """Two records that may be of one service, and why."""

    one: Service
    other: Service
    reasons: tuple[str, ...]


def duplicates(organisation: Organisation) -> list[Candidates]:
    """Records of the body that may be the same and were not told apart yet, those with the most reasons first."""
    apart = {frozenset((str(one.one_id), str(one.other_id))) for one in distinctions(organisation)}
    found = pairs(_known(organisation), apart)[:MOST_PAIRS]
    keys = {key for pair in found for key in (pair.one, pair.other)}
    held = {str(one.pk): one for one in Service.objects.filter(pk__in=keys).select_related("provider")}
    return [Candidates(held[pair.one], held[pair.other], pair.reasons) for pair in found]


def distinctions(organisation: Organisation) -> QuerySet[Distinction]:
    """Of the body's records those that look alike and were told apart, newest first."""
    return (
        Distinction.objects.filter(one__kept_by=organisation, other__kept_by=organisation)
        .select_related("one", "other", "by")
        .order_by("-at", "pk")
    )


def are_apart(one: Service, other: Service) -> bool:
    """Whether somebody said that they are two services."""
    first, second = sorted((one.pk, other.pk))
    return Distinction.objects.filter(one=first, other=second).exists()


def reasons(one: Service, other: Service) -> tuple[str, ...]:
    """Why two records may be the same; nothing where nothing says so."""
    found: list[Pair] = pairs(_known_of(Service.objects.filter(pk__in=[one.pk, other.pk])))
    return found[0].reasons if found else ()


def _known(organisation: Organisation) -> Iterator[Known]:
    return _known_of(Service.objects.filter(kept_by=organisation, merged_into__isnull=True).order_by("name", "pk"))


def _known_of(services: QuerySet[Service]) -> Iterator[Known]:
    numbers = _together(
        Way.objects.filter(service__in=services).exclude(number="").exclude(number__in=EMERGENCY), "number"
    )
    areas = _together(ServiceArea.objects.filter(service__in=services).exclude(code=""), "code")
    addresses: dict[Any, set[str]] = {}
    rows = Address.objects.filter(location__services_here__service__in=services, location__is_confidential=False)
    rows = rows.exclude(address_1="")
    columns = ("location__services_here__service", "prefecture", "city", "region", "address_1")
    for key, *parts in rows.values_list(*columns):
        addresses.setdefault(key, set()).add("".join(parts))
    for key, name in services.values_list("pk", "name"):
        yield Known(
            str(key),
            name,
            frozenset(areas.get(key, ())),
            frozenset(numbers.get(key, ())),
            frozenset(addresses.get(key, ())),
        )


def _together(rows: QuerySet[Any], column: str) -> dict[Any, set[str]]:
    found: dict[Any, set[str]] = {}
    for key, value in rows.values_list("service", column):
        found.setdefault(key, set()).add(value)
    return found
