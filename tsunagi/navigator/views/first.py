"""Danger is met before everything else: before sessions, accounts and the database, any of which may be gone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.translation import get_language_from_path, override

from tsunagi.base.sparing import may_ask_again
from tsunagi.navigator.queries.answers import area_of
from tsunagi.navigator.queries.danger import meet
from tsunagi.navigator.rules.danger import is_bare_cry, language_of_cry
from tsunagi.navigator.rules.tongues import language_of
from tsunagi.navigator.views.danger import danger, danger_answer
from tsunagi.navigator.views.speaking import language_for

#: Searches from one address in so many minutes, in each process: a whole school may share an address. Words that tell
#: of danger are answered before they are counted, however many there were.
SEARCHES: Final = 300
MINUTES: Final = 5

Page = Callable[[HttpRequest], HttpResponse]


def danger_first(get_response: Page) -> Page:
    """Answer the danger pages, and words that tell of danger, by itself; and lines to call where a search failed."""

    def respond(request: HttpRequest) -> HttpResponse:
        with override(get_language_from_path(request.path_info) or settings.LANGUAGE_CODE):
            match = request.resolver_match = _match(request)
            if match and match.view_name == "navigator:danger" and request.method in ("GET", "HEAD"):
                return danger(request, **match.kwargs)
            asks = match is not None and match.view_name == "navigator:find" and request.method == "POST"
            words = _said(request, "words") if asks else ""
            found = meet(words) if words else None
            chosen = _said(request, "language") if asks else ""
            if found is not None:
                heard = found.language if found.language == language_of(words) else ""
                with override(language_for(words, chosen=chosen, heard=heard)):
                    return danger_answer(found.kind, area=area_of(words, _said(request, "place")))
            if is_bare_cry(words):
                with override(language_for(words, chosen=chosen, heard=language_of_cry(words))):
                    return danger_answer("any", area=area_of("", _said(request, "place")))
            if asks and not may_ask_again(request, "find", most=SEARCHES, within=MINUTES * 60):
                return _wait()
            answer = get_response(request)
            return danger_answer("any") if asks and answer.status_code >= 500 else answer

    return respond


def _wait() -> HttpResponse:
    """Too many searches came from there: lines to call meanwhile, whoever it is."""
    answer = danger_answer("any", is_busy=True)
    answer.status_code = 429
    answer["Retry-After"] = str(MINUTES * 60)
    return answer


def _match(request: HttpRequest) -> ResolverMatch | None:
    try:
        return resolve(request.path_info)
    except Resolver404:
        return None


def _said(request: HttpRequest, name: str) -> str:
    """What was sent in a field; nothing where it cannot be read, which the page itself will say."""
    try:
        return request.POST.get(name, "")
    except (RequestDataTooBig, SuspiciousOperation, RawPostDataException, OSError):
        return ""
