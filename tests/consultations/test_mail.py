"""Mail in and out: what a letter says, where it is led, and that no answer is lost on its way."""

from __future__ import annotations

import smtplib
import uuid
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.conf import settings as site
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.cases.conftest import House
from tests.consultations.letters import ADDRESS, SENDER, letter, receive
from tsunagi.consultations.actions import contacts, messages
from tsunagi.consultations.actions.carrying import PAUSES, carry_waiting
from tsunagi.consultations.actions.mail import receive_letter
from tsunagi.consultations.models import Channel, Contact, Message
from tsunagi.consultations.rules import mail as rules
from tsunagi.consultations.rules.signed import mail_signature

# --- rules ---


def test_what_a_letter_says_is_read() -> None:
    made = letter("こんにちは\n\n困っています", Subject="=?utf-8?b?5a626LOD?=")
    made.add_attachment(b"x" * 3000, maintype="image", subtype="png", filename="写真.png")
    read = rules.read_letter(made.as_bytes())
    assert (read.sender, read.name, read.subject) == (SENDER, "見本 花", "家賃")
    assert read.words.strip() == "こんにちは\n\n困っています" and read.attachments == ("写真.png (3 kB)",)


def test_a_letter_in_html_alone_is_read_as_text() -> None:
    made = EmailMessage()
    made["From"], made["To"] = SENDER, ADDRESS
    made.set_content(
        "<style>p{}</style><p>眠れ<b>ない</b>&amp;つらい</p><div>二行目<br>三行目</div><script>x()</script>",
        subtype="html",
    )
    words = rules.read_letter(made.as_bytes()).words
    assert [line for line in words.split("\n") if line] == ["眠れない&つらい", "二行目", "三行目"]


def test_iso_2022_jp_and_a_wrong_charset_are_read() -> None:
    head = f"From: {SENDER}\r\nTo: {ADDRESS}\r\nContent-Type: text/plain; charset="
    assert rules.read_letter((head + "iso-2022-jp\r\n\r\n").encode() + "助けて".encode("iso-2022-jp")).words == "助けて"
    assert rules.read_letter((head + "nonsense\r\n\r\n").encode() + "助けて".encode()).words == "助けて"


@given(st.binary(max_size=400))
def test_whatever_bytes_come_are_read(raw: bytes) -> None:
    rules.read_letter(raw)
    rules.read_letter(b"From: a@example.com\r\nTo: b@example.com\r\nContent-Type: text/html\r\n\r\n" + raw)
    rules.read_letter(b"Subject: =?utf-8?q?" + raw)


@pytest.mark.parametrize(
    ("headers", "machine"),
    [
        ({}, ""),
        ({"Auto-Submitted": "no"}, ""),
        ({"Auto-Submitted": "auto-replied"}, "reply"),
        ({"X-Autoreply": "yes"}, "reply"),
        ({"Precedence": "bulk"}, "bulk"),
        ({"List-Id": "<news.example.com>"}, "bulk"),
        ({"Return-Path": "<>"}, "bounce"),
        ({"From": "MAILER-DAEMON@example.com"}, "bounce"),
    ],
)
def test_what_a_machine_wrote_is_known(headers: dict[str, str], machine: str) -> None:
    assert rules.read_letter(letter(**headers).as_bytes()).machine == machine


@pytest.mark.parametrize(
    "history",
    [
        "> 前のことば\n> つづき",
        "2026年11月26日(木) 16:00 見本窓口 <soudan@example.jp>:\n> 前のことば",
        "On Thu, 26 Nov 2026 at 16:00, Window <soudan@example.jp> wrote:\n> earlier",
        "-----Original Message-----\nFrom: Window\nearlier",
        "差出人: 見本窓口\n日時: 2026年11月26日\n件名: 相談\n前のことば",
    ],
)
def test_quoted_history_is_cut_from_what_is_shown(history: str) -> None:
    shown, quoted = rules.cut_quotes(f"新しいことば\n> の中の引用\nまだ新しい\n\n{history}")
    assert shown == "新しいことば\n> の中の引用\nまだ新しい" and quoted == history
    assert rules.cut_quotes(history) == (history, ""), "where nothing else was written, all is shown"


@given(st.text())
def test_cutting_loses_no_line(words: str) -> None:
    shown, quoted = rules.cut_quotes(words)
    kept = [line.strip() for line in f"{shown}\n{quoted}".split("\n") if line.strip()]
    assert kept == [line.strip() for line in words.split("\n") if line.strip()]


def test_a_reply_address_leads_to_its_contact_and_cannot_be_made_up() -> None:
    contact, other = uuid.uuid4(), uuid.uuid4()
    address = rules.reply_address(ADDRESS, contact, b"key")
    assert rules.contact_of(address, b"key") == contact and rules.without_code(address) == ADDRESS
    assert rules.contact_of(address, b"other") is None and rules.contact_of(ADDRESS, b"key") is None
    forged = rules.reply_address(ADDRESS, other, b"guessed")
    assert rules.contact_of(forged, b"key") is None
    longest = rules.reply_address("a" * rules.LONGEST_LOCAL + "@example.jp", contact, b"key")
    assert len(longest.partition("@")[0]) <= 64


# --- in ---


def test_a_letter_makes_one_contact_however_often_it_comes(mail_channel: Channel) -> None:
    made = letter()
    assert receive(made)[0] == "kept" and receive(made)[0] == "known"
    held = Contact.objects.get()
    assert (held.way, held.name, held.reach) == ("mail", "見本 花", SENDER)
    written = Message.objects.order_by("place")
    assert [(one.side, one.delivery) for one in written] == [("person", "here"), ("system", "waiting")]
    assert written[0].words == "相談\n\n家賃が払えません"


def test_the_page_of_a_contact_says_in_words_what_was_told_on_its_own(
    client: Client, town: House, mail_channel: Channel
) -> None:
    receive(letter())
    client.force_login(town.supervisor)
    shown = client.get(reverse("consultations:contact", args=[Contact.objects.get().pk])).content.decode()
    assert "受け取ったことと、返事までの目安を相手に知らせました。" in shown and "received" not in shown


def test_an_answer_is_led_by_its_address_or_what_it_answers_never_by_its_subject(
    town: House, mail_channel: Channel
) -> None:
    receive(letter())
    held = contacts.take(by=town.worker, contact=Contact.objects.get())
    answer = messages.answer(by=town.worker, contact=held, words="どうぞ", key=str(uuid.uuid4()))
    carry_waiting(now=timezone.now())
    sent = mail.outbox[-1]
    assert sent.extra_headers["Message-ID"] == f"<{answer.pk.hex}@town.example.jp>"
    receive(letter("一つ目", To=sent.extra_headers["Reply-To"]))
    receive(letter("二つ目", **{"In-Reply-To": sent.extra_headers["Message-ID"]}))
    assert Contact.objects.count() == 1
    said = [one.words for one in Message.objects.filter(side="person").order_by("place")]
    assert [words.strip() for words in said[1:]] == ["一つ目", "二つ目"]
    receive(letter("別の人", Subject="Re: 相談", From="other@example.com"))
    assert Contact.objects.count() == 2


def test_an_answer_from_another_address_is_marked_and_changes_nothing(mail_channel: Channel) -> None:
    receive(letter())
    held = Contact.objects.get()
    address = rules.reply_address(ADDRESS, held.pk, site.SECRET_KEY.encode())
    receive(letter("代わりに", To=address, From="someone@example.com"))
    assert Contact.objects.get().reach == SENDER
    assert Message.objects.order_by("place").last().words == "other_sender"  # type: ignore[union-attr]


def test_an_ended_conversation_is_opened_again_for_whoever_had_it(town: House, mail_channel: Channel) -> None:
    receive(letter())
    held = contacts.take(by=town.worker, contact=Contact.objects.get())
    contacts.end(by=town.worker, contact=held, outcome="listened")
    receive(letter("もう一つ", To=rules.reply_address(ADDRESS, held.pk, site.SECRET_KEY.encode())))
    again = Contact.objects.get()
    assert (again.state, again.worker, again.outcome) == ("live", town.worker, "")


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied"},
        {"List-Id": "<news.example.com>"},
        {"From": ADDRESS},
        {"To": "nobody@example.org"},
        {"Return-Path": "<>"},
    ],
)
def test_no_contact_is_made_of_machines_loops_and_other_peoples_mail(
    mail_channel: Channel, headers: dict[str, str]
) -> None:
    assert receive(letter(**headers))[0] in ("machine", "not_ours")
    assert not Contact.objects.exists()


def test_danger_in_a_letter_is_raised_but_not_that_of_quoted_history(mail_channel: Channel) -> None:
    receive(letter("ありがとうございました\n\n> もう死にたい"))
    assert Contact.objects.get().danger == ""
    receive(letter("もう死にたい", From="other@example.com"))
    assert Contact.objects.get(danger="suicide")
    carry_waiting(now=timezone.now())
    assert any("いのちSOS" in one.body for one in mail.outbox)


def test_attachments_are_named_and_not_kept(mail_channel: Channel) -> None:
    made = letter()
    made.add_attachment(b"x", maintype="application", subtype="pdf", filename="家計.pdf")
    receive(made)
    assert "attachments:家計.pdf (1 kB)" in [one.words for one in Message.objects.filter(side="system")]


# --- handed in by a gateway ---


def hand_in(client: Client, channel: Channel, body: bytes, time: int | None = None, secret: str = "") -> Any:
    at = str(int(timezone.now().timestamp()) if time is None else time)
    signature = mail_signature(body, at, secret or channel.secret)
    headers = {"X-Tsunagi-Time": at, "X-Tsunagi-Signature": signature}
    return client.post(reverse("hook_mail", args=[channel.pk]), body, content_type="message/rfc822", headers=headers)


def test_a_gateway_hands_in_what_it_signed_once(client: Client, mail_channel: Channel) -> None:
    body = letter().as_bytes()
    assert hand_in(client, mail_channel, body).status_code == 200
    assert Contact.objects.count() == 1
    now = int(timezone.now().timestamp())
    assert hand_in(client, mail_channel, body, now - 60).status_code == 200, "another delivery of the same mail"
    assert hand_in(client, mail_channel, body, now - 60).status_code == 409, "a replay"
    assert Contact.objects.count() == 1
    for wrong in (
        hand_in(client, mail_channel, body, now - 3600),
        hand_in(client, mail_channel, body, now + 3600),
        hand_in(client, mail_channel, body, secret="wrong"),
        client.post(reverse("hook_mail", args=[mail_channel.pk]), body, content_type="message/rfc822"),
    ):
        assert wrong.status_code == 401 and not wrong.content
    assert (
        client.post(reverse("hook_mail", args=[uuid.uuid4()]), body, content_type="message/rfc822").status_code == 404
    )
    assert client.get(reverse("hook_mail", args=[mail_channel.pk])).status_code == 405


# --- out ---


def test_the_sites_own_mail_is_never_answered(mail_channel: Channel, settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "見本町の計画 <plan@town.example.jp>"
    assert receive(letter(From="plan@town.example.jp"))[0] == "machine" and not Contact.objects.exists()


def test_an_answer_goes_out_once_to_whoever_wrote(answered: Message) -> None:
    now = timezone.now()
    assert carry_waiting(now=now).sent == 1 and carry_waiting(now=now).sent == 0
    (sent,) = mail.outbox
    assert (
        sent.to == [SENDER] and f"<{ADDRESS}>" in sent.from_email and sent.subject == "Re: 相談" and sent.body == "こちらです"
    )
    assert sent.extra_headers["In-Reply-To"]
    assert Message.objects.get(pk=answered.pk).delivery == "sent"


def test_an_answer_that_cannot_go_out_is_tried_again_then_shown(
    client: Client, town: House, answered: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Any, *args: Any, **kwargs: Any) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", fail)
    now = timezone.now()
    for pause in PAUSES:
        assert carry_waiting(now=now).later == 1
        assert carry_waiting(now=now + timedelta(seconds=30)).later == 0, "its turn has not come"
        now += timedelta(minutes=pause)
    assert carry_waiting(now=now).failed == 1
    assert Message.objects.get(pk=answered.pk).delivery == "failed"
    client.force_login(town.worker)
    shown = client.get(reverse("consultations:chat", args=[answered.contact_id])).content.decode()
    assert "送れなかった" in shown
    monkeypatch.undo()
    client.post(reverse("consultations:carry_again", args=[answered.contact_id]))
    assert Message.objects.get(pk=answered.pk).delivery == "sent"


def test_a_process_that_dies_while_it_sends_leaves_the_answer_to_be_sent(
    answered: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(self: Any, *args: Any, **kwargs: Any) -> int:
        raise KeyboardInterrupt

    now = timezone.now()
    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", die)
        with pytest.raises(KeyboardInterrupt):
            carry_waiting(now=now)
    assert carry_waiting(now=now + timedelta(minutes=1)).sent == 0, "somebody may still be at it"
    assert carry_waiting(now=now + timedelta(minutes=6)).sent == 1


def test_no_such_address_fails_at_once(answered: Message, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Any, *args: Any, **kwargs: Any) -> int:
        raise smtplib.SMTPRecipientsRefused({SENDER: (550, b"no such user")})

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    assert carry_waiting(now=timezone.now()).failed == 1


def test_a_bounce_marks_what_could_not_be_delivered(answered: Message) -> None:
    carry_waiting(now=timezone.now())
    bounce = (
        "From: MAILER-DAEMON@example.com\r\nTo: soudan@town.example.jp\r\nReturn-Path: <>\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nno such user\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"Message-ID: <{answered.pk.hex}@town.example.jp>\r\n\r\n--b--\r\n"
    )
    became, note = receive_letter(letter=rules.read_letter(bounce.encode()), now=timezone.now())
    assert became == "noted" and note is not None and note.words == "bounced"
    assert Message.objects.get(pk=answered.pk).delivery == "failed"
