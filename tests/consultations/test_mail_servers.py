"""Mail over IMAP and SMTP, with so much of both servers on this machine as that takes."""

from __future__ import annotations

import imaplib
import socketserver
import threading
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import pytest
from django.utils import timezone

from tests.consultations.letters import letter, receive
from tsunagi.consultations import jobs
from tsunagi.consultations.actions.carrying import carry_waiting
from tsunagi.consultations.mailbox import fetch_unread
from tsunagi.consultations.models import Channel, Contact, Message
from tsunagi.consultations.rules import mail as rules


class Mailbox(socketserver.StreamRequestHandler):
    """So much of an IMAP server as reading a mailbox takes."""

    mails: ClassVar[dict[int, bytes]] = {}
    seen: ClassVar[set[int]] = set()

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
                unread = [str(key) for key in self.mails if key not in self.seen]
                self.wfile.write(f"* SEARCH {' '.join(unread)}\r\n".encode())
            elif word.startswith("UID FETCH"):
                key = int(rest.split()[2])
                raw = self.mails[key]
                self.wfile.write(f"* 1 FETCH (UID {key} BODY[] {{{len(raw)}}}\r\n".encode() + raw + b")\r\n")
            elif word.startswith("UID STORE"):
                self.seen.add(int(rest.split()[2]))
            self.wfile.write(f"{tag} OK done\r\n".encode())
            if word.startswith("LOGOUT"):
                return


@pytest.fixture
def mailbox() -> Iterator[Callable[[list[bytes]], str]]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mailbox) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()

        def fill(mails: list[bytes]) -> str:
            Mailbox.mails, Mailbox.seen = dict(enumerate(mails, 1)), set()
            return f"imap://soudan:himitsu@127.0.0.1:{server.server_address[1]}/INBOX"

        yield fill
        server.shutdown()


def test_a_mailbox_is_read_and_what_was_kept_is_marked(
    mail_channel: Channel, mailbox: Callable[[list[bytes]], str], settings: Any
) -> None:
    settings.IMAP = mailbox([letter().as_bytes(), letter(From="other@example.com").as_bytes()])
    done = jobs.tend(timezone.now())
    assert (done.fetched, done.failed) == (2, []) and Contact.objects.count() == 2 and Mailbox.seen == {1, 2}
    assert jobs.tend(timezone.now()).fetched == 0
    Mailbox.seen = set()
    jobs.tend(timezone.now())
    assert Contact.objects.count() == 2, "read again, kept once"


def test_what_could_not_be_kept_stays_unread_and_is_reported(mailbox: Callable[[list[bytes]], str]) -> None:
    def keep(raw: bytes) -> None:
        if b"bad" in raw:
            raise OSError

    assert fetch_unread(mailbox([letter().as_bytes(), letter(Subject="bad").as_bytes()]), keep) == (1, 1)
    assert Mailbox.seen == {1}


def test_a_mailbox_that_does_not_open_is_reported_and_holds_nothing_up(
    mailbox: Callable[[list[bytes]], str], settings: Any, db: None
) -> None:
    settings.IMAP = mailbox([]).replace("himitsu", "wrong")
    with pytest.raises(imaplib.IMAP4.error):
        fetch_unread(settings.IMAP, lambda raw: None)
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
    assert sent.words.strip() == "こちらです" and sent.machine == ""
    back = letter("ありがとう", **{"In-Reply-To": f"<{sent.message_id}>"})
    assert receive(back)[0] == "kept" and Contact.objects.count() == 1
