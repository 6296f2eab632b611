"""Public pages read from a copy of the database, where there is one (TSUNAGI_REPLICA); all else from itself.

From the copy reads who asks for a page (GET) without a session: no page of people who work here, and no form that was
sent. Who has just written something reads the database itself for a moment. So does everybody while the copy is away
or behind: a place that was made confidential a moment ago must not be shown from an older copy.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.http import HttpRequest, HttpResponse

from tsunagi.base.models import AuditHead
from tsunagi.base.remembering import is_anybody

REPLICA: Final = "replica"
#: Whoever has this cookie has just written; for so many seconds.
WROTE: Final = "wrote"
A_MOMENT: Final = 10
#: How often the database itself is asked how far it is, in seconds; and how long a server that failed is let alone.
PACE: Final = 1.0
REST: Final = 5.0

Page = Callable[[HttpRequest], HttpResponse]

_reads: ContextVar[bool] = ContextVar("reads_replica", default=False)


class Router:
    """Django's question of which database to use, answered by what the request at hand may read."""

    def db_for_read(self, model: object, **hints: object) -> str:
        """The copy for a public page, else the database itself."""
        return REPLICA if _reads.get() else DEFAULT_DB_ALIAS

    def db_for_write(self, model: object, **hints: object) -> str:
        """Never the copy, even for a row that was read from it."""
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: object, other: object, **hints: object) -> bool:
        """Rows of both are rows of one site."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: object) -> bool:
        """The copy changes by itself."""
        return db != REPLICA


class Course:
    """How far the database itself has come, as this process last heard, and which of the two is let alone for now."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._place: int | None = None
        self._ask_at = self._copy_again_at = 0.0

    def is_fresh(self) -> bool:
        """Whether the copy answers, and has what the database itself had a second ago."""
        if self._now() < self._copy_again_at:
            return False
        known = self._known()
        try:
            return known is not None and _place(REPLICA) >= known
        except DatabaseError:
            self.let_alone()
            return False

    def let_alone(self) -> None:
        """The copy failed: try it again later."""
        self._copy_again_at = self._now() + REST
        connections[REPLICA].close()

    def _known(self) -> int | None:
        """Where the chain of deeds ends; None while that is being asked for the first time. While the database itself
        is away the last known end stands; where none is known, any copy is better than no page."""
        if self._now() >= self._ask_at and self._lock.acquire(blocking=False):
            try:
                self._place = _place(DEFAULT_DB_ALIAS)
                self._ask_at = self._now() + PACE
            except DatabaseError:
                self._place, self._ask_at = self._place or 0, self._now() + REST
                connections[DEFAULT_DB_ALIAS].close()
            finally:
                self._lock.release()
        return self._place


def _place(using: str) -> int:
    return AuditHead.objects.using(using).values_list("place", flat=True).filter(pk=1).first() or 0


_course = Course()


def public_reads(get_response: Page) -> Page:
    """Let public pages read from the copy, and whoever wrote read from the database itself for a moment."""
    if REPLICA not in settings.DATABASES:
        raise MiddlewareNotUsed

    def respond(request: HttpRequest) -> HttpResponse:
        wrote = _Writing()
        token = _reads.set(False)
        try:
            with connections[DEFAULT_DB_ALIAS].execute_wrapper(wrote):
                response = get_response(request)
        finally:
            _reads.reset(token)
        if wrote.has_written and settings.SESSION_COOKIE_NAME not in request.COOKIES:
            response.set_cookie(
                WROTE, "1", max_age=A_MOMENT, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
            )
        return response

    def choose(request: HttpRequest, *_view: object) -> None:
        is_public = request.method in ("GET", "HEAD") and WROTE not in request.COOKIES and is_anybody(request)
        _reads.set(is_public and _course.is_fresh())

    def once_more(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The copy went away under a page: make it again from the database itself."""
        match = request.resolver_match
        if not isinstance(exception, DatabaseError) or not _reads.get() or match is None:
            return None
        _course.let_alone()
        _reads.set(False)
        again: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return again

    respond.process_view = choose  # type: ignore[attr-defined]
    respond.process_exception = once_more  # type: ignore[attr-defined]
    return respond


class _Writing:
    """Looks at each statement on its way to the database; what was written is read from where it was written."""

    has_written = False

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE"):
            self.has_written = True
            _reads.set(False)
        return execute(sql, params, many, context)
