"""The pages of whoever answers: sitting down, a call written down, passed on, called again; who looked."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cases.conftest import House
from tests.consultations import samples
from tests.consultations.walking import EMPTY, hidden, page, post, refused
from tsunagi.base.access import Refused
from tsunagi.base.models import AuditRow, Reading
from tsunagi.base.scope import everything
from tsunagi.consultations.actions import contacts, noting, passing, sitting
from tsunagi.consultations.actions.raising import raise_overdue
from tsunagi.consultations.models import Contact, Message, Moved, Presence, Window
from tsunagi.consultations.queries.windows import organisation_of
from tsunagi.consultations.rules.noting import fingerprint

DAY = timedelta(days=1)


def begun(client: Client, window: Window, way: str = "telephone", key: uuid.UUID | None = None) -> Contact:
    """Somebody called, and their contact has been begun at the window."""
    post(client, "begin", window.pk, said={"way": way, "key": key or uuid.uuid4()})
    return Contact.objects.order_by("-arrived_at")[0]


# --- sitting down ---


def test_who_sits_down_is_there_until_they_leave_or_go_quiet(client: Client, town: House, window: Window) -> None:
    client.force_login(town.worker)
    assert "いま座っている人はいません" in page(client, "board")
    post(client, "sit", window.pk)
    assert "いま座っている人: 見本 担当" in " ".join(page(client, "board").split())
    Presence.objects.update(seen_at=timezone.now() - timedelta(minutes=3))
    client.force_login(town.other)
    assert "いま座っている人はいません" in page(client, "board"), "somebody quiet is gone"
    client.force_login(town.worker)
    assert "見本 担当" in page(client, "board"), "and back as soon as their page asks"
    post(client, "sit", window.pk, said={"takes_more": "no"})
    assert "新しい相談は受けない" in page(client, "board")
    post(client, "rise", window.pk)
    assert not Presence.objects.exists()
    assert list(AuditRow.objects.order_by("place").values_list("action", flat=True)) == [
        "consultations.sit", "consultations.sit", "consultations.rise",
    ]  # fmt: skip


# --- written down ---


def test_a_call_is_begun_written_down_and_ended(client: Client, town: House, window: Window) -> None:
    client.force_login(town.worker)
    post(client, "sit", window.pk)
    shown = page(client, "board")
    assert 'accesskey="t"' in shown and 'name="key"' in shown
    key = uuid.uuid4()
    made = begun(client, window, key=key)
    begun(client, window, key=key)
    assert Contact.objects.get() == made and made.state == "live" and made.worker == town.worker
    assert "電話の記録" in page(client, "note", made.pk)
    said = {**EMPTY, **hidden(client, made.pk), "notes": "家賃が払えない", "need": "money", "age": "30_39",
            "area": "札幌市", "name": "見本", "reach": "090", "is_first": "yes", "language": "vi"}  # fmt: skip
    refused(client, "note", made.pk, said={**said, "area": "どこにもない市"}, words="見つからない")
    shown = refused(client, "note", made.pk, said={**said, "end": "1"}, words="結果を選んで")
    assert "家賃が払えない" in shown, "nothing that was typed is lost"
    assert not Contact.objects.get().notes, "and what was refused has not been half done"
    post(client, "note", made.pk, said={**said, "end": "1", "outcome": "informed"})
    held = Contact.objects.get()
    assert (held.state, held.outcome, held.need, held.area, held.is_first) == (
        "ended",
        "informed",
        "money",
        "011002",
        True,
    )
    assert held.notes == "家賃が払えない" and held.language == "vi"
    shown = page(client, "contact", made.pk)
    assert "家賃が払えない" in shown and "北海道札幌市" in shown and "/write/felt/" in shown


def test_a_press_on_a_page_that_was_left_open_begins_another_contact(
    client: Client, town: House, window: Window
) -> None:
    client.force_login(town.worker)
    key = uuid.uuid4()
    first = begun(client, window, key=key)
    contacts.end(by=town.worker, contact=first, outcome="listened")
    begun(client, window, key=key)
    assert Contact.objects.count() == 2 and Contact.objects.get(pk=key).state == "ended"


def test_the_page_saves_itself_and_says_so(client: Client, town: House, window: Window) -> None:
    client.force_login(town.worker)
    made = begun(client, window)
    held = {**EMPTY, **hidden(client, made.pk)}
    address = reverse("consultations:note", args=[made.pk])

    def save(notes: str, turn: int, **more: str) -> tuple[int, dict[str, str]]:
        answer = client.post(address, {**held, "notes": notes, "turn": turn, **more}, headers={"X-Saves-Itself": "1"})
        return answer.status_code, answer.json()

    readings = Reading.objects.count()
    assert save("もし", 1)[0] == 200
    assert "保存しました" in save("もしもし\r\n", 2)[1]["said"]
    assert save("もし", 1)[0] == 200, "an older one that comes late changes nothing"
    assert Contact.objects.get().notes == "もしもし\n"
    assert Reading.objects.count() == readings, "saving shows nothing"
    assert AuditRow.objects.filter(action="consultations.note").count() == 1, "a page that saves itself is one deed"
    code, told = save("死にたいと言っている", 3)
    assert code == 200 and "自殺のおそれ" in told["danger"] and "<strong>119</strong> 救急車・消防車" in told["danger"]
    assert Contact.objects.get().danger == "suicide"
    assert save("", 4, area="どこ")[0] == 422 and Contact.objects.get().notes
    assert client.post(address, {"still": "1"}, headers={"X-Saves-Itself": "1"}).status_code == 200


def test_two_who_write_at_once_see_each_other(client: Client, town: House, window: Window) -> None:
    client.force_login(town.worker)
    made = begun(client, window)
    mine = {**EMPTY, **hidden(client, made.pk), "notes": "わたしの記録"}
    client.force_login(town.supervisor)
    theirs = {**EMPTY, **hidden(client, made.pk), "notes": "統括の記録"}
    post(client, "note", made.pk, said=theirs)
    client.force_login(town.worker)
    shown = refused(client, "note", made.pk, said=mine, words="先に書き足しました")
    assert "わたしの記録" in shown and "統括の記録" in shown
    assert Contact.objects.get().notes == "統括の記録"
    answer = client.post(reverse("consultations:note", args=[made.pk]), mine, headers={"X-Saves-Itself": "1"})
    assert answer.status_code == 409


def test_a_saving_whose_answer_was_lost_is_no_rival(town: House, window: Window) -> None:
    held = samples.live(town.worker, window, "telephone")
    known = noting.said_by(held)
    told = {"by": town.worker, "contact": held, "seen": fingerprint(known), "page": "a"}
    noting.note(said={**known, "notes": "一"}, turn=1, **told)
    noting.note(said={**known, "notes": "一二"}, turn=2, **told)
    with pytest.raises(noting.Overwritten):
        noting.note(said={**known, "notes": "三"}, **{**told, "page": "b"})
    assert Contact.objects.get().notes == "一二"


def test_a_danger_that_was_seen_stays_seen_until_a_graver_one(client: Client, town: House, window: Window) -> None:
    client.force_login(town.worker)
    made = begun(client, window)
    said = {**EMPTY, **hidden(client, made.pk), "notes": "夫に殴られている"}
    post(client, "note", made.pk, said=said)
    assert Contact.objects.get().danger == "violence"
    post(client, "see_danger", made.pk)
    post(client, "note", made.pk, said={**said, **hidden(client, made.pk), "notes": "夫に殴られている。いまは外"})
    held = Contact.objects.get()
    assert held.danger_seen_by == town.worker and "確かめました" in page(client, "contact", made.pk)
    post(client, "note", made.pk, said={**said, **hidden(client, made.pk), "notes": "夫に殴られている。死にたい"})
    assert Contact.objects.get().danger_seen_at is None


# --- together, passed on ---


def test_a_supervisor_sees_sits_beside_and_takes_over(client: Client, town: House, window: Window) -> None:
    held = samples.live(town.worker, window)
    client.force_login(town.other)
    assert client.get(reverse("consultations:contact", args=[held.pk])).status_code == 404
    client.force_login(town.supervisor)
    assert str(held.pk) in page(client, "board")
    page(client, "contact", held.pk)
    assert Reading.objects.latest("pk").why == "supervision"
    post(client, "sit_beside", held.pk)
    assert Contact.objects.get().partner == town.supervisor
    post(client, "take_over", held.pk)
    now = Contact.objects.get()
    assert (now.worker, now.partner) == (town.supervisor, town.worker)
    client.force_login(town.worker)
    post(client, "take_over", held.pk)
    post(client, "call_in", held.pk, said={"partner": town.other.pk})
    client.force_login(town.other)
    page(client, "contact", held.pk)
    refused(client, "call_in", held.pk, said={"partner": ""}, words="必須")


def test_a_contact_goes_on_at_another_window_with_all_that_was_written(
    client: Client, town: House, npo: House, window: Window
) -> None:
    theirs = samples.window(npo.organisation, "夜の窓口")
    held = samples.live(town.worker, window)
    with everything():
        Message.objects.create(
            contact=held, organisation=held.organisation, place=1, side="person", at=timezone.now(), words="つらい"
        )
    client.force_login(town.worker)
    assert "いま回せる窓口がありません" in page(client, "pass_on", held.pk)
    samples.entrance(window, theirs)
    shown = page(client, "pass_on", held.pk)
    assert "夜の窓口" in shown and samples.REACH in shown, "what goes along is shown before"
    said = {"window": theirs.pk, "why": "夜も話したいとのこと"}
    refused(client, "pass_on", held.pk, said=said, words="了解を得て")
    refused(client, "pass_on", held.pk, said={**said, "why": " "}, words="必須")
    post(client, "pass_on", held.pk, said={**said, "agreed": "on"})
    with everything():
        moved = Contact.objects.get()
        assert moved.organisation == npo.organisation and moved.state == "waiting" and moved.worker is None
        assert Message.objects.get().organisation == npo.organisation
    assert organisation_of(held.pk, town.organisation.pk) == npo.organisation.pk and Moved.objects.count() == 1
    assert client.get(reverse("consultations:contact", args=[held.pk])).status_code == 404
    client.force_login(npo.worker)
    shown = page(client, "contact", held.pk)
    assert "夜も話したい" in shown and samples.NAME in shown and "つらい" in shown
    post(client, "take", held.pk)
    actions = list(AuditRow.objects.order_by("place").values_list("action", "organisation"))
    assert ("consultations.pass_on", town.organisation.pk) in actions
    assert ("consultations.receive", npo.organisation.pk) in actions


def test_where_life_is_in_danger_no_consent_is_waited_for(town: House, npo: House, window: Window) -> None:
    theirs = samples.window(npo.organisation, "夜の窓口")
    samples.entrance(window, theirs)
    held = samples.live(town.worker, window, danger="suicide", danger_at=timezone.now())
    passing.pass_on(by=town.worker, contact=held, window=theirs, why="すぐに", agreed=False)
    with everything():
        assert Contact.objects.get().window == theirs


def test_nobody_passes_to_a_window_that_is_not_offered(town: House, npo: House, window: Window) -> None:
    held = samples.live(town.worker, window)
    with pytest.raises(Refused, match="回せません"):
        passing.pass_on(by=town.worker, contact=held, window=samples.window(npo.organisation), why="x", agreed=True)
    paused = samples.window(town.organisation, "休み", paused="台風")
    with pytest.raises(Refused, match="回せません"):
        passing.pass_on(by=town.worker, contact=held, window=paused, why="x", agreed=True)


# --- called again, overdue ---


def test_whoever_is_to_be_called_again_stays_until_they_were(client: Client, town: House, window: Window) -> None:
    held = samples.live(town.worker, window, "telephone")
    contacts.end(by=town.worker, contact=held, outcome="again", again_on=timezone.localdate())
    client.force_login(town.worker)
    address = reverse("consultations:contact", args=[held.pk])
    assert address in page(client, "board")
    refused(client, "call_later", held.pk, said={"again_on": timezone.localdate() - DAY}, words="過ぎた日")
    post(client, "call_later", held.pk, said={"again_on": timezone.localdate() + DAY})
    assert address not in page(client, "board")
    Contact.objects.update(again_on=timezone.localdate() - DAY)
    assert "期日を過ぎています" in page(client, "board")
    post(client, "call_again_done", held.pk)
    assert address not in page(client, "board")
    assert client.post(reverse("consultations:call_again_done", args=[held.pk])).status_code == 403


def test_what_is_overdue_rises_once(client: Client, town: House, npo: House, window: Window) -> None:
    letter = samples.waiting(window, "form", arrived_at=timezone.now())
    called = samples.live(town.worker, window, "telephone")
    contacts.end(by=town.worker, contact=called, outcome="again", again_on=timezone.localdate())
    now = timezone.now()
    assert raise_overdue(now=now) == 0
    assert raise_overdue(now=now + timedelta(minutes=window.answer_within) + DAY) == 1
    assert "2件" in mail.outbox[0].body and mail.outbox[0].to == [town.supervisor.email]
    assert samples.NAME not in mail.outbox[0].body
    assert raise_overdue(now=now + 9 * DAY) == 0
    Contact.objects.filter(pk=letter.pk).update(arrived_at=now - 9 * DAY)
    client.force_login(town.supervisor)
    assert "を過ぎています" in page(client, "board")
    contacts.put_off(by=town.supervisor, contact=called, again_on=timezone.localdate())
    assert raise_overdue(now=now + 12 * DAY) == 1, "of a new day they are told anew"


def test_what_nobody_could_be_told_of_rises_later(
    town: House, window: Window, no_mail_server: Callable[[], None]
) -> None:
    samples.waiting(window, "form", arrived_at=timezone.now() - 9 * DAY)
    assert raise_overdue(now=timezone.now()) == 0
    no_mail_server()
    assert raise_overdue(now=timezone.now()) == 1


# --- the board itself ---


def test_who_is_in_danger_stands_first_and_no_name_is_shown(client: Client, town: House, window: Window) -> None:
    now = timezone.now()
    first = samples.waiting(window)
    second = samples.waiting(window, danger="suicide", danger_at=now)
    letter = samples.waiting(window, "mail")
    client.force_login(town.worker)
    shown = page(client, "board")
    at = [shown.index(str(one.pk)) for one in (second, first, letter)]
    assert at == sorted(at)
    assert samples.NAME not in shown and samples.REACH not in shown
    assert not Reading.objects.exists()


def test_the_board_asks_the_same_number_of_questions_however_full(client: Client, town: House, window: Window) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(town.supervisor)
    page(client, "board")  # what is read once for all
    counts = []
    for _round in range(2):
        for number in range(4):
            more = samples.window(town.organisation, f"窓口{_round}{number}")
            sitting.sit(by=town.worker, window=more)
            samples.waiting(more)
            samples.waiting(more, "form")
            samples.live(town.worker, more)
            ended = samples.live(town.worker, more, "telephone")
            contacts.end(by=town.worker, contact=ended, outcome="again", again_on=timezone.localdate())
        with CaptureQueriesContext(connection) as seen:
            page(client, "board")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 30, counts
