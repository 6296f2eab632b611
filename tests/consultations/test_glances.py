"""A page that asks in vain is answered from what its process knows, and never wrongly for longer than a moment."""

from __future__ import annotations

import time
import uuid
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cases.conftest import House
from tests.consultations import samples
from tsunagi.consultations import glances
from tsunagi.consultations.actions import contacts, messages
from tsunagi.consultations.models import Contact, Window
from tsunagi.consultations.rules.glance import GOOD_FOR, Glance, read_glance


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has asked nothing yet, and asks the database each time."""
    monkeypatch.setattr(glances, "GLANCES", glances.Glances())
    monkeypatch.setattr(glances, "FRESH", 0.0)


@pytest.fixture
def held(town: House, window: Window) -> Contact:
    return samples.live(town.worker, window)


@pytest.fixture
def staff(client: Client, town: House) -> Client:
    client.force_login(town.worker)
    return client


def ask(client: Client, held: Contact, known: str, note: str = "") -> Any:
    headers = {"X-Glance": note} if note else {}
    return client.get(reverse("consultations:new_in_chat", args=[held.pk]), {"known": known}, headers=headers)


def key() -> str:
    return str(uuid.uuid4())


def test_a_page_with_a_note_costs_one_query_for_all_and_no_session(staff: Client, held: Contact) -> None:
    note = ask(staff, held, "0-live-0").headers["X-Glance"]
    with CaptureQueriesContext(connection) as caught:
        answer = ask(staff, held, "0-live-0", note)
    assert answer.status_code == 204 and "X-Glance" not in answer.headers and not answer.content
    asked = [one["sql"] for one in caught if "ROLE" not in one["sql"]]
    assert len(asked) == 1 and "session" not in asked[0], asked
    assert held.pk.hex not in asked[0].replace("-", ""), "a thousand keys cost more than the answer"


def test_between_two_looks_nothing_is_asked_of_the_database(
    staff: Client, held: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = ask(staff, held, "0-live-0").headers["X-Glance"]
    ask(staff, held, "0-live-0", note)
    monkeypatch.setattr(glances, "FRESH", 60.0)
    with CaptureQueriesContext(connection) as caught:
        assert ask(staff, held, "0-live-0", note).status_code == 204
    assert not [one for one in caught if "ROLE" not in one["sql"]]


def test_what_is_written_is_seen_by_either_side(staff: Client, town: House, held: Contact) -> None:
    note = ask(staff, held, "0-live-0").headers["X-Glance"]
    messages.hear(contact=held, words="眠れない", key=key())
    answer = ask(staff, held, "0-live-0", note)
    assert answer.status_code == 200 and "眠れない" in answer.content.decode()
    later = answer.headers["X-Glance"]
    assert ask(staff, held, "1-live-0", later).status_code == 204
    messages.note_between(by=town.worker, contact=held, words="メモ", key=key())
    assert "メモ" in ask(staff, held, "1-live-0", later).content.decode()


def test_a_chat_that_ended_is_answered_the_long_way(staff: Client, town: House, held: Contact) -> None:
    note = ask(staff, held, "0-live-0").headers["X-Glance"]
    contacts.end(by=town.worker, contact=held, outcome="listened")
    answer = ask(staff, held, "0-live-0", note)
    assert answer.status_code == 200 and "data-over" in answer.content.decode() and "X-Glance" not in answer.headers


def test_only_our_own_note_is_good_and_not_for_long(
    staff: Client, held: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = ask(staff, held, "0-live-0").headers["X-Glance"]
    staff.logout()
    address = reverse("consultations:new_in_chat", args=[held.pk])
    assert staff.get(address, headers={"X-Glance": note}).status_code == 204, "for a moment; it says nothing else"
    for forged in ("", "x", note[:-1] + ("A" if note[-1] != "A" else "B"), note.replace(".0.", ".9.")):
        assert staff.get(address, headers={"X-Glance": forged}).status_code == 302, forged
    later = time.time() + GOOD_FOR + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert glances.read_note(note) is None


def test_a_chat_that_nobody_asks_about_is_forgotten(held: Contact, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = glances.Glances()
    asked = Glance(held.pk, held.organisation_id, 0, 0)
    assert not seen.is_new(asked)
    monkeypatch.setattr(glances, "LOOKED_AFTER", -1.0)
    other = Glance(uuid.uuid4(), held.organisation_id, 0, 0)
    assert seen.is_new(other) and not seen._asked


@pytest.mark.parametrize("text", ["", "a", f"{'0' * 32}.1.1", f"{'0' * 32}.1.1.-1", f"{'g' * 32}.1.1.1"])
def test_what_is_no_note_is_none(text: str) -> None:
    assert read_glance(text) is None
    told = Glance(uuid.uuid4(), 7, 3, 12)
    assert read_glance(str(told)) == told


def test_only_a_page_with_a_good_note_that_says_so_waits(staff: Client, held: Contact) -> None:
    note = ask(staff, held, "0-live-0").headers["X-Glance"]
    kept = glances.Glances()
    assert kept.waits_for("GET", {"X_GLANCE": note, "X_WAIT": "1"}) == read_glance(note.rpartition(":")[0])
    for method, headers in (
        ("GET", {"X_GLANCE": note}),
        ("POST", {"X_GLANCE": note, "X_WAIT": "1"}),
        ("GET", {"X_WAIT": "1"}),
        ("GET", {"X_GLANCE": f"{note}x", "X_WAIT": "1"}),
    ):
        assert kept.waits_for(method, headers) is None, (method, headers)


def test_who_waits_is_answered_with_the_next_message_or_when_the_database_is_away(
    held: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(glances, "close_old_connections", lambda: None)  # the test's own would be closed
    kept, page = glances.Glances(), Glance(held.pk, held.organisation_id, 0, 0)
    assert kept.are_ripe([page, page]) == [False, False]
    messages.hear(contact=held, words="眠れない", key=key())
    assert kept.are_ripe([page]) == [True]

    def gone(*_asked: object) -> None:
        raise OperationalError

    monkeypatch.setattr(glances, "last_places", gone)
    assert kept.are_ripe([Glance(held.pk, held.organisation_id, 1, 0)]) == [True]
