"""Made-up definitions, and records in months that are over."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from tests.cases import samples as casework
from tsunagi.base.models import Organisation, User
from tsunagi.cases.models import Case, Referral
from tsunagi.directory.models import Service
from tsunagi.figures.actions.publishing import prepare, sign
from tsunagi.figures.models import Definition, Publication
from tsunagi.navigator.models import UnmetNeed

#: The day on which the tests count: fiscal 2025 is over and settled.
DAY = date(2026, 4, 20)


def definition(organisation: Organisation, who: User, **more: Any) -> Definition:
    """A definition of the needs for which nothing fitted, unless said otherwise."""
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
    return Definition.objects.create(organisation=organisation, made_by=who, **{**plain, **more})


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
