"""Public pages that this process remembers until the next deed that can change one.

All that a public page shows was written by an action, and each action adds a row to the audit chain. The public side
knows nothing of casework, so deeds of casework change nothing on it: as long as no other deed is recorded, a page stays
as it is. Nobody's own page is remembered, nor one with a form in it.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from django.conf import settings
from django.core.cache import caches
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language

from tsunagi.base.models import AuditHead
from tsunagi.base.often import Often

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)
View = Callable[Concatenate[HttpRequest, P], R]

#: How many deeds can have changed a public page; every one of these asks.
_deeds = Often(lambda: AuditHead.objects.filter(pk=1).annotate(n=F("place") - F("casework")).values_list("n"))


def remembered(view: View[P, R]) -> View[P, R | HttpResponse]:
    """The view, answering from memory where somebody without a session asks for the same address again."""

    @functools.wraps(view)
    def respond(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> R | HttpResponse:
        if not is_anybody(request):
            return view(request, *args, **kwargs)
        pages = caches["pages"]
        # Read first: a deed that falls in between makes the page newer than its key, never older.
        key = _key(request)
        known: tuple[bytes, dict[str, str]] | None = pages.get(key)
        if known is not None:
            return HttpResponse(known[0], headers=known[1])
        response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponse) and response.status_code == 200 and "CSRF_COOKIE" not in request.META:
            pages.set(key, (response.content, dict(response.headers)))
        return response

    return respond


def is_anybody(request: HttpRequest) -> bool:
    """Whether the one who asks brings nothing that makes the page their own: no session, no message to be shown."""
    return not request.user.is_authenticated and not request.COOKIES.keys() & {settings.SESSION_COOKIE_NAME, "messages"}


def _key(request: HttpRequest) -> str:
    """The address and the language, after so many deeds that can have changed a page."""
    deeds = next((count for (count,) in _deeds()), 0)
    said = [str(deeds), get_language() or "", request.get_full_path()]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()
