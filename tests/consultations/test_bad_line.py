"""A chat over a line that loses, doubles and reorders what both sides send: nothing is lost, nothing stands twice."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tsunagi.base.models import Membership, Organisation, Role, User
from tsunagi.consultations.actions import contacts, messages
from tsunagi.consultations.models import Contact, Message, Window
from tsunagi.consultations.queries.chat import chat_for_staff, chat_of, news_for_person, news_for_staff
from tsunagi.consultations.rules.chat import Known, ticket_of


class Side:
    """A page as htmx and chat.js make it: one thing is sent at a time, with the same key until it is acknowledged; what
    comes is put in by its place, once; it asks for what follows the last place that it has."""

    def __init__(self) -> None:
        self.typed: list[str] = []
        self.sending: tuple[str, str] | None = None
        self.shown: list[tuple[int, str]] = []

    @property
    def known(self) -> int:
        return self.shown[-1][0] if self.shown else 0

    def take(self, answer: list[tuple[int, str]]) -> None:
        """An answer may be old, or come twice."""
        for place, words in answer:
            if place > self.known:
                self.shown.append((place, words))


class BadLine(RuleBasedStateMachine):
    """What either side sends is done or not, acknowledged or not, and may arrive again later."""

    @initialize()
    def begin(self) -> None:
        self.run = transaction.atomic()
        self.run.__enter__()
        body = Organisation.objects.create(slug=f"line-{uuid.uuid4().hex[:8]}", kind="npo", name=f"見本{uuid.uuid4()}")
        window = Window.objects.create(organisation=body, name="見本", ways=["chat"])
        self.user = User.objects.create_user(f"{uuid.uuid4().hex}@example.jp", "見本のことば12345", name="見本")
        role = Role.objects.get(code="case_worker")
        Membership.objects.create(user=self.user, organisation=body, role=role, since=timezone.now())
        self.ticket = ticket_of(uuid.uuid4().hex * 2, body.pk)
        assert self.ticket is not None
        came = contacts.arrive(window=window, way="chat", key=self.ticket.contact, ticket=self.ticket.digest)
        self.contact = contacts.take(by=self.user, contact=came)
        self.sides = {"person": Side(), "staff": Side()}
        self.late: list[tuple[str, str, str]] = []
        self.old: dict[str, list[list[tuple[int, str]]]] = {"person": [], "staff": []}
        self.count = 0

    def do(self, side: str, key: str, words: str) -> None:
        if side == "person":
            messages.hear(contact=self.contact, words=words, key=key)
        else:
            messages.answer(by=self.user, contact=self.contact, words=words, key=key)

    def asked(self, side: str) -> list[tuple[int, str]]:
        known = Known(self.sides[side].known)
        is_staff = side == "staff"
        held = chat_for_staff(self.user, self.contact.pk) if is_staff else chat_of(self.ticket)
        assert held is not None
        news = news_for_staff(held, known) if is_staff else news_for_person(held, known)
        return [(one.place, one.words) for one in news.written]

    @rule(side=st.sampled_from(["person", "staff"]))
    def type_something(self, side: str) -> None:
        self.count += 1
        self.sides[side].typed.append(f"{side} {self.count}")

    @rule(
        side=st.sampled_from(["person", "staff"]),
        arrives=st.booleans(),
        is_acknowledged=st.booleans(),
        comes_again=st.booleans(),
    )
    def send(self, side: str, arrives: bool, is_acknowledged: bool, comes_again: bool) -> None:
        page = self.sides[side]
        if page.sending is None:
            waiting = [one for one in page.typed if one not in self.sent(side)]
            if not waiting:
                return
            page.sending = (str(uuid.uuid4()), waiting[0])
        key, words = page.sending
        if comes_again:
            self.late.append((side, key, words))
        if not arrives:
            return
        self.do(side, key, words)
        answer = self.asked(side)
        self.old[side].append(answer)
        if is_acknowledged:
            page.take(answer)
            self.acknowledged.setdefault(side, []).append(words)
            page.sending = None

    @property
    def acknowledged(self) -> dict[str, list[str]]:
        return self.__dict__.setdefault("_acknowledged", {})

    def sent(self, side: str) -> list[str]:
        return self.acknowledged.get(side, [])

    @precondition(lambda self: self.late)
    @rule(data=st.data())
    def something_late_arrives(self, data: st.DataObject) -> None:
        self.do(*self.late.pop(data.draw(st.integers(0, len(self.late) - 1))))

    @rule(side=st.sampled_from(["person", "staff"]), is_lost=st.booleans())
    def ask(self, side: str, is_lost: bool) -> None:
        answer = self.asked(side)
        self.old[side].append(answer)
        if not is_lost:
            self.sides[side].take(answer)

    @rule(side=st.sampled_from(["person", "staff"]), data=st.data())
    def an_old_answer_comes_again(self, side: str, data: st.DataObject) -> None:
        if self.old[side]:
            self.sides[side].take(data.draw(st.sampled_from(self.old[side])))

    def _stand(self) -> list[tuple[int, str]]:
        rows = Message.objects.filter(contact=self.contact).order_by("place")
        return [(one.place, one.words) for one in rows]

    @invariant()
    def each_page_shows_the_beginning_of_what_stands(self) -> None:
        if not hasattr(self, "contact"):
            return
        stand = self._stand()
        assert [place for place, _words in stand] == list(range(1, len(stand) + 1))
        assert len({words for _place, words in stand}) == len(stand), "something stands twice"
        for side in self.sides.values():
            assert side.shown == stand[: len(side.shown)]

    def teardown(self) -> None:
        """The line gets well: everything that was typed stands once, in the order in which it was typed."""
        if not hasattr(self, "contact"):
            return
        try:
            for name, page in self.sides.items():
                for _one in range(len(page.typed) + 1):
                    self.send(name, True, True, False)
            for late in self.late:
                self.do(*late)
            for name, page in self.sides.items():
                page.take(self.asked(name))
                assert page.shown == self._stand()
                assert [words for _place, words in page.shown if words.startswith(name)] == page.typed
        finally:
            transaction.set_rollback(True)
            self.run.__exit__(None, None, None)


def test_nothing_is_lost_or_doubled_over_a_bad_line(db: None) -> None:
    run_state_machine_as_test(BadLine, settings=settings(max_examples=40, stateful_step_count=30, deadline=None))
    assert not Contact.objects.exists(), "each run's rows went with it"
