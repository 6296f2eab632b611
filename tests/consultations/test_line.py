"""LINE: what it hands in once is kept once, however often it is delivered; answers go out under a retry key."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.server
import json
import threading
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.cases.conftest import House
from tests.consultations.walking import EMPTY, hidden, page, post
from tsunagi.base.models import AuditRow
from tsunagi.cases.queries.beginning import known_of
from tsunagi.consultations.actions import contacts, messages
from tsunagi.consultations.actions.carrying import carry_waiting
from tsunagi.consultations.actions.channels import close_channel, open_channel
from tsunagi.consultations.models import Channel, Contact, Message, Receipt, Window
from tsunagi.consultations.rules.line import became_of, read_events
from tsunagi.consultations.rules.signed import is_from_line

SECRET, TOKEN = "secret-of-the-channel", "token-of-the-channel"
USER = "U" + "4" * 32


@pytest.fixture
def channel(town: House, window: Window) -> Channel:
    return open_channel(by=town.supervisor, window=window, kind="line", address="見本LINE", secret=SECRET, token=TOKEN)


def event(words: str = "はじめまして", key: str = "", user: str = USER, **more: Any) -> dict[str, Any]:
    """An event in the shape of the public reference."""
    name = key or uuid.uuid4().hex
    plain = {
        "type": "message",
        "mode": "active",
        "timestamp": 1_764_144_000_000,
        "source": {"type": "user", "userId": user},
        "webhookEventId": name,
        "deliveryContext": {"isRedelivery": False},
        "replyToken": "r" * 32,
        "message": {"id": f"message-{name}", "type": "text", "quoteToken": "q", "text": words},
    }
    return {**plain, **more}


def hand_in(client: Client, channel: Channel, *events: Any, secret: str = SECRET) -> Any:
    body = json.dumps({"destination": "U" + "0" * 32, "events": list(events)}, ensure_ascii=False).encode()
    signature = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
    headers = {"X-Line-Signature": signature}
    address = reverse("hook_line", args=[channel.pk])
    return client.post(address, body, content_type="application/json", headers=headers)


class Api(http.server.BaseHTTPRequestHandler):
    """So much of the Messaging API as a push takes."""

    answers: ClassVar[list[int]] = []
    got: ClassVar[list[tuple[str, dict[str, str], Any]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.got.append((self.path, dict(self.headers), json.loads(body)))
        self.send_response(self.answers.pop(0) if self.answers else 200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def api(settings: Any) -> Iterator[type[Api]]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Api) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        Api.answers, Api.got = [], []
        settings.LINE_API = f"http://127.0.0.1:{server.server_address[1]}"
        yield Api
        server.shutdown()


# --- rules ---


NAMES = "events type source userId message webhookEventId mode".split()
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda one: st.lists(one) | st.dictionaries(st.sampled_from(NAMES), one),
)


@given(ANYTHING)
def test_whatever_json_comes_is_read_or_refused(held: Any) -> None:
    try:
        assert isinstance(read_events(json.dumps(held).encode()), list)
    except ValueError:
        assert not (isinstance(held, dict) and isinstance(held.get("events"), list))


@pytest.mark.parametrize(
    ("status", "became"),
    [(200, "sent"), (409, "sent"), (429, "later"), (503, "later"), (400, "refused"), (401, "refused")],
)
def test_what_an_answer_means(status: int, became: str) -> None:
    assert became_of(status) == became


def test_a_signature_of_letters_that_no_signature_has_is_wrong() -> None:
    assert not is_from_line(b"{}", "署名", SECRET)


# --- in ---


def test_words_make_one_conversation_however_often_they_are_delivered(client: Client, channel: Channel) -> None:
    first = event("家賃が払えません", key="one")
    assert hand_in(client, channel, first).status_code == 200
    again = {**first, "deliveryContext": {"isRedelivery": True}}
    assert hand_in(client, channel, again, event("つづき", key="two")).status_code == 200
    held = Contact.objects.get()
    said = Message.objects.filter(side="person").order_by("place")
    assert [one.words for one in said] == ["家賃が払えません", "つづき"]
    assert held.reach == USER and Receipt.objects.count() == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM consultations_contact")
        assert USER not in str(cursor.fetchall())


def test_what_line_calls_somebody_is_shown_nowhere_and_no_note_changes_where_answers_go(
    client: Client, town: House, channel: Channel
) -> None:
    hand_in(client, channel, event("家賃が払えません"))
    held = contacts.take(by=town.worker, contact=Contact.objects.get())
    client.force_login(town.worker)
    told = known_of(held).told
    shown = [page(client, name, held.pk) for name in ("contact", "note", "pass_on", "chat")]
    assert not any(USER in one for one in (*shown, told))
    assert "やりとりから送る" in shown[0] and "やりとりから送る" in told
    assert 'name="reach"' not in shown[1], "nobody is asked for what LINE says"
    post(client, "note", held.pk, said={**EMPTY, **hidden(client, held.pk), "notes": "家賃", "reach": "090-0000-1234"})
    held.refresh_from_db()
    assert (held.notes, held.reach) == ("家賃", USER)


def test_only_what_line_signed_is_read(client: Client, channel: Channel) -> None:
    assert hand_in(client, channel, event(), secret="wrong").status_code == 401
    address = reverse("hook_line", args=[channel.pk])
    assert client.post(address, b"{}", content_type="application/json").status_code == 401
    assert client.get(address).status_code == 405
    assert not Contact.objects.exists()
    bad = b'{"events": 1}'
    signature = base64.b64encode(hmac.new(SECRET.encode(), bad, hashlib.sha256).digest()).decode()
    headers = {"X-Line-Signature": signature}
    assert client.post(address, bad, content_type="application/json", headers=headers).status_code == 400


def test_what_is_no_text_is_said_to_be_and_groups_are_passed_over(client: Client, channel: Channel) -> None:
    sticker = event(message={"id": "2", "type": "sticker", "packageId": "1", "stickerId": "1"})
    group = event("みんなへ", source={"type": "group", "groupId": "C1", "userId": USER})
    follow = {key: value for key, value in event().items() if key != "message"} | {"type": "follow"}
    hand_in(client, channel, sticker, group, follow, event("待機中", mode="standby"))
    notes = [one.words for one in Message.objects.order_by("place")]
    assert notes == ["not_text:sticker", "received"]


def test_what_somebody_takes_back_is_gone_here_too(client: Client, town: House, channel: Channel) -> None:
    hand_in(client, channel, event("言わなければよかった", key="one"), event("のこす", key="two"))
    gone = {key: value for key, value in event().items() if key != "message"}
    for _twice in range(2):
        back = {**gone, "webhookEventId": uuid.uuid4().hex, "type": "unsend", "unsend": {"messageId": "message-one"}}
        assert hand_in(client, channel, back).status_code == 200
    stranger = {**back, "source": {"type": "user", "userId": "U" + "9" * 32}, "unsend": {"messageId": "message-two"}}
    hand_in(client, channel, {**stranger, "webhookEventId": "other"}, {**back, "unsend": 1, "webhookEventId": "odd"})
    assert [one.words for one in Message.objects.filter(side="person").order_by("place")] == ["", "のこす"]
    assert [one.words for one in Message.objects.filter(side="system")].count("taken_back") == 1
    assert AuditRow.objects.filter(action="consultations.take_back").count() == 1
    browser = type(client)()
    browser.force_login(town.supervisor)
    shown = browser.get(reverse("consultations:chat", args=[Contact.objects.get().pk])).content.decode()
    assert "(取り消されました)" in shown and "言わなければ" not in shown


def test_an_empty_delivery_is_answered_as_line_tests_it(client: Client, channel: Channel) -> None:
    assert hand_in(client, channel).status_code == 200


def test_two_users_and_a_second_conversation_are_kept_apart(client: Client, town: House, channel: Channel) -> None:
    hand_in(client, channel, event("一人目"), event("二人目", user="U" + "5" * 32))
    assert Contact.objects.count() == 2
    first = next(one for one in Contact.objects.all() if one.reach == USER)
    contacts.end(by=town.worker, contact=contacts.take(by=town.worker, contact=first), outcome="listened")
    hand_in(client, channel, event("また来ました"))
    assert Contact.objects.count() == 3


def test_who_unfollows_is_marked(client: Client, channel: Channel) -> None:
    hand_in(client, channel, event())
    gone = {key: value for key, value in event().items() if key != "message"} | {"type": "unfollow"}
    hand_in(client, channel, gone)
    assert Message.objects.order_by("place").last().words == "unfollowed"  # type: ignore[union-attr]


# --- out ---


def test_answers_are_pushed_under_a_key_of_their_own(
    client: Client, town: House, channel: Channel, api: type[Api]
) -> None:
    hand_in(client, channel, event("もう死にたい"))
    api.got.clear()
    held = contacts.take(by=town.worker, contact=Contact.objects.get())
    made = messages.answer(by=town.worker, contact=held, words="ここにいます", key=str(uuid.uuid4()))
    api.answers = [500]
    now = timezone.now()
    assert carry_waiting(now=now).later == 1
    assert carry_waiting(now=now + timedelta(minutes=2)).sent == 1
    assert [one[1]["X-Line-Retry-Key"] for one in api.got] == [str(made.pk)] * 2
    path, headers, body = api.got[-1]
    assert path == "/v2/bot/message/push" and headers["Authorization"] == f"Bearer {TOKEN}"
    assert body == {"to": USER, "messages": [{"type": "text", "text": "ここにいます"}]}


def test_danger_on_line_is_answered_with_lines_at_once(client: Client, channel: Channel, api: type[Api]) -> None:
    hand_in(client, channel, event("もう死にたい"))
    assert any("110" in one[2]["messages"][0]["text"] for one in api.got)
    assert not Message.objects.filter(delivery="waiting").exists()


def test_what_line_refuses_has_failed(client: Client, town: House, channel: Channel, api: type[Api]) -> None:
    api.answers = [400, 400]
    hand_in(client, channel, event())
    assert Message.objects.get(delivery="failed").words == "received"
    assert "failed" in [one.words for one in Message.objects.all()]


# --- the settings ---


def test_supervisors_set_channels_and_their_keys_are_sealed_and_never_shown(
    client: Client, town: House, npo: House, channel: Channel, window: Window
) -> None:
    address = reverse("consultations:channels", args=[town.organisation.slug])
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret, token FROM consultations_channel")
        assert not {SECRET, TOKEN} & set(cursor.fetchall()[0])
    for user, status in ((town.worker, 403), (npo.supervisor, 403), (town.supervisor, 200)):
        client.force_login(user)
        assert client.get(address).status_code == status
    shown = client.get(address).content.decode()
    assert SECRET not in shown and TOKEN not in shown and f"/hooks/line/{channel.pk}/" in shown
    said = {"window": window.pk, "kind": "mail", "address": "Soudan@Town.example.jp"}
    made = client.post(address, said).content.decode()
    held = Channel.objects.get(kind="mail")
    assert held.address == "soudan@town.example.jp" and held.secret in made
    assert held.secret not in client.get(address).content.decode()
    refused = client.post(address, said)
    assert refused.status_code == 422 and "すでに使われています" in refused.content.decode()
    for wrong in ({"kind": "line"}, {"address": "a+b@example.jp"}, {"address": "x" * 21 + "@example.jp"}):
        assert client.post(address, {**said, **wrong}).status_code == 422
    client.post(reverse("consultations:close_channel", args=[held.pk]))
    assert not Channel.objects.get(pk=held.pk).in_use


def test_a_closed_channel_takes_nothing_more(client: Client, town: House, channel: Channel) -> None:
    close_channel(by=town.supervisor, channel=channel)
    assert hand_in(client, channel, event(), secret="").status_code == 404
