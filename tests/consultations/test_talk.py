"""The anonymous chat as the person sees it, and as those who answer do."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.cases.conftest import House
from tests.consultations import samples
from tsunagi.base.models import AuditRow, Reading
from tsunagi.consultations.actions import contacts
from tsunagi.consultations.models import Branch, Contact, Entrance, Message, Window

SEED = "5" * 64


@pytest.fixture
def entrance(window: Window) -> Entrance:
    made = Entrance.objects.create(
        organisation=window.organisation, slug="hanasou", name="見本はなそう", ways=["chat"], is_public=True
    )
    Branch.objects.create(entrance=made, window=window, place=1)
    return made


@pytest.fixture
def begun(client: Client, entrance: Entrance) -> Contact:
    answer = client.post(reverse("talk:begin", args=["hanasou"]), {"seed": SEED, "need": "money", "place": ""})
    assert answer.status_code == 302, answer.content.decode()
    return Contact.objects.get()


def talk(client: Client) -> str:
    answer = client.get(reverse("talk:talk", args=["hanasou"]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def say(client: Client, words: str, key: str = "", **more: str) -> Any:
    return client.post(reverse("talk:say", args=["hanasou"]), {"words": words, "key": key or str(uuid.uuid4()), **more})


def poll(client: Client, known: str) -> Any:
    return client.get(reverse("talk:new", args=["hanasou"]), {"known": known})


def queries(run: Callable[[], Any]) -> tuple[Any, list[str]]:
    """What it answers, and the queries for it."""
    with CaptureQueriesContext(connection) as caught:
        answer = run()
    return answer, [one["sql"] for one in caught if "ROLE" not in one["sql"]]


def test_before_the_first_word_stand_danger_and_what_it_is(client: Client, entrance: Entrance) -> None:
    shown = talk(client)
    assert "tel:110" in shown and "tel:119" in shown and "<strong>119</strong></a> <span>救急車・消防車" in shown
    assert shown.index("命や体が危ないとき") < shown.index("チャットをはじめる")
    assert "48時間で消えます" in shown and "名前は聞きません" in shown
    assert client.get(reverse("talk:talk", args=["nowhere"])).status_code == 404


def test_a_bare_cry_shows_who_can_be_called_now(client: Client, begun: Contact) -> None:
    assert "すぐに話せるところ" not in _messages(talk(client))
    say(client, "助けて")
    shown = _messages(talk(client))
    assert "すぐに話せるところ" in shown and "tel:110" in shown and "tel:119" in shown


def _messages(page: str) -> str:
    return page.partition("data-messages>")[2].partition("</ol>")[0]


def test_a_chat_begun_twice_is_one_and_asks_nobody_who_they_are(client: Client, begun: Contact) -> None:
    client.post(reverse("talk:begin", args=["hanasou"]), {"seed": SEED})
    assert Contact.objects.count() == 1
    assert (begun.way, begun.need, begun.name, begun.reach) == ("chat", "money", "", "")
    cookie = client.cookies["talk"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and not cookie["max-age"]
    assert SEED not in str(Contact.objects.values()) and "次があなたの番です" in talk(client)


def test_a_seed_of_its_own_making_opens_no_chat_of_another(client: Client, begun: Contact) -> None:
    other = Client()
    for seed in (str(begun.pk), begun.pk.hex * 2, begun.ticket, ""):
        answer = other.post(reverse("talk:begin", args=["hanasou"]), {"seed": seed})
        assert answer.status_code in (302, 422)
        assert "talk" not in other.cookies or begun.pk.hex not in other.cookies["talk"].value, seed
    say(client, "ひみつ")
    assert "ひみつ" not in talk(other)
    forged = Client()
    forged.cookies["talk"] = f"{begun.organisation_id}.{begun.pk.hex}.{begun.ticket}"
    assert "ひみつ" not in talk(forged) and poll(forged, "").status_code == 410


def test_a_paused_window_says_why(client: Client, entrance: Entrance, window: Window) -> None:
    Window.objects.update(paused="停電のため")
    shown = talk(client)
    assert "いまは受け付けていません" in shown and "停電のため" in shown and "チャットをはじめる" not in shown
    assert client.post(reverse("talk:begin", args=["hanasou"]), {"seed": SEED}).status_code == 200
    assert not Contact.objects.exists()


def test_a_message_comes_and_a_poll_gets_exactly_what_is_new(client: Client, town: House, begun: Contact) -> None:
    assert say(client, "眠れない").status_code == 302
    assert "眠れない" in talk(client)
    known = re.search(r'name="known" value="([^"]+)"', talk(client))
    assert known
    assert poll(client, known[1]).status_code == 204
    staff = samples_client(client, town)
    staff.post(reverse("consultations:take_chat", args=[begun.pk]))
    staff.post(
        reverse("consultations:write_in_chat", args=[begun.pk]), {"words": "こんにちは", "key": str(uuid.uuid4())}
    )
    staff.post(
        reverse("consultations:write_in_chat", args=[begun.pk]),
        {"words": "内緒の相談", "key": str(uuid.uuid4()), "to": "note"},
    )
    piece = poll(client, known[1]).content.decode()
    assert "こんにちは" in piece and "眠れない" not in piece and "相談員とつながっています" in piece
    assert "内緒の相談" not in piece + talk(client)
    assert "内緒の相談" in staff.get(reverse("consultations:chat", args=[begun.pk])).content.decode()


def test_only_pages_of_a_chat_bring_htmx_along_which_may_evaluate_nothing(client: Client, begun: Contact) -> None:
    page = talk(client)
    assert re.search(r'<script src="/static/django_htmx/htmx-2[^"]*"', page) and '"allowEval":false' in page
    assert "htmx" not in client.get("/").content.decode()


def samples_client(client: Client, town: House) -> Client:
    """Another browser, of somebody who answers."""
    staff = type(client)()
    staff.force_login(town.worker)
    return staff


def test_sending_with_a_script_answers_what_is_new_and_why_not(client: Client, begun: Contact) -> None:
    brought = str(uuid.uuid4())
    for _twice in range(2):
        answer = say(client, "あ", brought, known="0-waiting-0")
        assert answer.status_code == 200 and 'data-place="1"' in answer.content.decode()
    refused = say(client, " ", known="1-waiting-0")
    assert refused.status_code == 422 and "空です" in refused.content.decode()
    assert Message.objects.count() == 1
    plain = say(client, "あ" * 2001)
    assert plain.status_code == 422 and "あ" * 2001 in plain.content.decode() and "分けて" in plain.content.decode()


def test_a_page_that_knew_all_before_gets_its_own_message_and_one_that_did_not_gets_the_rest_too(
    client: Client, town: House, begun: Contact
) -> None:
    staff = samples_client(client, town)
    staff.post(reverse("consultations:take_chat", args=[begun.pk]))
    write = reverse("consultations:write_in_chat", args=[begun.pk])

    def written(words: str, known: str, **more: str) -> str:
        said = {"words": words, "key": str(uuid.uuid4()), "known": known, **more}
        return str(staff.post(write, said).content.decode())

    first = say(client, "いち", known="0-live-0").content.decode()
    assert 'value="1-live-0"' in first and "いち" in first
    both = written("に", "0-live-0")
    assert 'value="2-live-0"' in both and "いち" in both and "に" in both
    own = written("さん", "2-live-0")
    assert 'value="3-live-0"' in own and "さん" in own and "に" not in own
    rest = say(client, "よん", known="1-live-0").content.decode()
    assert 'value="4-live-0"' in rest and all(one in rest for one in ("に", "さん", "よん"))
    written("ご", "4-live-0", to="note")
    after = say(client, "ろく", known="4-live-0").content.decode()
    assert 'value="6-live-0"' in after and "ろく" in after and "ご" not in re.sub("ございます", "", after)
    danger = say(client, "もう死にたい", known="6-live-0").content.decode()
    assert 'data-place="8"' in danger and "いのちSOS" in danger


def test_danger_shows_lines_to_the_person_and_is_first_for_staff(client: Client, town: House, begun: Contact) -> None:
    say(client, "もう死にたい")
    shown = talk(client)
    assert "ここでの話も、このまま続けられます" in shown and "いのちSOS" in shown
    letters = [one for one in mail.outbox if one.to == [town.supervisor.email]]
    assert len(letters) == 1
    assert "死" not in letters[0].body and "自殺" not in letters[0].body + letters[0].subject
    staff = samples_client(client, town)
    shown = staff.get(reverse("consultations:chats")).content.decode()
    assert "自殺のおそれ" in shown
    staff.post(reverse("consultations:take_chat", args=[begun.pk]))
    page = staff.get(reverse("consultations:chat", args=[begun.pk])).content.decode()
    assert page.index("119か110に知らせる") < page.index("もう死にたい")
    say(client, "死にたい")
    assert len([one for one in mail.outbox if one.to == [town.supervisor.email]]) == 1, "somebody talks with them now"


def test_asking_again_and_again_costs_a_few_small_queries_while_nothing_is_new(
    client: Client, town: House, begun: Contact
) -> None:
    known = re.search(r'name="known" value="([^"]+)"', talk(client))
    assert known
    answer, asked = queries(lambda: poll(client, known[1]))
    # The chat, what was written since, the last place; and how many wait before.
    assert answer.status_code == 204 and len(asked) == 4, asked
    assert "Set-Cookie" not in answer.headers and not answer.content
    staff = samples_client(client, town)
    staff.post(reverse("consultations:take_chat", args=[begun.pk]))
    page = staff.get(reverse("consultations:chat", args=[begun.pk])).content.decode()
    known = re.search(r'name="known" value="([^"]+)"', page)
    assert known
    address = reverse("consultations:new_in_chat", args=[begun.pk])
    staff.get(address, {"known": known[1]})  # gives the sign that they sit there, which is due every half minute
    readings = Reading.objects.count()
    answer, asked = queries(lambda: staff.get(address, {"known": known[1]}))
    # The session, the user, their rights; then the chat, what was written since, the last place.
    assert answer.status_code == 204 and len(asked) == 6, asked
    assert Reading.objects.count() == readings and "Set-Cookie" not in answer.headers


def test_an_answer_reads_the_chat_once(client: Client, town: House, begun: Contact) -> None:
    staff, address = samples_client(client, town), reverse("consultations:write_in_chat", args=[begun.pk])
    staff.post(reverse("consultations:take_chat", args=[begun.pk]))
    said = {"words": "はい", "key": str(uuid.uuid4()), "known": "0-live-0"}
    answer, asked = queries(lambda: staff.post(address, said))
    assert answer.status_code == 200
    assert len([one for one in asked if 'FROM "consultations_contact"' in one]) == 1, asked
    Contact.objects.update(way="telephone")
    assert staff.post(address, said).status_code == 404, "nothing is written in what is no talk in writing"
    assert staff.post(reverse("consultations:write_in_chat", args=[uuid.uuid4()]), said).status_code == 404


def test_the_number_before_is_told_and_falls(client: Client, town: House, window: Window, entrance: Entrance) -> None:
    early = samples.waiting(window)
    client.post(reverse("talk:begin", args=["hanasou"]), {"seed": SEED})
    assert "あなたの前に1人います" in talk(client)
    Contact.objects.filter(pk=early.pk).update(state="left", ended_at=timezone.now())
    assert "次があなたの番です" in poll(client, "0-waiting-1").content.decode()


def test_who_ends_it_cannot_come_back_and_staff_are_told(client: Client, town: House, begun: Contact) -> None:
    staff = samples_client(client, town)
    staff.post(reverse("consultations:take_chat", args=[begun.pk]))
    held = client.cookies["talk"].value
    answer = client.post(reverse("talk:leave", args=["hanasou"]))
    assert "チャットを終わりました" in answer.content.decode() and not client.cookies["talk"].value
    client.cookies["talk"] = held
    assert poll(client, "").status_code == 410
    assert "相手がチャットを終わりました" in staff.get(reverse("consultations:chat", args=[begun.pk])).content.decode()
    assert Contact.objects.get().state == "live"


def test_who_talked_is_asked_how_it_was_whoever_ends_it(client: Client, town: House, begun: Contact) -> None:
    """The person on the page that says that it is over; before anybody wrote down what came of it, too."""
    staff = samples_client(client, town)
    staff.post(reverse("consultations:take_chat", args=[begun.pk]))
    assert "/write/felt/" not in talk(client)
    held = client.cookies["talk"].value
    (asked,) = re.findall(r"/write/felt/[^\"]+", client.post(reverse("talk:leave", args=["hanasou"])).content.decode())
    client.cookies["talk"] = held
    assert "ありがとうございました" in client.post(asked, {"felt": 4}).content.decode()
    assert client.get(asked).status_code == 410, "once"


def test_who_still_has_the_chat_open_is_asked_there_once_it_has_ended(
    client: Client, town: House, begun: Contact
) -> None:
    staff = samples_client(client, town)
    staff.post(reverse("consultations:take_chat", args=[begun.pk]))
    contacts.end(by=town.worker, contact=Contact.objects.get(), outcome="listened")
    (asked,) = re.findall(r"/write/felt/[^\"]+", poll(client, "0-live-0").content.decode())
    assert "/write/felt/" in talk(client)
    client.post(asked, {"felt": 3})
    assert "/write/felt/" not in talk(client)


def test_who_waits_no_longer_leaves_the_queue(client: Client, begun: Contact) -> None:
    left = client.post(reverse("talk:leave", args=["hanasou"])).content.decode()
    assert Contact.objects.get().state == "left"
    assert "/write/felt/" not in left, "nobody talked with them"


def test_who_waits_is_turned_to_on_the_page_of_their_talk(client: Client, town: House, begun: Contact) -> None:
    turn, *later = (reverse(f"consultations:{name}", args=[begun.pk]) for name in ("take_chat", "call_in", "note"))
    staff, address = samples_client(client, town), reverse("consultations:chat", args=[begun.pk])
    shown = staff.get(address).content.decode()
    assert turn in shown and not any(one in shown for one in later)
    staff.post(turn)
    shown = staff.get(address).content.decode()
    assert turn not in shown and all(one in shown for one in later), "what is to be done in danger is a press away"


def test_a_supervisor_steps_in_where_the_talk_is(client: Client, town: House, begun: Contact) -> None:
    contacts.take(by=town.worker, contact=begun)
    address = reverse("consultations:chat", args=[begun.pk])
    over, beside = (reverse(f"consultations:{name}", args=[begun.pk]) for name in ("take_over", "sit_beside"))
    own = samples_client(client, town).get(address).content.decode()
    assert over not in own and beside not in own
    staff = type(client)()
    staff.force_login(town.supervisor)
    shown = staff.get(address).content.decode()
    assert over in shown and beside in shown
    assert staff.post(beside)["Location"] == address and staff.post(over)["Location"] == address
    now = Contact.objects.get()
    assert (now.worker, now.partner) == (town.supervisor, town.worker)
    assert AuditRow.objects.filter(action="consultations.take_over", by=town.supervisor).count() == 1
    asked = reverse("consultations:new_in_chat", args=[begun.pk])
    told = samples_client(client, town).get(asked, {"known": "0-live-0"})
    assert "応対を代わりました" in told.content.decode() and "応対を代わりました" not in talk(client)


def test_a_danger_is_seen_to_without_leaving_the_talk(client: Client, town: House, begun: Contact) -> None:
    contacts.take(by=town.worker, contact=begun)
    say(client, "もう死にたい")
    staff, address = samples_client(client, town), reverse("consultations:see_danger_in_chat", args=[begun.pk])
    page = reverse("consultations:chat", args=[begun.pk])
    shown = staff.get(page).content.decode()
    assert address in shown and "確かめて動いています" in shown
    piece = staff.post(address, {"known": "9-live-0"})
    assert piece.status_code == 200 and "危険な様子" not in piece.content.decode()
    assert Contact.objects.get().danger_seen_by == town.worker
    assert "確かめて動いています" not in staff.get(page).content.decode()
    assert staff.post(address)["Location"] == page, "without JavaScript"
    waits = staff.get(reverse("consultations:waiting_chats"))
    assert "待っている人はいません" in waits.content.decode()


def test_one_person_takes_no_more_chats_than_the_window_lets_them(client: Client, town: House, window: Window) -> None:
    staff = samples_client(client, town)
    for _one in range(window.at_once):
        held = samples.waiting(window)
        taken = staff.post(reverse("consultations:take_chat", args=[held.pk]))
        assert taken.status_code == 302 and taken.headers["Location"].endswith(f"#chat-{held.pk}")
    held = samples.waiting(window)
    refused = staff.post(reverse("consultations:take_chat", args=[held.pk]))
    assert refused.status_code == 403 and "同時に受けるチャット" in refused.content.decode()
    shown = staff.get(reverse("consultations:chats")).content.decode()
    assert shown.count("data-chat ") == window.at_once
    names = re.findall(r'/">([^<]+)</a> <span class="tag-unread"', shown)
    assert len(set(names)) == window.at_once, "also those who came in the same minute are told apart"
    assert Reading.objects.filter(by=town.worker).count() == window.at_once


def test_the_page_gives_a_sign_of_life_once_a_minute(client: Client, begun: Contact) -> None:
    long_ago = timezone.now() - timedelta(minutes=5)
    Contact.objects.update(seen_at=long_ago)
    poll(client, "0-waiting-0")
    assert Contact.objects.get().seen_at > long_ago + timedelta(minutes=4)


ROLES = ["case_worker", "counsellor", "supervisor", "coordinator", "administrator", "viewer"]


@pytest.mark.parametrize("role", ROLES)
def test_no_chat_page_of_another_organisation_gives_anything_away(
    client: Client, member: Callable[..., Any], town: House, npo: House, begun: Contact, role: str
) -> None:
    from tsunagi.consultations.addresses import channels, staff_chat

    say(client, "ひみつのことば")
    stranger = type(client)()
    stranger.force_login(member(role, at=npo.organisation.slug))
    for pattern in (*staff_chat.urlpatterns, *channels.urlpatterns):
        given = {"key": begun.pk, "slug": town.organisation.slug}
        address = reverse(
            f"consultations:{pattern.name}", kwargs={name: given[name] for name in pattern.pattern.converters}
        )
        for answer in (
            stranger.get(address),
            stranger.post(address, {"words": "x", "key": str(uuid.uuid4()), "known": ""}),
        ):
            assert "ひみつ" not in answer.content.decode(), pattern.name
            if pattern.name not in ("chats", "waiting_chats"):
                assert answer.status_code in (403, 404, 405, 410), (pattern.name, answer.status_code)
    assert Message.objects.count() == 1


def test_who_has_not_signed_in_sees_no_staff_page(client: Client, begun: Contact) -> None:
    for name, args in (("chats", []), ("chat", [begun.pk]), ("new_in_chat", [begun.pk])):
        assert "/accounts/login/" in client.get(reverse(f"consultations:{name}", args=args))["Location"]
