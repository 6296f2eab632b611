"""What a body counts: the standard definitions that it takes, its own, and below which number it hides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.access import Refused, require
from tsunagi.base.models import Organisation, User
from tsunagi.base.rules.sentences import Wrong
from tsunagi.figures.access import can_count
from tsunagi.figures.models import Definition, Feed, Threshold
from tsunagi.figures.queries.definitions import hold_family, holders
from tsunagi.figures.rules.definitions import Said, cells_of, check
from tsunagi.register.models import Indicator


@transaction.atomic
def define(
    *, by: User, organisation: Organisation, said: Said, feeds: Sequence[tuple[Indicator, str]] = ()
) -> Definition:
    """A definition; where the body has one by the same code, its next version.

    feeds: indicators of the body's plans, each with the cell that its actual figure is the number of, "" for the whole.
    """
    held = hold_family(organisation)
    require(can_count(by, held))
    said = replace(said, cells=cells_of(cell for _indicator, cell in feeds))
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
    if any(indicator.measure.plan.organisation_id != held.pk for indicator, _cell in feeds):
        raise Refused(_("この組織の計画の指標を選んでください。"))
    if len({indicator for indicator, _cell in feeds}) < len(feeds):
        raise Refused(_("同じ指標を二度選んでいます。一つの指標の実績は、一つの数だけです。"))
    last = Definition.objects.filter(organisation=held, code=said.code).order_by("-version").first()
    told = [{"indicator": indicator.pk, "cell": cell} for indicator, cell in feeds]
    if last is not None and last.said == said and told == list(last.feeds.values("indicator", "cell")):
        raise Refused(_("いまの定義と同じです。"))
    made = Definition.objects.create(
        organisation=held,
        version=last.version + 1 if last else 1,
        made_by=by,
        made_at=timezone.now(),
        **_columns(said),
    )
    Feed.objects.bulk_create(Feed(definition=made, indicator=indicator, cell=cell) for indicator, cell in feeds)
    after = {**_columns(said), "version": made.version, "feeds": told}
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


def _columns(said: Said) -> dict[str, Any]:
    columns = {**asdict(said), "counted": list(said.counted), "out_of": list(said.out_of)}
    del columns["cells"]
    return columns
