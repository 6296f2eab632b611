"""Writes the year down, as a body that moves to tsunagi brings its years along: row by row, with their days.

The actions date what they do by the clock, so they cannot tell of a past year. This is the one place beside them that
writes, with one row in the chain of deeds for all of it; the database's own constraints hold for it as for everybody.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from tsunagi.base import audit
from tsunagi.base.models import Organisation, User
from tsunagi.base.scope import everything
from tsunagi.cases.actions.people import index_people
from tsunagi.cases.models import Case, Consent, Move, Person, Referral, Sheet, Step
from tsunagi.cases.rules.sheets import newest
from tsunagi.consultations.models import Contact, Impression, Window
from tsunagi.demo.bodies import city, worker_of
from tsunagi.demo.year import SEED, TOKYO, Answered, Came, pages, shown, the_year, unmet
from tsunagi.directory.models import Service
from tsunagi.directory.queries.public import public_services
from tsunagi.navigator.actions.counting import add_pages, add_unmet

#: What whoever answered wrote down, by need; the same few sentences, for nobody said them.
NOTES: Final = {
    "loneliness": "話す人がいないとのこと。ゆっくり聴いた。",
    "money": "今月の支払いが難しいとのこと。家計の見通しをいっしょに書き出した。",
    "housing": "家賃の滞納がある。期限と連絡先を確かめた。",
    "work_search": "仕事が続かないとのこと。これまでの仕事を聴いた。",
}
#: What a referral of the year shares of the person, by its field; whoever receives it finds that both know them.
HANDED_ON: Final = {"name": "氏名", "kana": "ふりがな", "born": "生年月日"}
PLAIN_NOTE: Final = "困っていることを聴き、次にできることを話した。"
ERASED_AFTER: Final = timedelta(hours=48)


@dataclass
class Rows:
    """What is to be written, in the order in which rows rest on one another."""

    contacts: list[Contact] = field(default_factory=list)
    impressions: list[Impression] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    consents: list[Consent] = field(default_factory=list)
    referrals: list[Referral] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)

    def write(self) -> None:
        """All of it, table by table in this order."""
        for told in fields(self):
            rows: list[Model] = getattr(self, told.name)
            if rows:
                type(rows[0])._default_manager.bulk_create(rows, batch_size=500)


@transaction.atomic
def write_the_year() -> int:
    """Write the year, if it is not there yet; how many contacts it has."""
    with everything():
        if Contact.objects.exists():
            return 0
        writing = _Writing()
        came = the_year()
        for one in came:
            writing.tell(one)
        writing.rows.write()
        index_people(writing.rows.people)
        add_unmet(counts=unmet())
        keys = public_services().order_by("pk").values_list("pk", flat=True)
        add_pages(counts=pages() | shown(map(str, keys)))
        audit.record(by=None, action="demo.write_the_year", subject="demo", after={"contacts": len(came)})
    return len(came)


class _Writing:
    """The rows so far, and whom and what they are of."""

    def __init__(self) -> None:
        self.rows = Rows()
        self.chance = random.Random(SEED + 3)
        self.windows = {one.organisation.slug: one for one in Window.objects.select_related("organisation")}
        self.bodies = {one.slug: one for one in Organisation.objects.all()}
        self.services: dict[str, Service] = {}
        for service in Service.objects.filter(kept_by__slug__in=self.windows | HANDED).order_by("pk"):
            self.services.setdefault(service.kept_by.slug, service)
        self.workers: dict[str, User] = {}
        self.numbers: dict[str, int] = {}
        self.today = timezone.localdate()

    def worker(self, slug: str) -> User:
        """Who works there."""
        if slug not in self.workers:
            self.workers[slug] = worker_of(slug)
        return self.workers[slug]

    def tell(self, came: Came) -> None:
        """One contact, and all that followed."""
        window = self.windows[came.window]
        contact = _contact(came, window, self.worker(came.window))
        self.rows.contacts.append(contact)
        if came.felt is not None:
            self.rows.impressions.append(
                Impression(
                    organisation=window.organisation,
                    window=window,
                    way=came.way,
                    month=came.at.year * 100 + came.at.month,
                    felt=came.felt,
                )
            )
        if came.outcome == "case":
            self._case(came, contact)

    def _case(self, came: Came, contact: Contact) -> None:
        body, worker, day = contact.organisation, self.worker(came.window), came.at.date()
        person = _person(body, worker, came.number, self.chance)
        referral = came.referral
        ended = day + timedelta(days=self.chance.randint(60, 200)) if came.case_outcome else None
        if referral is not None and referral.ended is not None and ended is not None:
            ended = max(ended, day + timedelta(days=referral.ended + 3))
        if ended is not None and ended >= self.today:
            ended = None
        case = self._open(body, person, worker, day)
        case.contact, case.began = contact, "contact"
        case.state = "planned" if came.plan_after is not None else "assessment"
        self.rows.people.append(person)
        self._sheet(case, "intake", day, {"received_on": day.isoformat(), "most": "架空の困りごと"})
        if came.plan_after is not None:
            made = day + timedelta(days=came.plan_after)
            self._sheet(case, "plan", made, _plan(made))
        if ended is not None:
            case.state, case.outcome, case.closing = (
                "closed",
                came.case_outcome,
                "見守りに移り、困ったらまた連絡すると話した。",
            )
            case.closed_on, case.closed_by = ended, worker
        self.rows.cases.append(case)
        self._step(case, day + timedelta(days=3), done=True)
        if ended is None:
            self._step(case, self.today + timedelta(days=self.chance.randint(-1, 14)), done=False)
        if referral is not None:
            self._referral(case, referral, day)

    def _open(self, body: Organisation, person: Person, worker: User, day: date) -> Case:
        self.numbers[body.slug] = self.numbers.get(body.slug, 0) + 1
        return Case(
            organisation=body,
            person=person,
            number=self.numbers[body.slug],
            worker=worker,
            ground="consent",
            opened_on=day,
            opened_by=worker,
        )

    def _sheet(self, case: Case, form: str, day: date, answers: dict[str, Any]) -> None:
        self.rows.sheets.append(
            Sheet(
                organisation=case.organisation,
                case=case,
                form=form,
                form_version=newest(form).version,
                answers=answers,
                filed_by=case.opened_by,
                filed_at=_at(day),
            )
        )

    def _step(self, case: Case, due: date, *, done: bool) -> None:
        if not done:
            case.next_due = due
        self.rows.steps.append(
            Step(
                organisation=case.organisation,
                case=case,
                what="電話で様子を聞く",
                who="担当者",
                due=due,
                state="done" if done else "open",
                made_by=case.opened_by,
                ended_by=case.opened_by if done else None,
                ended_at=_at(due) if done else None,
            )
        )

    def _referral(self, case: Case, told: Answered, came_on: date) -> None:
        def after(days: int) -> date:
            return came_on + timedelta(days=days)

        sender, receiver = case.organisation, self.bodies[told.to]
        worker, other = case.opened_by, self.worker(told.to)
        consent = Consent(
            organisation=sender,
            person=case.person,
            receiver=receiver,
            kinds=["basic", "contact"],
            purpose="支援を受けるため",
            how="writing",
            given_on=after(told.sent),
            until=after(told.sent + 365),
            recorded_by=worker,
        )
        self.rows.consents.append(consent)
        told_of = {field: getattr(case.person, field) for field in HANDED_ON}
        made = Referral(
            sender=sender,
            receiver=receiver,
            service=self.services[told.to],
            case=case,
            began=case.began,
            state=told.state,
            gate="consent",
            consent=consent,
            fields=[f"person.{field}" for field in told_of],
            shared={f"person.{field}": {"label": HANDED_ON[field], "value": told_of[field]} for field in told_of},
            request="一度会って、話を聞いてほしい。",
            answer_by=after(told.sent + 3),
            made_by=worker,
            sent_at=_at(after(told.sent)),
            due=after(told.answered + 3),
            reason=told.reason,
            outcome=told.outcome,
            connected_on=None if told.connected is None else after(told.connected),
            ended_at=None if told.ended is None else _at(after(told.ended)),
            seen_at=None if told.ended is None else _at(after(told.ended + 1)),
        )
        moves = [(sender, worker, told.sent, "send", "sent", "")]
        if told.state == "declined":
            moves.append(
                (receiver, other, told.answered, "decline", "declined", "申し訳ありません。いまは受けられません。")
            )
        else:
            moves.append((receiver, other, told.answered, "accept", "accepted", ""))
            moves.append((receiver, other, told.connected or 0, "connect", "connected", ""))
            moves.append(
                (receiver, other, told.ended or 0, "close", "closed", "本人と話し、これからのことを決めました。")
            )
            made.received_case = self._received(receiver, other, told_of, after(told.answered), after(told.ended or 0))
        self.rows.referrals.append(made)
        for body, by, days, deed, state, words in moves:
            self.rows.moves.append(
                Move(
                    referral=made,
                    sender=sender,
                    organisation=body,
                    by=by,
                    at=_at(after(days)),
                    deed=deed,
                    state=state,
                    words=words,
                )
            )

    def _received(
        self, body: Organisation, worker: User, told_of: dict[str, str], opened: date, ended: date
    ) -> Case:
        person = Person(organisation=body, made_by=worker, **told_of)
        self.rows.people.append(person)
        case = self._open(body, person, worker, opened)
        case.began = "referral"
        case.state, case.outcome, case.closing = "closed", "improved", "送り元に結果を伝えた。"
        case.closed_on, case.closed_by = ended, worker
        self.rows.cases.append(case)
        self._step(case, opened + timedelta(days=3), done=True)
        return case


#: Who receives in the year without having a window.
HANDED: Final = dict.fromkeys(told["slug"] for told in city()["organisation"] if told.get("support"))


def _contact(came: Came, window: Window, worker: User) -> Contact:
    met = None if came.left else came.at + came.waited
    ended = came.at + came.waited + (timedelta() if came.left else came.lasted)
    is_erased = came.way == "chat"
    again = ended.date() + timedelta(days=3) if came.outcome == "again" else None
    return Contact(
        organisation=window.organisation,
        window=window,
        way=came.way,
        state="left" if came.left else "ended",
        arrived_at=came.at,
        met_at=met,
        ended_at=ended,
        worker=None if came.left else worker,
        need=came.need,
        area=came.area,
        age=came.age,
        about=came.about,
        is_first=came.is_first,
        outcome=came.outcome,
        again_on=again,
        again_done_at=_at(again) if again else None,
        danger="suicide" if came.need == "suicidal" else "",
        danger_at=came.at if came.need == "suicidal" else None,
        danger_seen_by=worker if came.need == "suicidal" else None,
        danger_seen_at=came.at + came.waited if came.need == "suicidal" else None,
        notes="" if is_erased or came.left else NOTES.get(came.need, PLAIN_NOTE),
        asked_how_it_was=came.felt is not None,
        erased_at=ended + ERASED_AFTER if is_erased else None,
    )


def _person(body: Organisation, worker: User, number: int, chance: random.Random) -> Person:
    names = city()["names"]
    family, given = chance.randrange(len(names["family"])), chance.randrange(len(names["given"]))
    return Person(
        organisation=body,
        name=f"{names['family'][family]} {names['given'][given]}",
        kana=f"{names['family_kana'][family]} {names['given_kana'][given]}",
        born=date(chance.randint(1945, 2006), chance.randint(1, 12), chance.randint(1, 28)).isoformat(),
        address=f"白波県白波市見本町{chance.randint(1, 9)}-{number}",
        made_by=worker,
    )


def _plan(day: date) -> dict[str, Any]:
    """The answers of a plan that its form asks for at least."""
    answers: dict[str, Any] = {}
    for asked in newest("plan").fields:
        if asked.is_required:
            plain: dict[str, Any] = {"date": day.isoformat(), "number": 1}
            answers[asked.code] = plain.get(asked.kind, "週に一度は外に出る")
            if asked.options:
                first = next(iter(asked.options))
                answers[asked.code] = [first] if asked.kind == "many" else first
    return answers


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, 0, tzinfo=TOKYO)
