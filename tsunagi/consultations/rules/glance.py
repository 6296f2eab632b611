"""What a page of a chat brings along to ask cheaply whether there is anything new."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import Final

#: A page asks the long way at least once in so many seconds: whether it may still see the chat, and its sign of life,
#: hang on that. Shorter than what a sign of life is good for (rules/waiting.py).
GOOD_FOR: Final = 25

_SHAPE: Final = re.compile(r"([0-9a-f]{32})\.([0-9]{1,18})\.([0-9]{1,9})\.([0-9]{1,12})")


@dataclass(frozen=True, slots=True)
class Glance:
    """Somebody who may see a chat had all of it up to a place.

    organisation: whose contact it is. place: of the last message, also of one that this side does not see. until:
    seconds since 1970.
    """

    contact: uuid.UUID
    organisation: int
    place: int
    until: int

    def __str__(self) -> str:
        return f"{self.contact.hex}.{self.organisation}.{self.place}.{self.until}"


def read_glance(text: str) -> Glance | None:
    """What stands in a text; None where it is none."""
    found = _SHAPE.fullmatch(text)
    return Glance(uuid.UUID(hex=found[1]), int(found[2]), int(found[3]), int(found[4])) if found else None
