"""Editions begin, are published, and are corrected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.access import Refused, require
from tsunagi.base.models import Organisation, User
from tsunagi.register.access import can_change, can_correct, can_import, can_publish
from tsunagi.register.actions.entries import Telling, judge_again, write_entries
from tsunagi.register.models import Edition, Measure, Plan, Section, Succession, Tally, Target
from tsunagi.register.models.figures import Origin
from tsunagi.register.queries.editions import day_of_judging, unfinished
from tsunagi.register.queries.readings import contents, readings
from tsunagi.register.rules.readings import Reading, cell
from tsunagi.register.rules.seal import seal


@transaction.atomic
def found_plan(*, by: User | None, organisation: Organisation, slug: str, title: str, title_en: str = "") -> Plan:
    """A body's plan. `by` is None for the command, which the machine's own operator runs."""
    plan = Plan(organisation=organisation, slug=slug, title=title, title_en=title_en)
    if by is not None:
        require(can_import(by, plan))
    plan.save()
    audit.record(by=by, action="register.found_plan", subject=plan, organisation=organisation, after={"title": title})
    return plan


@transaction.atomic
def start_edition(
    *, by: User | None, plan: Plan, fiscal_year: int, kind: str, title: str, note: str = "", like: Edition | None = None
) -> Edition:
    """A draft for a fiscal year, judged as of its end, or of today while the year is running.

    like: an edition whose measures it begins with: their titles, overviews, goals, targets; what was reached is empty.
    """
    if by is not None:
        require(can_import(by, plan))
    if Edition.objects.filter(plan=plan, fiscal_year=fiscal_year, kind=kind).exists():
        raise Refused(_("%(year)s年度の版はすでにあります。その版を開いてください。") % {"year": fiscal_year})
    edition = Edition(plan=plan, fiscal_year=fiscal_year, kind=kind, title=title, note=note)
    edition.judged_on = day_of_judging(edition)
    edition.save()
    if like is not None:
        _copy_sections(like, edition)
        _copy_entries(like, edition, emptied=True)
    after = {"fiscal_year": fiscal_year, "kind": kind, "like": like}
    audit.record(by=by, action="register.start_edition", subject=edition, organisation=plan.organisation, after=after)
    return edition


def hold(edition: Edition) -> Edition:
    """The edition as it stands, which nobody publishes until the transaction ends."""
    return Edition.objects.select_for_update(of=("self",)).select_related("plan__organisation").get(pk=edition.pk)


@transaction.atomic
def name_sections(*, by: User, edition: Edition, names: Mapping[int, tuple[str, str]]) -> None:
    """Say what a draft's sections are called, in Japanese and in English, by their keys."""
    edition = hold(edition)
    require(can_change(by, edition))
    sections = list(edition.sections.filter(pk__in=names))
    before = [_called(one) for one in sections]
    for one in sections:
        one.heading, one.heading_en = names[one.pk]
    Section.objects.bulk_update(sections, ["heading", "heading_en"])
    audit.record(
        by=by,
        action="register.name_sections",
        subject=edition,
        organisation=edition.plan.organisation,
        before={"headings": before},
        after={"headings": [_called(one) for one in sections]},
    )


def _called(section: Section) -> str:
    return " / ".join(filter(None, (f"{section.code} {section.heading}".strip(), section.heading_en)))


@transaction.atomic
def publish(*, by: User | None, edition: Edition) -> Edition:
    """Freeze the edition for good and open it to everybody."""
    edition = Edition.objects.select_for_update().select_related("plan__organisation").get(pk=edition.pk)
    if by is not None:
        require(can_publish(by, edition))
    if why := unfinished(edition):
        raise Refused(why)
    if edition.judged_on != (day := day_of_judging(edition)):
        edition.judged_on = day
        judge_again(edition)
    Tally.objects.filter(edition=edition).delete()
    Tally.objects.bulk_create(_tallies(edition))
    edition.seal = seal(contents(edition))
    edition.published_at = timezone.now()
    edition.published_by = by
    edition.state = Edition.State.PUBLISHED
    edition.save()
    after = {"state": edition.state, "seal": edition.seal, "revision": edition.revision}
    audit.record(
        by=by,
        action="register.publish",
        subject=edition,
        organisation=edition.plan.organisation,
        before={"state": "draft"},
        after=after,
    )
    return edition


@transaction.atomic
def correct(*, by: User, edition: Edition, reason: str) -> Edition:
    """A draft that says what the published edition says, to be corrected and published beside it."""
    require(can_correct(by, edition))
    if not reason.strip():
        raise Refused(_("何を、なぜ訂正するのかを書いてください。公表される版に載ります。"))
    draft = Edition.objects.create(
        plan=edition.plan,
        fiscal_year=edition.fiscal_year,
        kind=edition.kind,
        revision=edition.revision + 1,
        corrects=edition,
        correction_reason=reason.strip(),
        title=edition.title,
        note=edition.note,
        judged_on=edition.judged_on,
    )
    _copy_sections(edition, draft)
    _copy_entries(edition, draft, emptied=False)
    _copy_successions(edition, draft)
    audit.record(
        by=by,
        action="register.correct",
        subject=draft,
        organisation=edition.plan.organisation,
        before={"edition": edition},
        after={"reason": draft.correction_reason},
    )
    return draft


def _tallies(edition: Edition) -> list[Tally]:
    targets: QuerySet[Target] = Target.objects.filter(entry__edition=edition)
    counts: Counter[tuple[str, str, str]] = Counter()
    for verdict, section in targets.values_list("verdict", "entry__section__code"):
        counts["all", "", verdict] += 1
        counts["section", section or "", verdict] += 1
    for verdict, ministry in targets.filter(entry__charges__isnull=False).values_list(
        "verdict", "entry__charges__organisation"
    ):
        counts["ministry", str(ministry), verdict] += 1
    for verdict, group in targets.filter(entry__groups__isnull=False).values_list("verdict", "entry__groups__code"):
        counts["group", group, verdict] += 1
    return [
        Tally(edition=edition, over=over, key=key, verdict=verdict, count=count)
        for (over, key, verdict), count in sorted(counts.items())
    ]


def _copy_sections(source: Edition, draft: Edition) -> None:
    Section.objects.bulk_create(
        Section(edition=draft, code=one.code, heading=one.heading, heading_en=one.heading_en, order=one.order)
        for one in source.sections.all()
    )


def _copy_entries(source: Edition, draft: Edition, *, emptied: bool) -> None:
    measures = {measure.pk: measure for measure in Measure.objects.filter(entries__edition=source)}
    tellings = [
        Telling(measures[key], _emptied(reading) if emptied else reading) for key, reading in readings(source).items()
    ]
    write_entries(draft, tellings, origin=Origin.DOCUMENT, by=None)


def _copy_successions(source: Edition, draft: Edition) -> None:
    Succession.objects.bulk_create(
        Succession(
            edition=draft, earlier=one.earlier, later=one.later, relation=one.relation, because=one.because
        )
        for one in source.successions.all()
    )


def _emptied(reading: Reading) -> Reading:
    """The reading without what was reached: the year's status, review and figures are still to be said."""
    cells = {**reading["cells"], "status": cell(""), "review": cell("")}
    aims = [{**one, "claim": None} for one in reading["targets"]]
    baselines = [{**one, "target": None} for one in reading["actuals"] if one.get("is_baseline")]
    return {**reading, "cells": cells, "targets": aims, "actuals": baselines}
