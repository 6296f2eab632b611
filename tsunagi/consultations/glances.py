"""An answer of "nothing new" to a page of a chat, before session, rights, language and template cost anything.

Thousands of pages ask every other second, and nearly always in vain. A page that was answered the long way gets a
signed note of what it then had (X-Glance), and brings it along. While it is good, it is answered from what this process
asked the database a moment ago about all chats at once. A page that says that it can wait (X-Wait) is not answered
until there is more, and costs no thread meanwhile (cli/waiting.py). The note opens nothing: the most it can bring is
that.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import Final
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db import Error, close_old_connections
from django.http import HttpRequest, HttpResponse

from tsunagi.consultations.queries.chat import News
from tsunagi.consultations.queries.glance import last_places
from tsunagi.consultations.rules.glance import GOOD_FOR, Glance, read_glance

HEADER: Final = "X-Glance"
#: What was asked of the database is good for so many seconds: twice as long as the hall lets pass before it asks anew,
#: so that who comes out of it goes by what it was let out for (cli/waiting.py).
FRESH: Final = 0.5
#: A chat that no page asked about for so many seconds is no longer looked after.
LOOKED_AFTER: Final = 15.0

Page = Callable[[HttpRequest], HttpResponse]


class Glances:
    """Where the chats that somebody asks about stood a moment ago, in this process."""

    def __init__(self) -> None:
        self._asked: dict[UUID, tuple[int, float]] = {}
        self._places: dict[UUID, int] = {}
        self._at = float("-inf")
        self._lock = Lock()

    def is_new(self, glance: Glance) -> bool:
        """Whether there may be more than the page had, or the chat is not talked in any more."""
        return self._are_new([glance])[0]

    def waits_for(self, method: str, headers: Mapping[str, str]) -> Glance | None:
        """What a page had that can wait for more; None for any other request. headers: as waitress names them."""
        return read_note(headers.get("X_GLANCE", "")) if method == "GET" and "X_WAIT" in headers else None

    def are_ripe(self, waited_for: Sequence[Glance]) -> list[bool]:
        """Of each, whether there may be more: of all, where the database cannot be asked."""
        close_old_connections()
        try:
            return self._are_new(waited_for)
        except Error:
            return [True for _one in waited_for]

    def _are_new(self, glances: Sequence[Glance]) -> list[bool]:
        now = time.monotonic()
        are_known = all(one.contact in self._asked for one in glances)
        self._asked.update((one.contact, (one.organisation, now)) for one in glances)
        if not are_known or now - self._at > FRESH:
            self._look(now, must_wait=not are_known)
        return [self._places.get(one.contact, one.place + 1) > one.place for one in glances]

    def _look(self, began: float, *, must_wait: bool) -> None:
        """Ask the database once for all. While one thread does, the others go by what it said before."""
        if not self._lock.acquire(blocking=must_wait):
            return
        try:
            if self._at > began:
                return
            at = time.monotonic()
            held = {key: one for key, one in list(self._asked.items()) if at - one[1] < LOOKED_AFTER}
            self._places = last_places({organisation for organisation, _at in held.values()})
            for key in [key for key in list(self._asked) if key not in held]:
                self._asked.pop(key, None)
            self._at = at
        finally:
            self._lock.release()


GLANCES: Final = Glances()


def glance_first(get_response: Page) -> Page:
    """Answer 204 where a page's note is good and nothing is new; all else goes the long way."""

    def respond(request: HttpRequest) -> HttpResponse:
        said = request.META.get("HTTP_X_GLANCE", "")
        glance = read_note(said) if request.method == "GET" else None
        if glance is None or GLANCES.is_new(glance):
            return get_response(request)
        return HttpResponse(status=204, headers={"Cache-Control": "no-store"})

    return respond


def with_note(response: HttpResponse, news: News) -> HttpResponse:
    """The answer with a note of what the page has now, if the chat is talked in; without one it asks the long way."""
    if news.known.state == "live":
        note = Glance(news.held.pk, news.held.organisation_id, news.last, int(time.time()) + GOOD_FOR)
        response.headers[HEADER] = _signer().sign(str(note))
    return response


def read_note(said: str) -> Glance | None:
    """What a page had, by the note that it brings along; None without a note of ours that is still good."""
    if not said:
        return None
    try:
        found = read_glance(_signer().unsign(said))
    except BadSignature:
        return None
    return found if found is not None and found.until > time.time() else None


def _signer() -> Signer:
    return Signer(salt="consultations.glance")
