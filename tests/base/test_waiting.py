"""What waits for somebody in each part, on the desk where they land."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cases import samples
from tests.cases.conftest import House, client, held, house, npo, place, quiet, town
from tests.consultations import samples as consultations
from tests.directory import samples as directory
from tests.figures import samples as figures
from tests.register.test_imports import accept, document, take
from tsunagi.base.models import User
from tsunagi.cases.actions.referrals import decline, withdraw
from tsunagi.cases.models import Case, Step
from tsunagi.consultations.actions import messages
from tsunagi.consultations.actions.contacts import see_danger
from tsunagi.consultations.actions.passing import sit_beside
from tsunagi.directory.actions.reports import report
from tsunagi.directory.models import Service
from tsunagi.figures.actions.publishing import prepare
from tsunagi.register.actions.editions import start_edition
from tsunagi.register.actions.round import open_round

__all__ = ["client", "held", "house", "npo", "place", "quiet", "town"]

ANSWER, OUTCOME = "こちらの返事や結果を待っているつなぎ", "まだ読んでいない、つなぎの結果"
NEWS = "つなぎの送り元からの知らせ(取り下げなど)"


def before(client: Client, user: User) -> dict[str, tuple[int, str]]:
    """What the desk says: label, how many, where."""
    client.force_login(user)
    found = client.get(reverse("base:desk"))
    shown = found.content.decode()
    assert all(f"{one.count}件" in shown and str(one.label) in shown for one in found.context["waiting"])
    assert ("待っていることはありません。" in shown) == (not found.context["waiting"])
    return {str(one.label): (one.count, one.address) for one in found.context["waiting"]}


def test_a_referral_stands_before_who_has_to_act(
    client: Client, town: House, npo: House, held: Case, place: Service
) -> None:
    desk = reverse("cases:desk")
    assert before(client, npo.worker) == {}
    sent = samples.sent(town.worker, held, place)
    assert before(client, npo.worker) == {ANSWER: (1, desk)}
    assert ANSWER not in before(client, town.worker)
    decline(by=npo.worker, referral=sent, version=sent.version, reason="full", words="満員です")
    assert ANSWER not in before(client, npo.worker)
    assert before(client, town.worker)[OUTCOME] == (1, desk)
    other = samples.sent(town.worker, held, place)
    withdraw(by=town.worker, referral=other, version=other.version, words="本人が引っこしました")
    assert before(client, npo.worker) == {NEWS: (1, desk)}


def test_steps_stand_there_from_their_day_on(client: Client, town: House, held: Case) -> None:
    today = timezone.localdate()
    Step.objects.update(due=today + timedelta(days=1))
    assert "きょうまでにすること" not in before(client, town.worker)
    Step.objects.update(due=today)
    assert before(client, town.worker)["きょうまでにすること"] == (1, reverse("cases:desk"))


def test_who_waits_to_be_met_stands_before_those_of_the_window(client: Client, town: House, npo: House) -> None:
    window = consultations.window(town.organisation)
    consultations.waiting(window)
    consultations.waiting(window, way="letter")
    board = reverse("consultations:board")
    said = {"電話・チャット・窓口で待っている人": (1, board), "返事を待つ便り": (1, board)}
    assert before(client, town.worker) == said
    assert before(client, npo.worker) == {}


def test_a_danger_that_nobody_has_seen_to_stands_before_who_supervises(client: Client, town: House) -> None:
    held = consultations.live(town.worker, consultations.window(town.organisation))
    messages.hear(contact=held, words="もう死にたい", key=str(uuid.uuid4()))
    label = "危険な様子があり、だれも確かめていない相談"
    assert before(client, town.supervisor)[label] == (1, reverse("consultations:board"))
    assert label not in before(client, town.other), "a colleague's"
    shown = client.get(reverse("consultations:contact", args=[held.pk]))
    see_danger(by=town.worker, contact=held)
    assert shown.status_code == 404 and label not in before(client, town.supervisor)


def test_whoever_is_called_to_a_talk_finds_it_on_their_desk(client: Client, town: House) -> None:
    held = consultations.live(town.worker, consultations.window(town.organisation))
    label, board = "自分が応対している相談", reverse("consultations:board")
    assert before(client, town.worker)[label] == (1, board)
    assert label not in before(client, town.other)
    sit_beside(by=town.worker, contact=held, partner=town.other)
    assert before(client, town.other)[label] == (1, board)


def test_measures_stand_before_who_fills_them_in_and_before_nobody_else(
    client: Client, town: House, edition: Any, member: Any
) -> None:
    officer, checker, publisher = member("editor", at="mhlw"), member("checker"), member("publisher")
    asked = open_round(by=publisher, edition=edition, due=timezone.localdate() + timedelta(days=9))
    theirs = asked.assignments.filter(organisation__slug="mhlw")
    page = reverse("register:my_measures")
    assert theirs and before(client, officer) == {"記入する施策": (theirs.count(), page)}
    assert before(client, checker) == before(client, town.worker) == {}
    theirs.update(state="filled", filled_at=timezone.now(), filled_by=officer)
    assert before(client, officer) == {}
    assert before(client, checker) == {"確かめる記入": (theirs.count(), page)}
    back = {"state": "sent_back", "remark": "単位を書いてください。", "checked_by": checker, "checked_at": timezone.now()}
    theirs.filter(pk=theirs[0].pk).update(**back)
    assert before(client, officer) == {"記入する施策": (1, page), "そのうち、差し戻された施策": (1, page)}


def test_proposals_of_a_document_wait_until_they_are_decided(client: Client, plan: Any, member: Any) -> None:
    draft = start_edition(by=None, plan=plan, fiscal_year=2024, kind="follow_up", title="見本")
    made = take(draft, document())
    publisher = member("publisher")
    page = reverse("register:upload", args=[plan.slug])
    assert before(client, publisher) == {f"取り込みで決めていないこと({plan.title})": (3, page)}
    assert before(client, member("editor", at="mhlw")) == {}
    accept(made)
    assert before(client, publisher) == {}


def test_figures_wait_for_another_than_who_prepared_them(client: Client, member: Any, organisation: Any) -> None:
    body = organisation("cabinet-office")
    counter, signer = member("publisher"), member("checker")
    figures.needs(202512, money=12)
    prepare(by=counter, definition=figures.definition(body, counter), period="2025-12", day=figures.DAY)
    assert before(client, counter) == {}
    page = reverse("figures:keep", args=[body.slug])
    assert before(client, signer) == {f"公表の前に確かめる数字({body})": (1, page)}


def test_what_is_wrong_with_a_support_stands_before_its_keeper(client: Client, member: Any, organisation: Any) -> None:
    body = organisation("cabinet-office")
    kept = directory.service("見本の電話", kept_by=body)
    publisher = member("publisher")
    report(service=kept, what="moved", right="", sentence="引っ越しました", mail="")
    assert before(client, publisher) == {
        f"支援の情報への知らせ({body})": (1, reverse("directory:reports", args=[body.slug])),
        f"確かめる支援({body})": (1, reverse("directory:to_check", args=[body.slug])),
    }
    assert before(client, member("viewer")) == {}
