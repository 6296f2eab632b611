"""What a receiver sees of whom they took in: what they see of their own case, and no more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cases import samples
from tests.cases.conftest import House
from tests.cases.walking import page
from tsunagi.base.scope import everything
from tsunagi.cases.actions import referrals, retention
from tsunagi.cases.actions.cases import close_case
from tsunagi.cases.actions.oversight import break_glass
from tsunagi.cases.models import Case, Referral
from tsunagi.directory.models import Service


def who_sees(client: Client, sent: Referral, *houses: House) -> set[str]:
    """Who is shown the person's name on the referral's page."""
    found = set()
    for one in [user for house in houses for user in (house.worker, house.other, house.supervisor)]:
        client.force_login(one)
        answer = client.get(reverse("cases:referral", args=[sent.pk]))
        if answer.status_code == 200 and samples.NAME in answer.content.decode():
            found.add(one.name)
    return found


@pytest.mark.parametrize("deeds", [("decline",), ("accept", "give_back")])
def test_of_whom_they_did_not_take_in_nothing_is_left_to_see(
    client: Client, town: House, npo: House, held: Case, place: Service, deeds: tuple[str, ...]
) -> None:
    sent = samples.sent(town.worker, held, place, request="夜にひとりになる")
    sent = referrals.ask_back(by=npo.worker, referral=sent, version=sent.version, words="いつからですか")
    said = {"accept": {"step": "電話", "due": samples.days(3)}}
    for name in deeds:
        more = said.get(name, {"reason": "full", "words": "来月なら空きます。"})
        sent = getattr(referrals, name)(by=npo.worker, referral=sent, version=sent.version, **more)
    client.force_login(npo.worker)
    shown = page(client, "referral", sent.pk)
    assert "お断りしたつなぎです" in shown and "来月なら空きます。" in shown
    assert not [word for word in ("夜にひとりになる", "いつからですか", samples.NAME, "090-0000-1234") if word in shown]
    client.force_login(town.worker)
    shown = page(client, "referral", sent.pk)
    assert "夜にひとりになる" in shown and samples.NAME in shown, "the sender keeps what they wrote"


def test_whoever_was_taken_in_is_seen_by_who_may_open_their_case_and_not_once_it_was_erased(
    client: Client, town: House, npo: House, held: Case, place: Service
) -> None:
    sent = samples.sent(town.worker, held, place)
    senders = {town.worker.name, town.supervisor.name}
    receivers = {npo.worker.name, npo.supervisor.name}
    assert who_sees(client, sent, town, npo) == senders | receivers | {npo.other.name}, "it waits for any of them"
    sent = referrals.accept(by=npo.worker, referral=sent, version=sent.version, step="電話", due=samples.days(3))
    assert who_sees(client, sent, town, npo) == senders | receivers
    with everything():
        theirs = Case.objects.get(organisation=npo.organisation)
    break_glass(by=npo.other, case=theirs, reason="命が危ない", hours=2)
    assert npo.other.name in who_sees(client, sent, npo)
    sent = referrals.connect(by=npo.worker, referral=sent, version=sent.version, day=timezone.localdate())
    sent = referrals.close(by=npo.worker, referral=sent, version=sent.version, outcome="resolved", words="よかった")
    close_case(by=npo.worker, case=theirs, outcome="resolved", closing="落ち着いた", day=timezone.localdate())
    retention.set_retention(by=npo.supervisor, organisation=npo.organisation, kind="brief", years=1)
    erased = retention.erase_due(by=npo.supervisor, organisation=npo.organisation, day=samples.days(800))
    assert erased.done == [theirs]
    assert who_sees(client, sent, town, npo) == senders


def test_a_day_of_meeting_lies_between_sending_and_today(
    client: Client, town: House, npo: House, held: Case, place: Service
) -> None:
    sent = samples.sent(town.worker, held, place)
    Referral.objects.filter(pk=sent.pk).update(sent_at=timezone.now() - timedelta(days=5))
    sent = referrals.accept(by=npo.worker, referral=sent, version=sent.version, step="電話", due=samples.days(3))
    client.force_login(npo.worker)
    path = reverse("cases:deed", args=[sent.pk, "connect"])
    for day, words in ((-6, "はじめて会えた日を入れて"), (1, "先の日は入れられません")):
        answer = client.post(path, {"version": sent.version, "day": samples.days(day).isoformat()})
        assert words in answer.content.decode()
    sent.refresh_from_db()
    assert (sent.state, sent.connected_on) == ("accepted", None)
    client.post(path, {"version": sent.version, "day": samples.days(-5).isoformat()})
    sent.refresh_from_db()
    assert (sent.state, sent.connected_on) == ("connected", samples.days(-5)), "the day itself is right"
