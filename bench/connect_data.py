"""Made-up organisations, people, contacts and cases for bench/connect.py: every personal field sealed, none left."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection, models

from tsunagi.base.fields import SealedField
from tsunagi.base.keys import ring
from tsunagi.base.models import Membership, Organisation, Role, User
from tsunagi.base.scope import everything
from tsunagi.cases.models import Case, Person, PersonToken, Referral, Sheet, Step
from tsunagi.cases.rules.people import tokens_of
from tsunagi.consultations.models import Contact, Window
from tsunagi.directory.models import Service

ORGANISATIONS, COUNSELLORS, BATCH = 60, 30, 2_000
#: Syllables of names that nobody bears.
FAMILY = [f"{a}{b}" for a in "あかさたなはまや" for b in "きしちにひみりい"]
GIVEN = [f"{a}{b}{c}" for a in "さたなはま" for b in "くすつぬふ" for c in "おこそとの"]
NEEDS = "money debt housing loneliness hikikomori caring parenting mental_health work_search friends".split()
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 330
#: When the made-up deeds were done.
NOW = BEGIN + timedelta(days=DAYS)


def make(contacts: int, cases: int) -> int:
    """Write everything; how many values were sealed."""
    chance = random.Random(5)
    with everything():
        _speed(True)
        houses = _houses()
        service = _service()
        sealed = 0
        for rows in _batches(_contacts(chance, houses, contacts)):
            Contact.objects.bulk_create(rows)
            sealed += _sealed(rows)
        for rows in _batches(_cases(chance, houses, cases, service)):
            # What others point to first; rows of the kinds that a case brings along come mixed.
            for model in (Person, PersonToken, Case, Step, Sheet, Referral):
                held = [one for bundle in rows for one in bundle if isinstance(one, model)]
                model._default_manager.bulk_create(held, batch_size=BATCH)
                sealed += _sealed(held)
        _speed(False)
    return sealed


def _speed(on: bool) -> None:
    """Foreign keys are right by construction; at the end the database counts itself, as one in use does."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA foreign_keys = {'OFF' if on else 'ON'}")
        if not on:
            cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _houses() -> list[tuple[Organisation, Window, list[User]]]:
    role, now = Role.objects.get(code="counsellor"), NOW
    found = []
    for number in range(ORGANISATIONS):
        body = Organisation.objects.create(slug=f"bench-{number}", name=f"見本の窓口{number}", kind="npo")
        window = Window.objects.create(organisation=body, name="見本", ways=list(Contact.Way.values))
        users = [
            User(email=f"c{number}.{at}@example.jp", name=f"見本 {number} {at}", password="!")
            for at in range(COUNSELLORS)
        ]
        users = User.objects.bulk_create(users)
        Membership.objects.bulk_create(Membership(user=one, organisation=body, role=role, since=now) for one in users)
        found.append((body, window, users))
    return found


def _service() -> Service:
    from tsunagi.directory.models import Provider

    keeper = Organisation.objects.filter(slug="bench-0").get()
    provider = Provider.objects.create(name="見本の会", kept_by=keeper)
    return Service.objects.create(name="見本の居場所", provider=provider, kept_by=keeper)


def _contacts(chance: random.Random, houses: list[Any], count: int) -> Iterator[Contact]:
    ways, ages = list(Contact.Way.values), list(Contact.Age.values)
    for at in range(count):
        body, window, users = houses[at % len(houses)]
        arrived = BEGIN + timedelta(minutes=chance.randrange(DAYS * 24 * 60))
        made = Contact(
            pk=uuid.UUID(int=chance.getrandbits(128), version=4),
            organisation=body,
            window=window,
            way=chance.choice(ways),
            arrived_at=arrived,
            need=chance.choice(NEEDS),
            area="131016",
            age=chance.choice(ages),
            name=f"{chance.choice(FAMILY)} {chance.choice(GIVEN)}",
            reach=f"090-0000-{at % 10_000:04}",
            notes="家賃が払えない。家族とは連絡をとっていない。次に役所へ行く日を一緒に決めた。" * chance.randint(1, 4),
        )
        if chance.random() < 0.998:
            made.met_at, made.worker = arrived + timedelta(minutes=chance.randrange(30)), chance.choice(users)
            made.state, made.ended_at = "ended", made.met_at + timedelta(minutes=chance.randrange(5, 60))
            made.outcome = chance.choice(["listened", "informed", "referred", "again"])
            if made.outcome == "again":
                made.again_on = (arrived + timedelta(days=3)).date()
                made.again_done_at = None if chance.random() < 0.02 else arrived + timedelta(days=3)
        yield made


def _cases(chance: random.Random, houses: list[Any], count: int, service: Service) -> Iterator[list[models.Model]]:
    """Each case with its person and what else hangs on it."""
    keys = ring()
    for at in range(count):
        body, _window, users = houses[at % len(houses)]
        user, opened = chance.choice(users), (BEGIN + timedelta(days=chance.randrange(DAYS))).date()
        family, given = chance.choice(FAMILY), chance.choice(GIVEN)
        said = {
            "name": f"{family} {given}", "kana": f"{family} {given}",
            "telephone": f"090-{at // 10_000:04}-{at % 10_000:04}",
            "born": f"19{chance.randint(40, 99)}-05-{chance.randint(1, 28):02}", "address": f"見本県見本市{at}番地",
        }  # fmt: skip
        person = Person(organisation=body, made_by=user, sex="女性", **said)
        is_open = chance.random() < 0.3
        due = date(2026, 12, 1) + timedelta(days=chance.randrange(60))
        case = Case(
            organisation=body, person=person, number=at // len(houses) + 1, worker=user, ground="consent",
            opened_on=opened, opened_by=user, began=chance.choice(["casework", "contact", "code"]),
            **({"state": "planned", "next_due": due} if is_open else
               {"state": "closed", "closed_on": opened, "closed_by": user, "outcome": "improved", "closing": "落ち着いた"}),
        )  # fmt: skip
        made: list[models.Model] = [person, case]
        tokens = sorted(tokens_of(keys, said, False))
        made += [PersonToken(person=person, organisation=body, token=token) for token in tokens]
        now = NOW
        for number in range(3):
            ends = {} if is_open and number == 0 else {"state": "done", "ended_by": user, "ended_at": now}
            what = f"電話をかけて様子を聞く {number}"
            made.append(Step(organisation=body, case=case, what=what, due=due, made_by=user, **ends))
        answers: dict[str, Any] = {"summary": "家賃の滞納と孤立", "course": "continue"}
        for form in ("assessment", "record"):
            made.append(
                Sheet(
                    organisation=body,
                    case=case,
                    form=form,
                    form_version=1,
                    answers=answers,
                    filed_by=user,
                    filed_at=now,
                )
            )
        if at % 4 == 0:
            made.append(
                Referral(
                    sender=body, service=service, case=case, gate="consent", request="週に一度顔を出せる場所を",
                    answer_by=due, due=due, made_by=user, state="draft" if is_open else "withdrawn",
                    **({} if is_open else {"ended_at": now, "seen_at": now}),
                )
            )  # fmt: skip
        yield made


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    held: list[Any] = []
    for row in rows:
        held.append(row)
        if len(held) == BATCH:
            yield held
            held = []
    if held:
        yield held


def _sealed(rows: list[Any]) -> int:
    """How many values of some rows of one model were sealed."""
    names = [field.attname for field in rows[0]._meta.concrete_fields if isinstance(field, SealedField)] if rows else []
    return sum(row.__dict__[name] not in ("", None) for row in rows for name in names)
