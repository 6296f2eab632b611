"""What is carried to mail and LINE: by which channel, and with which words."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from tsunagi.consultations.models import Channel, Contact, Message
from tsunagi.consultations.queries.wording import within_words
from tsunagi.directory.queries.crisis import crisis_services
from tsunagi.navigator.rules.contacts import Contact as Line
from tsunagi.navigator.rules.contacts import contacts


def channel_of(contact: Contact) -> Channel | None:
    """The channel by which a contact came in; where that is gone, another of its window."""
    known = (contact.more or {}).get("channel")
    usable = Channel.objects.filter(kind=contact.way, in_use=True)
    own = usable.filter(pk=known).first() if known else None
    return own or usable.filter(window=contact.window_id).order_by("pk").first()


def to_carry(now: datetime) -> list[UUID]:
    """Messages whose turn it is, the oldest first."""
    waiting = Message.objects.filter(Q(try_at__isnull=True) | Q(try_at__lte=now), delivery=Message.Delivery.WAITING)
    return list(waiting.order_by("at", "place").values_list("pk", flat=True)[:200])


def words_of(message: Message, at: datetime) -> str:
    """What is carried: what staff wrote as it is; what the system says in the person's own language."""
    if message.side != Message.Side.SYSTEM:
        return str(message.words)
    with override(message.contact.language if message.contact.language in dict(settings.LANGUAGES) else "ja"):
        lines = [_opening(message), "", *_lines(message.danger or "any", at, message.contact.language)]
    return "\n".join(lines)


def _opening(message: Message) -> str:
    if message.words == "danger":
        return _("いま、すぐに話せるところがあります。ここでの話も、このまま続けられます。")
    time = within_words(message.contact.window.answers_by(message.at) - message.at)
    return _(
        "メッセージを受け取りました。相談員が読んで、%(time)s以内をめやすに返事をします。急ぐときや、命や体が危ないときは、次のところを使ってください。"
    ) % {"time": time}


def _lines(kind: str, at: datetime, language: str) -> list[str]:
    found = contacts(kind, crisis_services(), at=at, language=language)
    lines = [*found.emergency, *[one for one in found.lines if one.now.state in ("open", "unknown")][:5]]
    return [f"{_which(one)} {one.shown if one.number else one.href}" for one in lines]


def _which(line: Line) -> str:
    """The line's name, and which of several of one name it is: for whom each of them is."""
    return f"{line.name}({line.which})" if line.which else line.name
