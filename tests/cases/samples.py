"""Made-up people, cases and supports."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from tests.directory import samples as directory
from tsunagi.base.models import Organisation, User
from tsunagi.cases.actions import referrals
from tsunagi.cases.actions.consents import give_consent
from tsunagi.cases.actions.people import open_case
from tsunagi.cases.models import Case, Consent, Referral
from tsunagi.directory.models import Service

NAME = "見本 𠮷子"
SAID = {
    "name": NAME,
    "kana": "みほん よしこ",
    "other_names": "渡邉󠄀 𠮷子",
    "born": "1980-05-01",
    "sex": "女性",
    "address": "見本県ひみつ市1-2-3",
    "telephone": "090-0000-1234",
    "email": "yoshiko@example.jp",
}


def case(by: User, organisation: Organisation, **more: Any) -> Case:
    """An open case of somebody made up, in charge of `by`."""
    said = {**SAID, **more.pop("said", {})}
    day = timezone.localdate()
    plain: dict[str, Any] = {
        "person": None,
        "ground": "consent",
        "ground_text": "",
        "step": "電話をかける",
        "due": day + timedelta(days=3),
        "day": day,
    }
    return open_case(by=by, organisation=organisation, said=said, **{**plain, **more})


def service_of(organisation: Organisation | None, name: str = "居場所ひだまり", **more: Any) -> Service:
    """A made-up support, given by a body that may have accounts here."""
    given_by = directory.provider(f"{name}の会", organisation=organisation)
    return directory.service(name, provider=given_by, **more)


def consent(by: User, of: Case, **more: Any) -> Consent:
    """The person's consent to share name, contact and intake, for half a year."""
    day = timezone.localdate()
    plain: dict[str, Any] = {
        "receiver": None,
        "kinds": ["basic", "contact", "intake"],
        "purpose": "居場所を使うため",
        "how": "writing",
        "given_on": day,
        "until": day + timedelta(days=180),
    }
    return give_consent(by=by, person=of.person, **{**plain, **more})


def drafted(by: User, of: Case, service: Service, **more: Any) -> Referral:
    """A referral that was not sent yet."""
    plain: dict[str, Any] = {
        "request": "週に一度、顔を出せる場所がほしい",
        "gate": "consent",
        "ground": "",
        "fields": ["person.name", "person.kana", "person.telephone"],
        "answer_by": timezone.localdate() + timedelta(days=3),
    }
    if "consent" not in more:
        plain["consent"] = consent(by, of)
    return referrals.draft(by=by, case=of, service=service, **{**plain, **more})


def sent(by: User, of: Case, service: Service, **more: Any) -> Referral:
    """A referral that waits for its answer."""
    made = drafted(by, of, service, **more)
    return referrals.send(by=by, referral=made, version=made.version)


def days(number: int) -> date:
    """The day so many days from now."""
    return timezone.localdate() + timedelta(days=number)
