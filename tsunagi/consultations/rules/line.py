"""What LINE hands in, and what it is handed. https://developers.line.biz/en/reference/messaging-api/"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final, Literal

#: The longest text of one message that LINE takes, in UTF-16 units.
LONGEST: Final = 5_000

#: "text": words; "other": something that is no text; "unsend": a message is taken back; "unfollow": they can be sent
#: nothing any more.
What = Literal["text", "other", "unsend", "unfollow"]


@dataclass(frozen=True, slots=True)
class Event:
    """key: LINE's own for the event, the same when delivered again. user: who; words: theirs, or the kind of thing.

    message: LINE's own key of the message that is sent or taken back.
    """

    key: str
    what: What
    user: str
    words: str = ""
    message: str = ""


def read_events(body: bytes) -> list[Event]:
    """The events of one person each that we act on. Groups, rooms and whatever else LINE may send are passed over.

    Raises ValueError where the body is not what LINE sends.
    """
    held = json.loads(body)
    if not isinstance(held, dict) or not isinstance(held.get("events"), list):
        raise ValueError("no events")
    return [found for one in held["events"] if isinstance(one, dict) and (found := _event(one)) is not None]


def _event(one: dict[str, Any]) -> Event | None:
    source = one.get("source")
    user = source.get("userId") if isinstance(source, dict) and source.get("type") == "user" else None
    key = one.get("webhookEventId")
    # In standby another module of the account answers.
    if not isinstance(user, str) or not isinstance(key, str) or one.get("mode", "active") != "active":
        return None
    if one.get("type") == "unfollow":
        return Event(key, "unfollow", user)
    if one.get("type") == "unsend":
        taken = one.get("unsend")
        told = taken.get("messageId") if isinstance(taken, dict) else None
        return Event(key, "unsend", user, message=told) if isinstance(told, str) else None
    message = one.get("message")
    if one.get("type") != "message" or not isinstance(message, dict):
        return None
    if message.get("type") == "text":
        return Event(key, "text", user, str(message.get("text", "")), str(message.get("id", "")))
    return Event(key, "other", user, str(message.get("type", "")))


def push(user: str, words: str) -> bytes:
    """The body of a push message."""
    return json.dumps(
        {"to": user, "messages": [{"type": "text", "text": words[:LONGEST]}]}, ensure_ascii=False
    ).encode()


def became_of(status: int) -> Literal["sent", "later", "refused"]:
    """What an answer of LINE's means. 409: it had taken the message before, under the same retry key."""
    if 200 <= status < 300 or status == 409:
        return "sent"
    return "later" if status == 429 or status >= 500 else "refused"
