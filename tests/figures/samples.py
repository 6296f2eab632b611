"""Made-up definitions, and records in months that are over."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from tests.cases import samples as casework
from tests.register.samples import fill, reading, target
from tsunagi.base.models import Organisation, User
from tsunagi.cases.models import Case, Referral
from tsunagi.directory.models import Service
from tsunagi.figures.actions.publishing import prepare, sign
from tsunagi.figures.models import Definition, Feed, Publication
from tsunagi.navigator.models import UnmetNeed
from tsunagi.register.actions.editions import found_plan, start_edition
from tsunagi.register.models import Edition

#: The day on which the tests count: fiscal 2025 is over and settled.
DAY = date(2026, 4, 20)


def definition(organisation: Organisation, who: User, **more: Any) -> Definition:
    """A definition of the needs for which nothing fitted, unless said otherwise; feeds: indicators with their cells."""
    plain: dict[str, Any] = {
        "code": "unmet",
        "name": "見つからなかった回数",
        "name_en": "Times that nothing fitted",
        "unit": "回",
        "kind": "count",
        "source": "need",
        "counted": ["unmet"],
        "by": "need",
        "grain": "month",
        "made_at": timezone.now(),
    }
    feeds = more.pop("feeds", [])
    made = Definition.objects.create(organisation=organisation, made_by=who, **{**plain, **more})
    Feed.objects.bulk_create(Feed(definition=made, indicator=indicator, cell=cell) for indicator, cell in feeds)
    return made


def follow_up(organisation: Organisation, aim: str, measure: str) -> Edition:
    """A body's own follow-up of fiscal 2025, in preparation: one measure, whose one target is 30 of something."""
    plan = found_plan(by=None, organisation=organisation, slug="town", title="見本町の計画")
    made = start_edition(by=None, plan=plan, fiscal_year=2025, kind="follow_up", title="見本町の実施状況")
    aims = [target(aim, value=30, due="FY2025")]
    fill(made, [reading(1, measure, ministries=[], sections=["1-1"], targets=aims)])
    return made


def needs(month: int, area: str = "", **counts: int) -> None:
    """How often nothing fitted in a month, by need."""
    for need, number in counts.items():
        UnmetNeed.objects.update_or_create(need=need, area=area, month=month, defaults={"count": number})


def published(by: User, signer: User, of: Definition, period: str, **more: Any) -> Publication:
    """A publication that was prepared and signed off."""
    made = prepare(by=by, definition=of, period=period, day=DAY, **more)
    sign(by=signer, publication=made)
    made.refresh_from_db()
    return made


def shown(publication: Publication) -> dict[str, Any]:
    """What a publication says: by value how many, None where it is hidden; "" is the whole."""
    return {one.value: None if one.is_hidden else one.counted for one in publication.figures.all()}


def referral_of(by: User, organisation: Organisation, service: Service, on: date, **more: Any) -> Referral:
    """A referral that was sent on a day; more: columns as they came to be since."""
    case = casework.case(by, organisation)
    made = casework.sent(by, case, service)
    at = timezone.make_aware(datetime(on.year, on.month, on.day, 10))
    Referral.objects.filter(pk=made.pk).update(sent_at=at, **more)
    Case.objects.filter(pk=case.pk).update(opened_on=on)
    return Referral.objects.get(pk=made.pk)


def met(on: date, after: int) -> dict[str, Any]:
    """Columns of a referral whose person was met so many days later."""
    return {"state": "connected", "connected_on": on + timedelta(days=after)}
