"""A table is prepared, signed off by somebody else, or dropped; what is published is corrected by a new version.

A month is counted once for everything that is published of it. A correction counts it again, and makes anew, to be
signed off together, every published table that the month is in: so all published tables are of one and the same count,
and nothing is told by the difference between two.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.access import Refused, require
from tsunagi.base.models import Organisation, User
from tsunagi.base.queries import circle
from tsunagi.base.scope import scope_of
from tsunagi.figures.access import can_count, can_drop, can_sign
from tsunagi.figures.actions.counting import count_months
from tsunagi.figures.models import Counting, Definition, Figure, Publication
from tsunagi.figures.queries.definitions import is_current
from tsunagi.figures.queries.tables import (
    beside,
    counts_of,
    ever_public,
    in_use,
    latest_countings,
    limit_of,
    live,
    next_version,
    shown_before,
    told_by_another,
)
from tsunagi.figures.queries.words import say_block
from tsunagi.figures.rules.audit import Block, Contradiction, Told
from tsunagi.figures.rules.periods import is_settled, months_of, period_of
from tsunagi.figures.rules.tables import Counts, Table, draft, is_told_by, leak_among, lines

State = Publication.State


def prepare(*, by: User, definition: Definition, period: str, day: date, reason: str = "") -> Publication:
    """Count what the period needs, and make its table, to be signed off; with a reason, as a correction."""
    with scope_of(circle(definition.organisation)), transaction.atomic():
        return _prepare(by, definition, period, day, reason.strip())


def sign(
    *, by: User, publication: Publication, tell: Callable[[int, int], None] = lambda _done, _all: None
) -> list[Publication]:
    """Publish what was prepared, and whatever belongs to the same correction, for good.

    tell: hears how far the audit is. It goes before the transaction, so that nobody is held up by it and others hear
    it too; should something be published meanwhile, it is made again.
    """
    with scope_of([publication.organisation_id]):
        while True:
            ready = _ready(by, publication)
            ready.audit(tell)
            with transaction.atomic():
                held = Organisation.objects.select_for_update().get(pk=publication.organisation_id)
                if _ready(by, publication).of == ready.of:
                    return _publish(by, held, publication)


@transaction.atomic
def drop(*, by: User, publication: Publication) -> list[Publication]:
    """Let go of what was prepared, and of whatever belongs to the same correction."""
    batch = _batch(publication)
    for one in batch:
        require(can_drop(by, one))
        one.state = State.DROPPED
        one.save(update_fields=["state"])
        audit.record(by=by, action="figures.drop", subject=one, organisation=one.organisation)
    return batch


def _prepare(by: User, definition: Definition, period: str, day: date, reason: str) -> Publication:
    organisation = Organisation.objects.select_for_update().get(pk=definition.organisation_id)
    require(can_count(by, organisation))
    months = _months(definition, period, day)
    published = live().filter(definition=definition, period=period).first()
    if published is not None and not reason:
        raise Refused(_("この期間はすでに公表されています。直すには、何を、なぜ訂正するのかを書いてください。"))
    if published is None and reason:
        raise Refused(_("この期間はまだ公表されていないので、訂正はできません。理由を空にして用意してください。"))
    source = definition.source
    known = beside(organisation, source, months)
    anew = [one for one in known if reason and set(months_of(one.period)) & set(months)]
    if Publication.objects.filter(
        organisation=organisation,
        definition__source=source,
        period__in=[period, *(one.period for one in anew)],
        definition__in=[definition, *(one.definition_id for one in anew)],
        state=State.PREPARED,
    ).exists():
        raise Refused(_("この期間の数字は、すでに確認を待っています。先にそれを公表するか、取りやめてください。"))
    other = told_by_another(organisation, source, months)
    if other is not None:
        raise Refused(_counted_by(other))
    to_count = set(months) if reason else set(months) - in_use(organisation, source)
    count_months(by=by, organisation=organisation, source=source, months=to_count)
    years = {month for one in [period, *(one.period for one in known)] for month in months_of(one)}
    countings = latest_countings(organisation, source, years)
    counts = counts_of(countings.values())
    if not is_told_by(definition.said, period, counts):
        raise Refused(
            _(
                "この期間の月は、この内訳がまだない時に数えられています。"
                "その月を含む公表済みの表を一つ訂正して数え直すと、この内訳でも用意できます。"
            )
        )
    stays = [one for one in known if one not in anew]
    standing, before = ever_public(stays, organisation, source, countings, counts)
    batch = uuid.uuid4()
    made = None
    for one in [Publication(definition=definition, period=period), *(one for one in anew if one != published)]:
        fresh = _make(by, organisation, one, batch, reason, counts, countings, standing, before)
        made = made or fresh
    assert made is not None, "the table itself comes first"
    return made


def _make(
    by: User,
    organisation: Organisation,
    like: Publication,
    batch: uuid.UUID,
    reason: str,
    counts: Counts,
    countings: dict[int, Counting],
    standing: list[Table],
    before: list[Told],
) -> Publication:
    """One table, drafted beside those that stand already, to which it is added."""
    definition, period = like.definition, like.period
    hidden, least = shown_before(like)
    limit = limit_of(organisation)
    try:
        table, given = draft(
            definition.said,
            period,
            counts,
            limit=limit,
            beside=standing,
            hidden_before=hidden,
            shown_before=least,
            before=before,
        )
    except Contradiction:
        raise Refused(_contradiction()) from None
    if given is not None:
        raise Refused(_gives_away(definition, given))
    standing.append(table)
    made = Publication.objects.create(
        organisation=organisation,
        definition=definition,
        period=period,
        version=next_version(like),
        batch=batch,
        reason=reason,
        bodies=circle(organisation),
        shows=table.shows,
        limit=limit,
        prepared_by=by,
        prepared_at=timezone.now(),
    )
    made.countings.set([countings[month] for month in months_of(period)])
    Figure.objects.bulk_create(
        Figure(
            publication=made,
            place=place,
            value=line.value,
            is_whole=line.is_whole,
            number=line.number,
            counted=line.counted,
            out_of=line.out_of,
            is_hidden=line.is_hidden,
        )
        for place, line in enumerate(lines(table, counts))
    )
    after = {"definition": definition, "period": period, "version": made.version, "shows": made.shows}
    audit.record(by=by, action="figures.prepare", subject=made, organisation=organisation, after=after)
    return made


@dataclass(frozen=True, slots=True)
class _Ready:
    """What is about to be public: the definition that leads, all tables that were ever public then, their counts, and
    what of those that are corrected is still so.

    of: keys of the tables and of their countings, by which another look sees that nothing has changed.
    """

    leads: Definition
    tables: list[Table]
    counts: Counts
    before: list[Told]
    of: tuple[frozenset[int], frozenset[int]]

    def audit(self, tell: Callable[[int, int], None]) -> None:
        """Refuse where a small count is given away: others may have been published since it was prepared."""
        try:
            given = leak_among(self.tables, self.counts, tell, self.before)
        except Contradiction:
            raise Refused(_contradiction()) from None
        if given is not None:
            raise Refused(_gives_away(self.leads, given))


def _ready(by: User, publication: Publication) -> _Ready:
    batch = _batch(publication)
    for one in batch:
        require(can_sign(by, one))
    organisation, source = publication.organisation, publication.definition.source
    months = {month for one in batch for month in months_of(one.period)}
    tables = {(one.definition_id, one.period): one for one in [*beside(organisation, source, months), *batch]}
    known = latest_countings(
        organisation, source, {month for one in tables.values() for month in months_of(one.period)}
    )
    for one in batch:
        if {counting.pk for counting in one.countings.all()} != {known[at].pk for at in months_of(one.period)}:
            raise Refused(_("用意した後に数え直されています。これを取りやめて、もう一度用意してください。"))
    counts = counts_of(known.values())
    keys = frozenset(one.pk for one in tables.values()), frozenset(one.pk for one in known.values())
    public, before = ever_public(tables.values(), organisation, source, known, counts)
    return _Ready(publication.definition, public, counts, before, keys)


def _publish(by: User, organisation: Organisation, publication: Publication) -> list[Publication]:
    batch = _batch(publication)
    for one in batch:
        one.state, one.signed_by, one.signed_at = State.PUBLISHED, by, timezone.now()
        one.save(update_fields=["state", "signed_by", "signed_at"])
        after = {"definition": one.definition, "period": one.period, "version": one.version}
        audit.record(by=by, action="figures.sign", subject=one, organisation=organisation, after=after)
    return batch


def _batch(publication: Publication) -> list[Publication]:
    held = Publication.objects.filter(batch=publication.batch)
    if transaction.get_connection().in_atomic_block:
        held = held.select_for_update(of=("self",))
    found = held.select_related("definition", "organisation", "prepared_by").prefetch_related("figures", "countings")
    return list(found.order_by("pk"))


def _months(definition: Definition, period: str, day: date) -> tuple[int, ...]:
    if not is_current(definition):
        raise Refused(_("この定義には新しい版があります。新しい版で用意してください。"))
    try:
        months = months_of(period)
    except ValueError:
        months = ()
    if not months or period_of(months[0], definition.grain) != period:
        raise Refused(_("この定義で数えられる期間ではありません。一覧から期間を選んでください。"))
    if not is_settled(period, day):
        raise Refused(_("この期間はまだ数えられません。期間が終わって8日たってから用意してください。"))
    return months


def _gives_away(definition: Definition, block: Block) -> str:
    return _(
        "公表できません。これまでに公表した数と合わせると、隠した少ない数「%(cell)s」が引き算で分かります。"
        "より長い期間か、内訳のない定義で公表してください。"
    ) % {"cell": say_block(definition.source, block)}


def _contradiction() -> str:
    return _("公表済みの数と合いません。数えた時が違う表があります。公表済みの表を訂正してから用意してください。")


def _counted_by(other: Organisation) -> str:
    return _(
        "この期間の同じ記録を、すでに「%(body)s」が数えて公表しています。"
        "二つの組織が別々に隠すと、合わせたときに隠した数が分かるので、用意できません。"
    ) % {"body": other}
