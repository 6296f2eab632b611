"""None is ever lost: whatever anybody does in whatever order, and whenever it is cut off, every referral and every
contact that waits is in somebody's list, and everybody with an open need has a next step with a date."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.cases import samples
from tests.cases.conftest import House
from tests.consultations import samples as consultations
from tsunagi.base.access import Refused
from tsunagi.base.audit import faults
from tsunagi.base.models import AuditRow, Membership, User
from tsunagi.cases.actions import cases as case_actions
from tsunagi.cases.actions import referrals as actions
from tsunagi.cases.actions.beginning import Agreed, begin_from_contact
from tsunagi.cases.actions.consents import withdraw_consent
from tsunagi.cases.actions.raising import raise_unanswered
from tsunagi.cases.models import Case, Consent, Move, Referral, Step
from tsunagi.cases.queries.cut import cases_for
from tsunagi.cases.queries.desk import Desk, desk
from tsunagi.cases.rules.referral import DEEDS, TURN
from tsunagi.consultations.actions import contacts
from tsunagi.consultations.models import Contact, Window
from tsunagi.consultations.queries.cut import contacts_for
from tsunagi.directory.models import Service

SAID: dict[str, dict[str, Any]] = {
    "accept": {"step": "電話", "due": samples.days(1)},
    "decline": {"reason": "full", "words": "すみません"},
    "give_back": {"reason": "other", "words": "すみません"},
    "connect": {"day": timezone.localdate()},
    "close": {"outcome": "resolved", "words": "よかった"},
    "ask_back": {"words": "何歳ですか"},
    "reply": {"words": "四十です"},
    "withdraw": {"words": "やめます"},
}


#: What leads a draft to each state that has a way on.
WAYS: dict[str, tuple[str, ...]] = {
    "draft": (),
    "sent": ("send",),
    "asked_back": ("send", "ask_back"),
    "accepted": ("send", "accept"),
    "connected": ("send", "accept", "connect"),
}
#: What can be done with somebody who is in touch.
TALK = ("take", "leave", "listened", "again", "no_day")


class Cut(Exception):
    """The process dies here."""


@contextmanager
def cut_off_at(statement: int) -> Any:
    """Die in place of the so-manieth write of what is done inside."""
    seen = 0

    def execute(run: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal seen
        if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            seen += 1
            if seen == statement:
                raise Cut
        return run(sql, params, many, context)

    with connection.execute_wrapper(execute):
        yield


class Handing(RuleBasedStateMachine):
    """Two bodies, a service in each, and everything that can be done to cases and referrals."""

    town: House
    npo: House
    services: list[Service]
    windows: list[Window]

    def __init__(self) -> None:
        super().__init__()
        self._undo = transaction.atomic()
        self._undo.__enter__()
        self._day = timezone.localdate()
        self._forget_rights()

    def teardown(self) -> None:
        assert not list(faults())
        transaction.set_rollback(True)
        self._undo.__exit__(None, None, None)

    def try_(self, cut: int, deed: Callable[[], Any]) -> None:
        """Do it, refused or not; or die in the midst of it and begin again.

        Nothing here undoes what was done before: what an action leaves half done stays so, as when its process died.
        """
        with suppress(Refused, Cut), cut_off_at(cut):
            deed()

    def person(self, who: int) -> User:
        return [self.town.worker, self.town.other, self.town.supervisor, self.npo.worker, self.npo.supervisor][who]

    def desks(self) -> list[Desk]:
        """What stands before everybody who works at either body, also before the one who never does anything here."""
        people = [one for house in (self.town, self.npo) for one in (house.worker, house.other, house.supervisor)]
        return [desk(User.objects.get(pk=one.pk)) for one in people]

    @initialize()
    def some_are_on_their_way(self) -> None:
        """One in each state that is somebody's turn, so that few steps reach what comes late in a referral's life."""
        for deeds in WAYS.values():
            case = samples.case(self.town.worker, self.town.organisation)
            held = samples.drafted(self.town.worker, case, self.services[0])
            for name in deeds:
                held = do(name, self.town, self.npo, held)

    @rule(who=st.integers(0, 4), cut=st.integers(0, 12))
    def open(self, who: int, cut: int) -> None:
        user = self.person(who)
        house = self.town if who < 3 else self.npo
        self.try_(cut, lambda: samples.case(user, house.organisation))

    @rule(where=st.integers(0, 1), way=st.sampled_from(["telephone", "chat", "mail"]), cut=st.integers(0, 6))
    def gets_in_touch(self, where: int, way: str, cut: int) -> None:
        self.try_(cut, lambda: consultations.waiting(self.windows[where], way))

    @precondition(lambda self: Contact.objects.exists())
    @rule(data=st.data(), who=st.integers(0, 4), deed=st.sampled_from(TALK), cut=st.integers(0, 6))
    def talks(self, data: Any, who: int, deed: str, cut: int) -> None:
        held, user = self.some_contact(data), self.person(who)
        again = {"outcome": "again", "again_on": samples.days(3)}
        deeds: dict[str, Callable[[], Any]] = {
            "take": lambda: contacts.take(by=user, contact=held),
            "leave": lambda: contacts.leave(contact=held),
            "listened": lambda: contacts.end(by=user, contact=held, outcome="listened"),
            "again": lambda: contacts.end(by=user, contact=held, **again),  # type: ignore[arg-type]
            "no_day": lambda: contacts.end(by=user, contact=held, outcome="again"),
        }
        self.try_(cut, deeds[deed])

    @precondition(lambda self: Contact.objects.exists())
    @rule(data=st.data(), who=st.integers(0, 4), refers=st.booleans(), agrees=st.booleans(), cut=st.integers(0, 30))
    def goes_on_from_a_contact(self, data: Any, who: int, refers: bool, agrees: bool, cut: int) -> None:
        held, day = self.some_contact(data), timezone.localdate()
        agreed = Agreed("spoken", ["basic"], "居場所を使うため", day, samples.days(90)) if agrees else None
        self.try_(
            cut,
            lambda: begin_from_contact(
                by=self.person(who),
                contact=held,
                person=None,
                said={"name": "不明"},
                told="話した",
                refers=refers,
                agreed=agreed,
                ground="consent",
                ground_text="",
                step="電話",
                due=samples.days(2),
                day=day,
            ),
        )

    def some_contact(self, data: Any) -> Contact:
        return data.draw(st.sampled_from(list(Contact.objects.order_by("arrived_at", "pk"))))

    @precondition(lambda self: Case.objects.exists())
    @rule(data=st.data(), who=st.integers(0, 4), service=st.integers(0, 2), send=st.booleans(), cut=st.integers(0, 12))
    def refer(self, data: Any, who: int, service: int, send: bool, cut: int) -> None:
        case = data.draw(st.sampled_from(list(Case.objects.order_by("opened_on", "number", "organisation"))))
        make = samples.sent if send else samples.drafted
        self.try_(cut, lambda: make(self.person(who), case, self.services[service]))

    @precondition(lambda self: Referral.objects.exists())
    @rule(data=st.data(), who=st.integers(0, 4), cut=st.integers(0, 12))
    def act(self, data: Any, who: int, cut: int) -> None:
        held = data.draw(st.sampled_from(list(Referral.objects.order_by("made_at", "pk"))))
        possible = [name for name, deed in DEEDS.items() if held.state in deed.states]
        if not possible:
            self.try_(cut, lambda: actions.take_note(by=self.person(who), referral=held))
            return
        name = data.draw(st.sampled_from(possible))
        deed = getattr(actions, name)
        said = SAID.get(name, {})
        self.try_(cut, lambda: deed(by=self.person(who), referral=held, version=held.version, **said))

    @precondition(lambda self: Referral.objects.filter(news_at__isnull=False).exists())
    @rule(data=st.data(), who=st.integers(0, 4), cut=st.integers(0, 3))
    def read_news(self, data: Any, who: int, cut: int) -> None:
        held = data.draw(st.sampled_from(list(Referral.objects.filter(news_at__isnull=False).order_by("news_at"))))
        self.try_(cut, lambda: actions.read_news(by=self.person(who), referral=held))

    @precondition(lambda self: Step.objects.filter(state="open").exists())
    @rule(data=st.data(), who=st.integers(0, 4), again=st.booleans(), cut=st.integers(0, 8))
    def end_step(self, data: Any, who: int, again: bool, cut: int) -> None:
        step = data.draw(st.sampled_from(list(Step.objects.filter(state="open").order_by("made_at", "pk"))))
        more: dict[str, Any] = {"next_what": "また電話", "next_due": samples.days(5)} if again else {}
        self.try_(cut, lambda: case_actions.end_step(by=self.person(who), step=step, **more))

    @precondition(lambda self: Case.objects.exists())
    @rule(data=st.data(), who=st.integers(0, 4), cut=st.integers(0, 8))
    def close_or_reopen(self, data: Any, who: int, cut: int) -> None:
        case = data.draw(st.sampled_from(list(Case.objects.order_by("opened_on", "number", "organisation"))))
        user = self.person(who)
        if case.state == "closed":
            self.try_(cut, lambda: case_actions.reopen_case(by=user, case=case, step="電話", due=samples.days(2)))
        else:
            said = {"outcome": "resolved", "closing": "落ち着いた", "day": timezone.localdate()}
            self.try_(cut, lambda: case_actions.close_case(by=user, case=case, **said))

    @precondition(lambda self: Consent.objects.filter(withdrawn_on__isnull=True).exists())
    @rule(data=st.data(), who=st.integers(0, 4), cut=st.integers(0, 8))
    def withdraw(self, data: Any, who: int, cut: int) -> None:
        held = list(Consent.objects.filter(withdrawn_on__isnull=True).order_by("recorded_at", "pk"))
        consent, day = data.draw(st.sampled_from(held)), timezone.localdate()
        self.try_(cut, lambda: withdraw_consent(by=self.person(who), consent=consent, day=day))

    @rule(days=st.integers(0, 8), cut=st.integers(0, 8))
    def days_pass(self, days: int, cut: int) -> None:
        self._day += timedelta(days=days)
        self.try_(cut, lambda: raise_unanswered(day=self._day))

    @rule(who=st.integers(0, 4), comes=st.booleans())
    def leaves_or_comes_back(self, who: int, comes: bool) -> None:
        """Anybody but the town's supervisor may leave their work, with whatever they were in charge of."""
        if who != 2:
            Membership.objects.filter(user=self.person(who)).update(until=None if comes else timezone.now())
            self._forget_rights()

    def _forget_rights(self) -> None:
        for user in map(self.person, range(5)):
            user.__dict__.pop("_rights", None)

    @invariant()
    def what_was_done_has_a_word(self) -> None:
        assert not Move.objects.exclude(deed__in=Move.Deed.values)

    @invariant()
    def every_referral_is_in_the_list_of_whoever_has_to_act(self) -> None:
        desks = self.desks()
        listed: dict[str, set[Any]] = {"sender": set(), "receiver": set(), "waits": set()}
        for one in desks:
            listed["sender"] |= {held.pk for held in [*one.to_go_on, *one.results]}
            listed["receiver"] |= {held.pk for held in one.to_answer}
            listed["waits"] |= {held.pk for held in one.waiting}
        for held in Referral.objects.filter(seen_at__isnull=True):
            house = self.npo if held.receiver == self.npo.organisation else self.town
            works = Membership.objects.filter(organisation=house.organisation, until__isnull=True).exists()
            if TURN[held.state] == "sender":
                sends = Membership.objects.filter(organisation=held.sender, until__isnull=True).exists()
                assert held.pk in listed["sender"] or not sends, held.state
            elif works or held.receiver is None:
                assert held.pk in listed["receiver"], held.state
            else:
                assert held.pk in listed["waits"], held.state

    @invariant()
    def what_was_taken_back_is_before_the_receiver_until_they_saw_it(self) -> None:
        listed = {held.pk for one in self.desks() for held in one.news}
        for held in Referral.objects.filter(state="withdrawn", sent_at__isnull=False, receiver__isnull=False):
            has_read = AuditRow.objects.filter(action="cases.read_news", subject__endswith=str(held.pk)).exists()
            works = Membership.objects.filter(organisation=held.receiver, until__isnull=True).exists()
            assert held.pk in listed or has_read or not works

    @invariant()
    def every_open_need_has_a_next_step_and_somebody(self) -> None:
        for case in Case.objects.exclude(state="closed"):
            assert case.steps.filter(state="open").exists()
            house = self.npo if case.organisation == self.npo.organisation else self.town
            people = [house.worker, house.other, house.supervisor]
            if Membership.objects.filter(user__in=people, until__isnull=True).exists():
                assert any(cases_for(User.objects.get(pk=one.pk)).filter(pk=case.pk).exists() for one in people)

    @invariant()
    def every_contact_that_waits_has_a_day_or_a_place_in_the_queue_and_somebody(self) -> None:
        waits = Contact.objects.filter(state__in=["waiting", "live"])
        again = Contact.objects.filter(again_on__isnull=False, again_done_at__isnull=True)
        for contact in waits | again:
            house = self.npo if contact.organisation == self.npo.organisation else self.town
            people = [house.worker, house.other, house.supervisor]
            if Membership.objects.filter(user__in=people, until__isnull=True).exists():
                seen = [contacts_for(User.objects.get(pk=one.pk)).filter(pk=contact.pk).exists() for one in people]
                assert any(seen), (contact.state, contact.worker)

    @invariant()
    def whoever_was_gone_on_from_is_a_case(self) -> None:
        # A contact that was gone on from can be taken up again, and then stands without an outcome for a while.
        handed, begun = Contact.objects.filter(outcome__in=["case", "referred"]), Case.objects.filter(began="contact")
        assert set(handed.values_list("pk", flat=True)) <= set(begun.values_list("contact", flat=True))
        assert AuditRow.objects.filter(action="consultations.hand_on").count() == begun.count()
        assert not handed.filter(again_on__isnull=False, again_done_at__isnull=True).exists()

    @invariant()
    def what_was_cut_off_left_nothing_half_done(self) -> None:
        sent = Referral.objects.exclude(sent_at=None).count()
        assert AuditRow.objects.filter(action="cases.send_referral").count() == sent
        for held in Referral.objects.filter(state__in=["accepted", "connected", "closed"], receiver__isnull=False):
            assert held.received_case is not None


@pytest.mark.parametrize("name", sorted(DEEDS))
def test_a_deed_that_is_cut_off_at_any_write_leaves_nothing(
    town: House, npo: House, held: Case, place: Service, name: str
) -> None:
    one = samples.drafted(town.worker, held, place)
    for before in WAYS[DEEDS[name].states[0]]:
        one = do(before, town, npo, one)

    def kept() -> list[Any]:
        return [*Referral.objects.values(), *(kind.objects.count() for kind in (Move, Case, Step, AuditRow))]

    begun = kept()
    for cut in range(1, 40):
        try:
            with cut_off_at(cut):
                do(name, town, npo, one)
        except Cut:
            assert kept() == begun, cut
        else:
            break
    assert cut > 3 and Referral.objects.get().state == DEEDS[name].to


def do(name: str, town: House, npo: House, referral: Referral) -> Referral:
    """A deed, by a worker of the side whose it is."""
    by = town.worker if DEEDS[name].by == "sender" else npo.worker
    done: Referral = getattr(actions, name)(by=by, referral=referral, version=referral.version, **SAID.get(name, {}))
    return done


def test_none_is_ever_lost(town: House, npo: House) -> None:
    Handing.town, Handing.npo = town, npo
    Handing.services = [
        samples.service_of(npo.organisation),
        samples.service_of(town.organisation, "町の窓口"),
        samples.service_of(None, "外の窓口"),
    ]
    Handing.windows = [consultations.window(house.organisation) for house in (town, npo)]
    tries = 6 if hypothesis_settings.default.derandomize else 200  # type: ignore[union-attr]
    run_state_machine_as_test(Handing, settings=hypothesis_settings(max_examples=tries, stateful_step_count=20))
