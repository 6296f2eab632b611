"""Silence, closing hours and deletion; every moment is an argument."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from tests.cases.conftest import House, as_the_site
from tests.consultations import samples
from tsunagi.base.models import AuditRow
from tsunagi.consultations import jobs
from tsunagi.consultations.actions import contacts, messages
from tsunagi.consultations.actions.chat import leave_chat, tend_chats
from tsunagi.consultations.actions.erasing import erase_chats
from tsunagi.consultations.models import Contact, Message, Window
from tsunagi.consultations.rules import chat as rules

MINUTE = timedelta(minutes=1)


def key() -> str:
    return str(uuid.uuid4())


def told() -> list[str]:
    return [one.words for one in Message.objects.filter(side="system").order_by("place")]


@pytest.fixture
def answered(town: House, window: Window) -> tuple[Contact, datetime]:
    """A chat in which staff wrote last, and when."""
    held = samples.live(town.worker, window, ticket="t" * 64)
    now = timezone.now()
    messages.hear(contact=held, words="眠れない", key=key(), now=now)
    messages.answer(by=town.worker, contact=held, words="いつからですか", key=key(), now=now)
    return held, now


def test_silence_is_asked_about_once_and_then_ends_gently(answered: tuple[Contact, datetime]) -> None:
    _held, now = answered
    assert tend_chats(now=now + 14 * MINUTE).asked == 0
    assert tend_chats(now=now + 15 * MINUTE).asked == 1
    assert tend_chats(now=now + 16 * MINUTE).asked == 0 and told() == ["silence"]
    assert tend_chats(now=now + 31 * MINUTE).ended == 1
    held = Contact.objects.get()
    assert (held.state, held.outcome) == ("ended", "broken_off") and told() == ["silence", "ended_by_silence"]


def test_who_writes_after_being_asked_is_not_ended(town: House, answered: tuple[Contact, datetime]) -> None:
    held, now = answered
    tend_chats(now=now + 15 * MINUTE)
    messages.hear(contact=held, words="います", key=key(), now=now + 20 * MINUTE)
    assert tend_chats(now=now + 300 * MINUTE).ended == 0, "they wait for an answer"
    messages.answer(by=town.worker, contact=held, words="はい", key=key(), now=now + 300 * MINUTE)
    assert tend_chats(now=now + 315 * MINUTE).asked == 1


def test_a_chat_that_nobody_answers_or_closes_still_ends(town: House, window: Window) -> None:
    now = timezone.now()
    forgotten = samples.live(town.worker, window)
    messages.hear(contact=forgotten, words="だれか", key=key(), now=now)
    left = samples.live(town.worker, window, ticket="t" * 64)
    messages.answer(by=town.worker, contact=left, words="はい", key=key(), now=now)
    leave_chat(contact=left, now=now)
    assert tend_chats(now=now + 11 * 60 * MINUTE).ended == 0
    tend_chats(now=now + 24 * 60 * MINUTE)
    assert Contact.objects.get(pk=left.pk).outcome == "listened"
    assert Contact.objects.get(pk=forgotten.pk).outcome == "broken_off"


def test_who_waits_is_told_when_the_window_closes_and_who_talks_goes_on(town: House, window: Window) -> None:
    Window.objects.update(hours="月-日 9:00-17:00")
    at = datetime(2026, 11, 26, 16, 50, tzinfo=ZoneInfo("Asia/Tokyo"))
    waiting = contacts.arrive(window=window, way="chat", now=at, seen_at=at)
    talking = samples.live(town.worker, window)
    messages.hear(contact=talking, words="まだ話したい", key=key(), now=at)
    assert tend_chats(now=at + 5 * MINUTE).left == 0
    assert tend_chats(now=at + 15 * MINUTE).left == 1
    tend_chats(now=at + 16 * MINUTE)
    assert Contact.objects.get(pk=waiting.pk).state == "left" and Contact.objects.get(pk=talking.pk).state == "live"
    assert sorted(told()) == ["closed", "closing"]


def test_who_waits_and_gives_no_sign_has_left(window: Window) -> None:
    now = timezone.now()
    samples.waiting(window, seen_at=now)
    assert tend_chats(now=now + 29 * MINUTE).left == 0 and tend_chats(now=now + 30 * MINUTE).left == 1


# --- deletion ---


@pytest.fixture
def ended(town: House, answered: tuple[Contact, datetime]) -> Contact:
    held, _now = answered
    Contact.objects.filter(pk=held.pk).update(danger="suicide", danger_at=timezone.now(), need="money", area="131016")
    return contacts.end(by=town.worker, contact=held, outcome="listened")


def plain(held: Contact) -> dict[str, Any]:
    columns = (
        "way",
        "state",
        "arrived_at",
        "met_at",
        "ended_at",
        "need",
        "area",
        "age",
        "danger",
        "outcome",
        "language",
    )
    return {name: getattr(held, name) for name in columns}


def test_after_48_hours_all_that_was_written_is_gone_and_what_is_counted_stays(ended: Contact) -> None:
    assert ended.ended_at is not None
    before = plain(Contact.objects.get())
    assert erase_chats(now=ended.ended_at + timedelta(hours=47, minutes=59)).done == 0
    at = ended.ended_at + timedelta(hours=48)
    assert erase_chats(now=at).done == 1
    assert erase_chats(now=at).done == 0
    held = Contact.objects.get()
    assert plain(held) == before and held.erased_at == at and held.ticket == ""
    assert not Message.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, reach, notes, more FROM consultations_contact")
        assert set(cursor.fetchall()[0]) == {""}
    row = AuditRow.objects.get(action="consultations.erase_chat")
    assert row.after == {"messages": 2, "whole": True}


def test_who_asked_to_be_called_again_keeps_only_the_way_to_reach_them(town: House, answered: Any) -> None:
    held, _now = answered
    day = timezone.localdate() + timedelta(days=7)
    done = contacts.end(by=town.worker, contact=held, outcome="again", again_on=day)
    assert done.ended_at is not None
    assert erase_chats(now=done.ended_at + timedelta(hours=48)).done == 1
    kept = Contact.objects.get()
    assert not Message.objects.exists() and kept.ticket == "" and kept.erased_at is None and kept.reach == samples.REACH
    assert erase_chats(now=done.ended_at + timedelta(hours=49)).done == 0
    called = done.ended_at + timedelta(days=7)
    Contact.objects.update(again_done_at=called)
    assert erase_chats(now=called + timedelta(hours=47)).done == 0
    assert erase_chats(now=called + timedelta(hours=48)).done == 1
    assert Contact.objects.get().erased_at is not None


def test_chats_that_go_on_and_other_ways_are_left_alone(town: House, window: Window, answered: Any) -> None:
    contacts.end(by=town.worker, contact=samples.live(town.worker, window, "telephone"), outcome="listened")
    assert erase_chats(now=timezone.now() + timedelta(days=30)).done == 0


def test_one_that_fails_keeps_no_other_and_is_reported_and_tried_again(
    town: House, window: Window, ended: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    contacts.end(by=town.worker, contact=samples.live(town.worker, window), outcome="listened")
    from tsunagi.consultations.actions import erasing

    real = erasing.audit.record

    def fail(**said: Any) -> Any:
        if said["subject"].pk == ended.pk:
            raise DatabaseError("disk full")
        return real(**said)

    at = timezone.now() + timedelta(hours=49)
    with monkeypatch.context() as patched:
        patched.setattr(erasing.audit, "record", fail)
        done = jobs.tend(at)
    assert done.erased == 1 and done.failed == [f"chat {ended.pk} could not be erased"]
    assert Message.objects.filter(contact=ended).count() == 2, "all of it, or nothing"
    assert jobs.tend(at).erased == 1


def test_deletion_works_for_a_site_that_is_no_superuser_of_the_database(client: Any, ended: Contact) -> None:
    with as_the_site():
        assert erase_chats(now=timezone.now() + timedelta(hours=49)).done == 1


@pytest.mark.parametrize("side", ["person", "staff"])
def test_the_table_of_silence(side: str) -> None:
    now = timezone.now()
    said = {"last_side": side, "last_at": now, "asked_at": None, "person_ended_at": None}
    asked = rules.after_silence(now + rules.ASK_AFTER, **said)  # type: ignore[arg-type]
    assert asked == ("ask" if side == "staff" else "")
