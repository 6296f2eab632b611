"""How measures hang together: two that are one, a local one that rests on a national one, links, what an indicator
is."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.access import Refused, require
from tsunagi.base.models import User
from tsunagi.register.access import can_relate
from tsunagi.register.models import Derivation, Entry, Indicator, Measure, MeasureLink


@transaction.atomic
def merge(*, by: User, keep: Measure, drop: Measure) -> Measure:
    """Say that two measures are one. No entry is touched, so published editions stay, and `part` undoes it."""
    require(can_relate(by, keep.plan))
    if keep.plan_id != drop.plan_id or keep.pk == drop.pk:
        raise Refused(_("同じ計画の、別々の二つの施策を選んでください。"))
    if keep.merged_into_id or drop.merged_into_id:
        raise Refused(_("どちらかは、すでに別の施策と一つになっています。"))
    moved = list(drop.merged.values_list("pk", flat=True))
    drop.merged.update(merged_into=keep)
    drop.merged_into = keep
    drop.save(update_fields=["merged_into"])
    audit.record(
        by=by,
        action="register.merge",
        subject=drop,
        organisation=keep.plan.organisation,
        before={"merged": moved},
        after={"merged_into": keep},
    )
    return keep


@transaction.atomic
def part(*, by: User, measure: Measure) -> Measure:
    """Take back that the measure is one with another."""
    require(can_relate(by, measure.plan))
    before = measure.merged_into
    if before is None:
        raise Refused(_("この施策は、別の施策と一つになっていません。"))
    measure.merged_into = None
    measure.save(update_fields=["merged_into"])
    audit.record(
        by=by,
        action="register.part",
        subject=measure,
        organisation=measure.plan.organisation,
        before={"merged_into": before},
    )
    return measure


@transaction.atomic
def derive(*, by: User, measure: Measure, source: Measure, change: str, note: str = "") -> Derivation:
    """Say that a measure rests on one of another body's plan, and what was made of it."""
    require(can_relate(by, measure.plan))
    if measure.plan_id == source.plan_id:
        raise Refused(_("元になる施策は、別の計画から選んでください。"))
    if Derivation.objects.filter(measure=measure, source=source).exists():
        raise Refused(_("この二つの施策は、すでに結ばれています。"))
    if change not in Derivation.Change.values:
        raise Refused(_("元の施策からの変更の種類を選んでください。"))
    made = Derivation.objects.create(measure=measure, source=source, change=change, note=note, by=by, at=timezone.now())
    after = {"source": source, "change": change, "note": note}
    audit.record(by=by, action="register.derive", subject=made, organisation=measure.plan.organisation, after=after)
    return made


@transaction.atomic
def link(*, by: User, measure: Measure, other: Measure, because: str) -> MeasureLink:
    """Say how two measures work on the same thing."""
    require(can_relate(by, measure.plan))
    if measure.pk == other.pk:
        raise Refused(_("施策を、その施策自身とは結べません。"))
    if not because.strip():
        raise Refused(_("どうつながるかを書いてください。"))
    one, two = sorted((measure, other), key=lambda each: each.pk)
    if MeasureLink.objects.filter(one=one, other=two).exists():
        raise Refused(_("この二つの施策は、すでに結ばれています。"))
    made = MeasureLink.objects.create(one=one, other=two, because=because.strip(), by=by, at=timezone.now())
    audit.record(
        by=by, action="register.link", subject=made, organisation=measure.plan.organisation, after={"because": because}
    )
    return made


@transaction.atomic
def describe_indicator(*, by: User, indicator: Indicator, stage: str) -> Indicator:
    """Tell whether an indicator counts what is done or what comes of it."""
    require(can_relate(by, indicator.measure.plan))
    if stage not in Indicator.Stage.values:
        raise Refused(_("活動の量か、成果かを選んでください。"))
    before = indicator.stage
    indicator.stage = stage
    indicator.save(update_fields=["stage"])
    audit.record(
        by=by,
        action="register.describe_indicator",
        subject=indicator,
        organisation=indicator.measure.plan.organisation,
        before={"stage": before},
        after={"stage": stage},
    )
    return indicator


@transaction.atomic
def borrow_title(*, by: User, entry: Entry, source: Entry) -> Entry:
    """Take a title that the draft's document lost from another edition of the same measure, marked with where it is
    from."""
    require(can_relate(by, entry.edition.plan))
    if entry.edition.is_published:
        raise Refused(_("公表した版は変えられません。誤りは、訂正の版を作って公表してください。"))
    if entry.measure_id != source.measure_id or not source.has_whole_title:
        raise Refused(_("同じ施策の、名称が残っている版を選んでください。"))
    before = entry.title
    mark = {
        **entry.marks.get("title", {"state": "lost", "reason": "", "spans": []}),
        "from": source.edition.title,
        "own": before,
    }
    entry.title = source.title
    entry.marks = {**entry.marks, "title": mark}
    entry.save(update_fields=["title", "marks"])
    audit.record(
        by=by,
        action="register.borrow_title",
        subject=entry,
        organisation=entry.edition.plan.organisation,
        before={"title": before},
        after={"title": entry.title, "from": source.edition},
    )
    return entry
