"""Mail over IMAP and SMTP, with so much of both servers on this machine as that takes."""

from __future__ import annotations

import imaplib
import socketserver
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from email import policy
from email.parser import BytesParser
from typing import Any, ClassVar

import pytest
from django.utils import timezone

from tests.consultations.letters import ADDRESS, letter, receive
from tsunagi.consultations import jobs
from tsunagi.consultations.actions.carrying import carry_waiting
from tsunagi.consultations.mailbox import Fetched, fetch_unread
from tsunagi.consultations.models import Channel, Contact, Message
from tsunagi.consultations.rules import mail as rules
from tsunagi.mailing import READING, Server, mail_server


class Mailbox(socketserver.StreamRequestHandler):
    """So much of an IMAP server as reading a mailbox takes."""

    mails: ClassVar[dict[int, bytes]] = {}
    seen: ClassVar[set[int]] = set()
    flagged: ClassVar[set[int]] = set()

    def handle(self) -> None:
        self.wfile.write(b"* OK ready\r\n")
        while line := self.rfile.readline():
            tag, _space, rest = line.decode().strip().partition(" ")
            word = rest.upper()
            if word.startswith("CAPABILITY"):
                self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")
            elif word.startswith("LOGIN") and "himitsu" not in rest:
                self.wfile.write(f"{tag} NO wrong\r\n".encode())
                continue
            elif word.startswith("SELECT"):
                self.wfile.write(b"* 1 EXISTS\r\n")
            elif word.startswith("UID SEARCH"):
                flagged = "UNFLAGGED" not in word
                unread = [str(key) for key in self.mails if key not in self.seen and (key in self.flagged) == flagged]
                self.wfile.write(f"* SEARCH {' '.join(unread)}\r\n".encode())
            elif word.startswith("UID FETCH"):
                key = int(rest.split()[2])
                raw = self.mails[key]
                self.wfile.write(f"* 1 FETCH (UID {key} BODY[] {{{len(raw)}}}\r\n".encode() + raw + b")\r\n")
            elif word.startswith("UID STORE"):
                held = self.seen if "\\Seen" in rest else self.flagged
                (held.add if "+FLAGS" in rest else held.discard)(int(rest.split()[2]))
            self.wfile.write(f"{tag} OK done\r\n".encode())
            if word.startswith("LOGOUT"):
                return


@pytest.fixture
def mailbox() -> Iterator[Callable[[list[bytes]], Server]]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mailbox) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()

        def fill(mails: list[bytes]) -> Server:
            Mailbox.mails, Mailbox.seen, Mailbox.flagged = dict(enumerate(mails, 1)), set(), set()
            address = f"imap://soudan:himitsu@127.0.0.1:{server.server_address[1]}/INBOX"
            return mail_server(address, READING, name="TSUNAGI_IMAP")

        yield fill
        server.shutdown()


def test_a_mailbox_is_read_and_what_was_kept_is_marked(
    mail_channel: Channel, mailbox: Callable[[list[bytes]], Server], settings: Any
) -> None:
    settings.IMAP = mailbox([letter().as_bytes(), letter(From="other@example.com").as_bytes()])
    done = jobs.tend(timezone.now())
    assert (done.fetched, done.failed) == (2, []) and Contact.objects.count() == 2 and Mailbox.seen == {1, 2}
    assert jobs.tend(timezone.now()).fetched == 0
    Mailbox.seen = set()
    jobs.tend(timezone.now())
    assert Contact.objects.count() == 2, "read again, kept once"


def test_what_could_not_be_kept_stays_unread_and_is_reported(mailbox: Callable[[list[bytes]], Server]) -> None:
    def keep(raw: bytes) -> bool:
        if b"Subject: bad" in raw:
            raise OSError
        return True

    done = fetch_unread(mailbox([letter().as_bytes(), letter(Subject="bad").as_bytes()]), keep)
    assert done == Fetched(kept=1, failed=1)
    assert Mailbox.seen == {1} and Mailbox.flagged == {2}


def test_mails_that_cannot_be_kept_let_newer_ones_pass_and_are_tried_again(
    mailbox: Callable[[list[bytes]], Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tsunagi.consultations.mailbox.MOST", 2)
    bad, kept = [True], []

    def keep(raw: bytes) -> bool:
        if b"Subject: bad" in raw and bad[0]:
            raise OSError
        kept.append(raw)
        return True

    server = mailbox([letter(Subject="bad").as_bytes()] * 3 + [letter().as_bytes()])
    assert fetch_unread(server, keep) == Fetched(failed=2)
    assert fetch_unread(server, keep) == Fetched(kept=1, failed=3) and Mailbox.seen == {4}
    bad[0] = False
    assert fetch_unread(server, keep).kept == 2 and fetch_unread(server, keep).kept == 1
    assert Mailbox.seen == {1, 2, 3, 4} and not Mailbox.flagged


def test_a_letter_for_no_window_is_flagged_for_a_person_and_reported_once(
    mail_channel: Channel, mailbox: Callable[[list[bytes]], Server], settings: Any
) -> None:
    settings.IMAP = mailbox([letter(To="madoguchi@nowhere.example.jp").as_bytes(), letter().as_bytes()])
    done = jobs.tend(timezone.now())
    assert done.fetched == 1 and done.failed == ["mails in the mailbox that are for no window here, flagged there: 1"]
    assert Mailbox.flagged == {1} and Mailbox.seen == {1, 2}
    assert jobs.tend(timezone.now()).failed == []


def test_a_mailbox_that_does_not_open_is_reported_and_holds_nothing_up(
    mailbox: Callable[[list[bytes]], Server], settings: Any, db: None
) -> None:
    settings.IMAP = replace(mailbox([]), password="wrong")
    with pytest.raises(imaplib.IMAP4.error):
        fetch_unread(settings.IMAP, lambda raw: True)
    assert jobs.tend(timezone.now()).failed == ["the mailbox could not be opened (error)"]


class Post(socketserver.StreamRequestHandler):
    """So much of an SMTP server as sending one mail takes."""

    got: ClassVar[list[bytes]] = []

    def handle(self) -> None:
        self.wfile.write(b"220 ready\r\n")
        while line := self.rfile.readline():
            word = line.strip().upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                body = b""
                while (line := self.rfile.readline()) != b".\r\n":
                    body += line
                self.got.append(body)
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                return


def test_an_answer_goes_through_smtp_and_comes_back_to_its_contact(answered: Message, settings: Any) -> None:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Post) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        Post.got = []
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address[0], server.server_address[1]
        assert carry_waiting(now=timezone.now()).sent == 1
        server.shutdown()
    sent = rules.read_letter(Post.got[0])
    written = Post.got[0].split(b"\r\n\r\n")[0]
    head = BytesParser(policy=policy.default).parsebytes(written)
    assert written.isascii() and str(head["From"]) == f"{answered.contact.window.name} <{ADDRESS}>"
    assert sent.words.strip() == "こちらです" and sent.machine == ""
    back = letter("ありがとう", **{"In-Reply-To": f"<{sent.message_id}>"})
    assert receive(back)[0] == "kept" and Contact.objects.count() == 1
