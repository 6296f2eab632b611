"""Counting that no page waits for and none fails by: in memory first, written by a thread of its own every few seconds.

What the process still holds when it is stopped is lost; while the database is gone, it waits.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Final, Generic, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, connections
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tsunagi.navigator.actions.counting import add_pages, add_unmet
from tsunagi.navigator.rules.ledger import counted_area, counted_need, month_of

Key = TypeVar("Key")
Page = Callable[[HttpRequest], HttpResponse]

_log = logging.getLogger(__name__)

#: The public pages that are counted by this name, or by it and their key. Danger pages count themselves: they are
#: answered before any of this.
COUNTED: Final = frozenset(
    "navigator:ask navigator:find navigator:take_along navigator:code directory:services directory:service"
    " register:home".split()
)


class Tally(Generic[Key]):
    """Counts in memory, on their way into the database."""

    def __init__(self, write: Callable[[Mapping[Key, int]], None]) -> None:
        self._write = write
        self._lock = threading.Lock()
        self._held: Counter[Key] = Counter()
        self._is_due = False

    def add(self, key: Key) -> None:
        """One more. The first one since they were last written starts the clock."""
        with self._lock:
            self._held[key] += 1
            if self._is_due or not settings.COUNT_EVERY:
                return
            self._is_due = True
        clock = threading.Timer(settings.COUNT_EVERY, self._in_thread)
        clock.daemon = True
        clock.start()

    def flush(self) -> None:
        """Write what is held; what cannot be written is held on to."""
        with self._lock:
            held, self._held, self._is_due = self._held, Counter(), False
        if not held:
            return
        try:
            self._write(held)
        except DatabaseError:
            _log.warning("counts could not be written; they wait for the next time")
            with self._lock:
                self._held.update(held)

    def _in_thread(self) -> None:
        try:
            self.flush()
        finally:
            connections.close_all()


PAGES: Final[Tally[tuple[str, int]]] = Tally(lambda counts: add_pages(counts=counts))
UNMET: Final[Tally[tuple[str, str, int]]] = Tally(lambda counts: add_unmet(counts=counts))


def count_page(name: str) -> None:
    """A page was shown."""
    PAGES.add((name, month_of(timezone.localdate())))


def count_shown(keys: Iterable[UUID]) -> None:
    """Supports were shown in an answer."""
    for key in keys:
        count_page(f"shown:{key}")


def count_unmet(needs: Iterable[str], area: str) -> None:
    """Nothing fitted. needs: what the words seemed to be about, main one first; area: a code, or empty."""
    UNMET.add((counted_need(needs), counted_area(area), month_of(timezone.localdate())))


def count_pages(get_response: Page) -> Page:
    """Count the public pages that are in COUNTED, unless somebody with a session asks: those work here."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        match = request.resolver_match
        if (
            response.status_code == 200
            and match is not None
            and match.view_name in COUNTED
            and request.method in ("GET", "POST")
            and settings.SESSION_COOKIE_NAME not in request.COOKIES
        ):
            count_page(":".join([match.view_name, *map(str, match.kwargs.values())]))
        return response

    return respond
