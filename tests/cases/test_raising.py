"""What nobody answers rises: to the supervisors, to the other side, to who coordinates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cases import samples
from tests.cases.conftest import House
from tsunagi.base.models import AuditRow
from tsunagi.cases.actions.cases import assign
from tsunagi.cases.actions.raising import raise_unanswered, tell_of_news
from tsunagi.cases.actions.referrals import read_news, withdraw
from tsunagi.cases.models import Case, Referral
from tsunagi.directory.models import Service


def test_silence_rises_step_by_step(
    client: Client, member: Callable[..., Any], town: House, npo: House, held: Case, place: Service
) -> None:
    city = member("coordinator", at="city", name="見本 調整")
    body = city.memberships.get().organisation
    npo.organisation.parent = body
    npo.organisation.save()
    sent = samples.sent(town.worker, held, place)
    assert raise_unanswered(day=sent.due) == 0

    def told(after: int) -> set[str]:
        mail.outbox.clear()
        raise_unanswered(day=sent.due + timedelta(days=after))
        for letter in mail.outbox:
            assert "見本 𠮷子" not in letter.body and "ひだまり" not in letter.body
        return {address for letter in mail.outbox for address in letter.to}

    assert told(1) == {npo.supervisor.email}
    assert told(2) == set()
    assert told(3) == {town.worker.email, town.supervisor.email}
    assert told(5) == {city.email}
    assert told(6) == set()
    held_now = Referral.objects.get(pk=sent.pk)
    assert (held_now.risen, held_now.coordinator) == (3, body)
    assert AuditRow.objects.filter(action="cases.raise").count() == 3
    said = [one.words for one in sent.moves.filter(deed="rise").order_by("at")]
    assert len(said) == 3
    for words, name in zip(said, (npo.organisation.name, town.organisation.name, body.name), strict=True):
        assert words == f"期日を過ぎたため、{name}に知らせました。"
    client.force_login(city)
    shown = client.get(reverse("cases:desk")).content.decode()
    assert "居場所ひだまり" in shown and "週に一度" not in shown and "見本 𠮷子" not in shown
    assert client.get(reverse("cases:referral", args=[sent.pk])).status_code == 404


def test_who_left_is_told_nothing_and_who_works_there_is(
    town: House, npo: House, held: Case, place: Service
) -> None:
    sent = samples.sent(town.worker, held, place)
    town.organisation.memberships.filter(user__in=[town.worker, town.supervisor]).update(until=timezone.now())
    raise_unanswered(day=sent.due + timedelta(days=3))
    assert {one.to[0] for one in mail.outbox} == {npo.supervisor.email, town.other.email}
    assert Referral.objects.get().risen == 2


def test_all_heights_at_once_where_nobody_ran_it(town: House, held: Case, place: Service) -> None:
    assign(by=town.supervisor, case=held, worker=town.supervisor)
    sent = samples.sent(town.supervisor, held, place)
    raise_unanswered(day=sent.due + timedelta(days=30))
    assert all("1件" in one.body for one in mail.outbox), "who is in charge and supervises is told of it once"
    assert Referral.objects.get().risen == 3
    assert "知らせました" in sent.moves.get(deed="rise").words
    assert raise_unanswered(day=timezone.localdate() + timedelta(days=60)) == 0


def test_where_there_is_nobody_to_tell_the_history_says_so(town: House, npo: House, held: Case, place: Service) -> None:
    sent = samples.sent(town.worker, held, place)
    npo.organisation.memberships.all().delete()
    assert raise_unanswered(day=sent.due + timedelta(days=1)) == 0
    assert sent.moves.get(deed="rise").words == "期日を過ぎましたが、知らせる相手がいません。"


def test_what_nobody_could_be_told_of_is_tried_again(
    town: House, npo: House, held: Case, place: Service, no_mail_server: Callable[[], None]
) -> None:
    sent = samples.sent(town.worker, held, place)
    late = sent.due + timedelta(days=1)
    assert raise_unanswered(day=late) == 0
    assert Referral.objects.get().risen == 0 and not AuditRow.objects.filter(action="cases.raise").exists()
    no_mail_server()
    assert raise_unanswered(day=late) == 1
    assert Referral.objects.get().risen == 1 and mail.outbox[0].to == [npo.supervisor.email]


def test_what_the_receiver_does_not_read_is_told_to_their_supervisors_once(
    town: House, npo: House, held: Case, place: Service
) -> None:
    now = timezone.now()
    read, unread = (samples.sent(town.worker, held, place) for _number in range(2))
    for one in (read, unread):
        withdraw(by=town.worker, referral=one, version=one.version, words="見本 𠮷子さんが引っこしました。")
    read_news(by=npo.worker, referral=read)
    mail.outbox.clear()
    assert tell_of_news(now=now) == 0, "not on the same day"
    assert tell_of_news(now=now + timedelta(days=1)) == 1
    (letter,) = mail.outbox
    assert letter.to == [npo.supervisor.email] and "1件" in letter.body
    assert "見本 𠮷子" not in letter.body and "ひだまり" not in letter.body
    assert tell_of_news(now=now + timedelta(days=2)) == 0
    assert AuditRow.objects.get(action="cases.tell_of_news").after == {"told": [npo.supervisor.pk]}
