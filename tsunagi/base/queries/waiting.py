"""What waits for somebody in any part of the site: each says it in its waiting.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise

from tsunagi.base.models import User
from tsunagi.base.queries.parts import saying

#: People before papers.
FIRST: Final = ("consultations", "cases", "register", "figures", "directory")


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many of a thing wait for somebody, and the page on which they stand."""

    label: str | Promise
    count: int
    page: str
    """Name of an address."""
    of: str = ""
    """What the address is asked of: a slug, a key."""

    @property
    def address(self) -> str:
        """The page."""
        return reverse(self.page, args=[self.of] if self.of else [])


def waits_for(user: User, now: datetime) -> list[Waiting]:
    """Everything of which somebody has at least one before them."""
    parts = saying("waiting")
    return [one for label in FIRST for one in parts[label].waits_for(user, now) if one.count]
