"""How measures hang together: two that are one, a local one that rests on a national one, links, what an indicator
is."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.access import Refused, require
from tsunagi.base.models import User
from tsunagi.register.access import Tie, can_change, can_relate, can_untie, plans_of
from tsunagi.register.actions.editions import hold
from tsunagi.register.models import Derivation, Edition, Entry, Indicator, Measure, MeasureLink, Succession


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
def follow(
    *, by: User, measure: Measure, edition: Edition, relation: str, other: Measure | None = None, because: str = ""
) -> Succession:
    """Say in a draft what became of the measure since the edition before, or which other one it came out of."""
    require(can_relate(by, measure.plan))
    edition = hold(edition)
    require(can_change(by, edition))
    if measure.plan_id != edition.plan_id or (other is not None and other.plan_id != edition.plan_id):
        raise Refused(_("同じ計画の施策と版を選んでください。"))
    if relation not in Succession.Relation.values:
        raise Refused(_("どう移り変わったかを選んでください。"))
    comes_from = relation in (Succession.Relation.SPLIT, Succession.Relation.MERGED)
    if comes_from != (other is not None) or other == measure:
        raise Refused(_("分かれた、一つになったときだけ、前の版の別の施策を選んでください。"))
    earlier = None if relation == Succession.Relation.NEW else other or measure
    later = None if relation == Succession.Relation.ENDED else measure
    if Succession.objects.filter(edition=edition, earlier=earlier, later=later).exists():
        raise Refused(_("この移り変わりは、すでに記録されています。違っていれば、先に取り消してください。"))
    made = Succession.objects.create(
        edition=edition, earlier=earlier, later=later, relation=relation, because=because.strip()
    )
    audit.record(
        by=by, action="register.follow", subject=made, organisation=measure.plan.organisation, after=_said(made)
    )
    return made


@transaction.atomic
def untie(*, by: User, tie: Tie) -> None:
    """Take back what was said of how measures hang together. The row of the deed keeps it, and it can be said again."""
    if isinstance(tie, Succession):
        tie.edition = hold(tie.edition)
    require(can_untie(by, tie))
    deed, plan, said = f"register.untie_{tie._meta.model_name}", plans_of(tie)[0], _said(tie)
    gone, _each = type(tie)._default_manager.filter(pk=tie.pk).delete()
    if not gone:
        raise Refused(_("このつながりは、すでに取り消されています。"))
    audit.record(by=by, action=deed, subject=tie, organisation=plan.organisation, before=said)


def _said(tie: Tie) -> dict[str, Any]:
    """All that a tie says."""
    fields = [field.name for field in tie._meta.fields if field.name not in ("id", "by", "at")]
    return {name: value for name in fields if (value := getattr(tie, name)) not in (None, "")}


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
