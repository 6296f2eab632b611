"""A mail as it came (RFC 5322): who wrote what, which contact it answers, and whether a machine wrote it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import uuid
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from email.utils import getaddresses, parseaddr
from typing import Final, Literal

from lxml import etree, html

#: The longest letter that is kept, in characters; what is longer is cut, and whoever answers is told.
LONGEST: Final = 100_000
#: The longest name before the @ of a window's address: what is put after its + must fit too (RFC 5321, 4.5.3.1.1: 64).
LONGEST_LOCAL: Final = 20
_TAG_BYTES: Final = 10

#: What made a mail, where it was no person: an automatic answer, a list or other bulk mail, a report that something
#: could not be delivered (RFC 3834; RFC 2919; RFC 3464).
Machine = Literal["", "reply", "bulk", "bounce"]


@dataclass(frozen=True, slots=True)
class Letter:
    """sender, to: addresses in small letters. name: as the sender calls themselves. message_id: its own, or made
    from its bytes where it has none. answers: the Message-IDs that it answers, the nearest first. attachments: names
    and sizes.
    """

    message_id: str
    sender: str
    name: str
    to: tuple[str, ...]
    subject: str
    words: str
    is_cut: bool
    attachments: tuple[str, ...]
    answers: tuple[str, ...]
    machine: Machine
    failed: tuple[str, ...]
    """Message-IDs that a bounce says could not be delivered."""


def read_letter(raw: bytes) -> Letter:
    """What a mail says. Never raises for what stands in it: a header that cannot be read is as none."""
    mail = BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(raw)
    name, sender = parseaddr(_header(mail, "From"))
    words = _words(mail)
    machine = _machine(mail)
    own_id = _ids(_header(mail, "Message-ID"))
    return Letter(
        message_id=own_id[0] if own_id else hashlib.sha256(raw).hexdigest(),
        sender=sender.lower(),
        name=name.strip(),
        to=_to(mail),
        subject=_header(mail, "Subject"),
        words=words[:LONGEST],
        is_cut=len(words) > LONGEST,
        attachments=tuple(_attachments(mail)),
        answers=tuple(
            dict.fromkeys([*_ids(_header(mail, "In-Reply-To")), *reversed(_ids(_header(mail, "References")))])
        ),
        machine=machine,
        failed=tuple(_failed(mail)) if machine == "bounce" else (),
    )


def _header(mail: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(mail.get(name, "")).split())
    except (ValueError, IndexError, AttributeError, TypeError, LookupError):
        # The library's parser of headers still stumbles over some that are broken.
        return ""


def _to(mail: EmailMessage) -> tuple[str, ...]:
    """Everybody whom it names as receiver, and to whom it was in fact delivered."""
    named = [_header(mail, name) for name in ("Delivered-To", "X-Original-To", "To", "Cc")]
    return tuple(dict.fromkeys(address.lower() for _name, address in getaddresses(named) if "@" in address))


def _ids(text: str) -> list[str]:
    return re.findall(r"<([^<>\s]+)>", text)


def _machine(mail: EmailMessage) -> Machine:
    if mail.get_content_type() == "multipart/report" or _header(mail, "Return-Path") == "<>":
        return "bounce"
    if re.match(r"(mailer-daemon|postmaster)@", parseaddr(_header(mail, "From"))[1], re.I):
        return "bounce"
    if mail.get("List-Id") or _header(mail, "Precedence").lower() in ("bulk", "list", "junk"):
        return "bulk"
    submitted = _header(mail, "Auto-Submitted").lower().partition(";")[0].strip()
    if submitted not in ("", "no") or mail.get("X-Autoreply") or mail.get("X-Autorespond"):
        return "reply"
    return ""


def _words(mail: EmailMessage) -> str:
    """The text of a mail; of one that has HTML only, the text in it."""
    part = mail.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    text = _text(part)
    return plain(text) if part.get_content_type() == "text/html" else text


def _text(part: MIMEPart) -> str:
    """A part's text, whatever its charset says; letters that are in no charset become �."""
    try:
        return str(part.get_content())
    except (LookupError, ValueError, KeyError, AttributeError):
        raw = part.get_payload(decode=True)
        return raw.decode("utf-8", "replace") if isinstance(raw, bytes) else ""


def _attachments(mail: EmailMessage) -> list[str]:
    found = []
    for part in mail.walk():
        if part.is_multipart() or (part.get_content_maintype() == "text" and not part.get_filename()):
            continue
        raw = part.get_payload(decode=True)
        size = len(raw) if isinstance(raw, bytes) else 0
        found.append(f"{part.get_filename() or part.get_content_type()} ({max(1, round(size / 1024))} kB)")
    return found


def _failed(mail: EmailMessage) -> list[str]:
    """The Message-IDs of the mails that a bounce brings back, whole or their headers."""
    found = []
    for part in mail.walk():
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload()
            found += [_header(one, "Message-ID") for one in inner if isinstance(one, EmailMessage)]
        elif part.get_content_type() == "text/rfc822-headers":
            found += re.findall(r"^Message-ID:\s*(\S+)", _text(part), re.I | re.M)
    return [one for text in found for one in _ids(text)]


#: Where a browser begins a new line.
_BREAKS: Final = frozenset("p div br tr li h1 h2 h3 h4 h5 h6 blockquote table ul ol hr".split())


def plain(markup: str) -> str:
    """The text that a piece of HTML shows, a paragraph a line."""
    if not markup.strip():
        return ""
    try:
        tree = html.document_fromstring(markup.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    except etree.ParserError:  # nothing in it that a browser would show
        return ""
    for unseen in list(tree.iter("script", "style", "head", "template")):
        if isinstance(unseen, html.HtmlElement):
            unseen.drop_tree()
    parts: list[str] = []
    for event, one in etree.iterwalk(tree, events=("start", "end")):
        is_break = one.tag in _BREAKS
        if is_break and (event == "start" or one.tag != "br"):
            parts.append("\n")
        text = one.tail if event == "end" else one.text if isinstance(one.tag, str) else ""
        parts.append(re.sub(r"\s+", " ", text or ""))
    lines = [line.strip() for line in "".join(parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


_INTRODUCES = re.compile(
    r"^(On .{5,120} wrote:|.{0,20}\d{4}[年/.-]\s?\d{1,2}[月/.-].{0,120}[::]|.{1,120} (のメール|さんは書きました)[::]?)$"
)
_DIVIDES = re.compile(
    r"^[-_ーー]{2,}\s*(Original Message|Forwarded message|元のメッセージ|転送メッセージ)\s*[-_ーー]{2,}$", re.I
)
_HEADS = re.compile(r"^(From|差出人|送信元|送信者)\s*[::]\s*\S")


def cut_quotes(words: str) -> tuple[str, str]:
    """What was written, and the history that was quoted under it. Where nothing would be left, nothing is cut."""
    lines = words.split("\n")
    cut = next((number for number in range(len(lines)) if _is_history(lines[number:])), len(lines))
    shown = "\n".join(lines[:cut]).rstrip()
    return (shown, "\n".join(lines[cut:]).strip()) if shown else (words, "")


def _is_history(lines: list[str]) -> bool:
    """Whether from here on there is nothing but what was written before."""
    first = lines[0].strip()
    if _DIVIDES.match(first):
        return True
    if _HEADS.match(first):
        return any(
            re.match(r"(Sent|Date|To|Subject|送信日時|日時|宛先|件名)\s*[::]", line.strip()) for line in lines[1:5]
        )
    rest = [line for line in lines if line.strip()]
    if rest and _INTRODUCES.match(first):
        rest = rest[1:]
    return bool(first) and bool(rest) and all(line.lstrip().startswith((">", "＞")) for line in rest)


def reply_address(address: str, contact: uuid.UUID, key: bytes) -> str:
    """The window's address with a part that leads answers to their contact, and nobody makes without the key."""
    local, _at, domain = address.partition("@")
    code = base64.b32encode(contact.bytes + _tag(contact, key)).decode("ascii").rstrip("=").lower()
    return f"{local}+{code}@{domain}"


def contact_of(address: str, key: bytes) -> uuid.UUID | None:
    """The contact that an address leads to; None where it leads to none."""
    code = address.partition("@")[0].partition("+")[2].upper()
    try:
        raw = base64.b32decode(code + "=" * (-len(code) % 8))
    except ValueError:
        return None
    if len(raw) != 16 + _TAG_BYTES:
        return None
    contact = uuid.UUID(bytes=raw[:16])
    return contact if hmac.compare_digest(raw[16:], _tag(contact, key)) else None


def without_code(address: str) -> str:
    """The window's own address."""
    local, _at, domain = address.partition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _tag(contact: uuid.UUID, key: bytes) -> bytes:
    return hmac.new(key, b"reply " + contact.bytes, hashlib.sha256).digest()[:_TAG_BYTES]
