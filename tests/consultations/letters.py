"""Made-up mails."""

from __future__ import annotations

import uuid
from email.message import EmailMessage

from django.utils import timezone

from tsunagi.consultations.actions.mail import receive_letter
from tsunagi.consultations.models import Message
from tsunagi.consultations.rules import mail as rules

ADDRESS = "soudan@town.example.jp"
SENDER = "hanako@example.com"


def letter(words: str = "家賃が払えません", **headers: str) -> EmailMessage:
    made = EmailMessage()
    plain = {
        "From": f"見本 花 <{SENDER}>",
        "To": ADDRESS,
        "Subject": "相談",
        "Message-ID": f"<{uuid.uuid4().hex}@example.com>",
    }
    for name, value in {**plain, **headers}.items():
        made[name] = value
    made.set_content(words)
    return made


def receive(made: EmailMessage) -> tuple[str, Message | None]:
    return receive_letter(letter=rules.read_letter(made.as_bytes()), now=timezone.now())
