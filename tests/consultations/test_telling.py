"""Supervisors are told of danger, whatever breaks in between; and of nothing that somebody has turned to."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from tests.cases.conftest import House
from tsunagi.base.models import AuditRow
from tsunagi.consultations import jobs
from tsunagi.consultations.actions import contacts, messages, telling
from tsunagi.consultations.models import Contact
from tsunagi.consultations.queries.chat import LEFT_ALONE


def hear(held: Contact, words: str = "もう死にたい") -> None:
    messages.hear(contact=held, words=words, key=str(uuid.uuid4()))


def test_a_process_that_dies_before_the_mail_is_queued_loses_no_danger(town: House, waiting: Contact) -> None:
    hear(waiting)  # and nothing was put into the queue
    assert not mail.outbox
    jobs.tend(timezone.now())
    assert [one.to for one in mail.outbox] == [[town.supervisor.email]]
    assert "死" not in str(mail.outbox[0].message())
    jobs.tend(timezone.now())
    assert len(mail.outbox) == 1 and AuditRow.objects.filter(action="consultations.tell_of_danger").count() == 1


def test_a_mail_server_that_does_not_answer_is_tried_again_and_reported(
    town: House, waiting: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    hear(waiting)

    def broken(*args: Any, **more: Any) -> int:
        raise ConnectionRefusedError

    with monkeypatch.context() as broken_line:
        broken_line.setattr(telling, "send_mail", broken)
        done = jobs.tend(timezone.now())
    assert done.failed == [f"nobody could be told of the danger in {waiting.pk}"]
    assert Contact.objects.get().danger_told_at is None
    assert not jobs.tend(timezone.now()).failed and len(mail.outbox) == 1


def test_danger_that_is_raised_anew_is_told_anew(town: House, waiting: Contact) -> None:
    hear(waiting)
    jobs.tend(timezone.now())
    hear(waiting, "本当に死にたい")
    jobs.tend(timezone.now())
    assert len(mail.outbox) == 1, "the same danger, which nobody has seen yet"
    Contact.objects.update(danger_seen_at=timezone.now(), danger_seen_by=town.worker)
    hear(waiting, "やっぱり死にたい")
    jobs.tend(timezone.now() + timedelta(seconds=30))
    assert len(mail.outbox) == 2


def test_nobody_is_told_once_somebody_talks_with_them(town: House, waiting: Contact) -> None:
    hear(waiting)
    contacts.take(by=town.worker, contact=waiting)
    jobs.tend(timezone.now())
    assert not mail.outbox


@pytest.mark.parametrize("turned", ["", "answer", "see"])
def test_supervisors_are_told_where_whoever_talks_with_them_does_nothing_for_a_while(
    town: House, waiting: Contact, turned: str
) -> None:
    held = contacts.take(by=town.worker, contact=waiting)
    hear(held)
    if turned == "answer":
        messages.answer(by=town.worker, contact=held, words="いまどこですか", key=str(uuid.uuid4()))
    elif turned == "see":
        contacts.see_danger(by=town.worker, contact=held)
    jobs.tend(timezone.now() + LEFT_ALONE - timedelta(seconds=30))
    assert not mail.outbox
    jobs.tend(timezone.now() + LEFT_ALONE)
    assert [one.to for one in mail.outbox] == ([] if turned else [[town.supervisor.email]])
    assert all("しばらくたっても返事がありません" in one.body and "死" not in one.body for one in mail.outbox)
    jobs.tend(timezone.now() + 2 * LEFT_ALONE)
    assert len(mail.outbox) == (0 if turned else 1)
