"""What the pages of those who keep supports read."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, When

from tsunagi.base.audit import name_of
from tsunagi.base.models import AuditRow, Organisation
from tsunagi.directory.models import Decision, Provider, Report, Service
from tsunagi.directory.rules.providers import Told
from tsunagi.directory.rules.records import Difference, differences
from tsunagi.directory.rules.staleness import stale_before

_KEY: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
STATES: Final = ("public", "draft", "unconfirmed", "stale", "merged")
#: Providers that a form offers at once: others are looked for by their names.
MOST_OFFERED: Final = 50
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
    single = Q(merged_into__isnull=True)
    wanted = {state: _state(state, day) if state == "merged" else single & _state(state, day) for state in STATES}
    asked = {state: Count("pk", filter=condition) for state, condition in {"all": single, **wanted}.items()}
    found = Service.objects.filter(kept_by=organisation).aggregate(**asked)
    return {"": found.pop("all"), **found}


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


@dataclass(frozen=True, slots=True)
class Offered:
    """Providers to choose from. is_all: whether the body keeps no others; are_found: whether some bear the words."""

    providers: list[Provider]
    is_all: bool
    are_found: bool


def offered_providers(organisation: Organisation, words: str, chosen: str) -> Offered:
    """The first of those whose name has all words, after the one that is chosen already."""
    found = providers(organisation)
    for word in words.split():
        found = found.filter(Q(name__icontains=word) | Q(name_kana__icontains=word))
    first = list(found[: MOST_OFFERED + 1])
    known = Provider.objects.filter(pk=chosen) if _KEY.fullmatch(chosen) else Provider.objects.none()
    others = [one for one in first[:MOST_OFFERED] if str(one.pk) != chosen]
    is_all = not words.split() and len(first) <= MOST_OFFERED
    return Offered([*known, *others], is_all, bool(first))


def names_of(keys: Collection[str]) -> dict[str, str]:
    """The names of providers and supports by their keys, as far as they are there still; other texts name nothing."""
    known = [key for key in keys if _KEY.fullmatch(key)]
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
