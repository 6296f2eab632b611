"""What a body counts: the standard definitions that it takes, its own, and below which number it hides."""

from __future__ import annotations

from dataclasses import asdict

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.access import Refused, require
from tsunagi.base.models import Organisation, User
from tsunagi.base.rules.sentences import Wrong
from tsunagi.figures.access import can_count
from tsunagi.figures.models import Definition, Threshold
from tsunagi.figures.queries.definitions import hold_family, holders
from tsunagi.figures.rules.definitions import Said, check
from tsunagi.register.models import Indicator


@transaction.atomic
def define(*, by: User, organisation: Organisation, said: Said, indicator: Indicator | None = None) -> Definition:
    """A definition; where the body has one by the same code, its next version."""
    held = hold_family(organisation)
    require(can_count(by, held))
    try:
        check(said)
    except Wrong as wrong:
        raise Refused(_(wrong.sentence) % wrong.values) from None
    holder = holders(held).get(said.source)
    if holder is not None:
        raise Refused(
            _(
                "この記録は、すでに「%(body)s」が数えています。"
                "二つの組織が別々に隠すと、合わせたときに隠した数が分かるので、一つの組織だけが公表します。"
            )
            % {"body": holder}
        )
    if said.cell and indicator is None:
        raise Refused(_("実績にする内訳の値を選んだときは、計画の指標も選んでください。"))
    if indicator is not None and indicator.measure.plan.organisation_id != held.pk:
        raise Refused(_("この組織の計画の指標を選んでください。"))
    last = Definition.objects.filter(organisation=held, code=said.code).order_by("-version").first()
    if last is not None and last.said == said and last.indicator == indicator:
        raise Refused(_("いまの定義と同じです。"))
    made = Definition.objects.create(
        organisation=held,
        version=last.version + 1 if last else 1,
        indicator=indicator,
        made_by=by,
        made_at=timezone.now(),
        **{**asdict(said), "counted": list(said.counted), "out_of": list(said.out_of)},
    )
    after = {**asdict(said), "version": made.version, "indicator": indicator}
    audit.record(by=by, action="figures.define", subject=made, organisation=held, before=last, after=after)
    return made


@transaction.atomic
def set_limit(*, by: User, organisation: Organisation, limit: int) -> Threshold:
    """Say below which number the body's counts are hidden from now on."""
    require(can_count(by, organisation))
    if limit < settings.SMALL_COUNTS:
        raise Refused(_("この設備では、%(floor)sより小さくはできません。") % {"floor": settings.SMALL_COUNTS})
    before = Threshold.objects.filter(organisation=organisation).values_list("limit", flat=True).first()
    made, _new = Threshold.objects.update_or_create(organisation=organisation, defaults={"limit": limit})
    audit.record(
        by=by,
        action="figures.set_limit",
        subject=made,
        organisation=organisation,
        before={"limit": before},
        after={"limit": limit},
    )
    return made
