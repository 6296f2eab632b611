"""What holds for every page: nothing personal is kept by caches, and a refusal is a page with a sentence."""

from __future__ import annotations

import time
from collections.abc import Callable
from copy import copy

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.middleware.http import ConditionalGetMiddleware
from django.shortcuts import redirect, render
from django.urls import reverse, translate_url
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tsunagi.base import readings
from tsunagi.base.access import Refused, organisations_of_people, rights
from tsunagi.base.rules import sessions
from tsunagi.base.rules.furigana import with_furigana
from tsunagi.base.scope import scope_of
from tsunagi.base.tongues import tongues

Page = Callable[[HttpRequest], HttpResponse]


def conditional_reads(get_response: Page) -> Callable[[HttpRequest], HttpResponseBase]:
    """What somebody has already is not sent again; HEAD is answered with the headers of GET.

    Django leaves HEAD out, as an answer to it might lack the body that a tag is made of. Here every page makes its
    body, and the server drops it.
    """
    of_django = ConditionalGetMiddleware(get_response)

    def respond(request: HttpRequest) -> HttpResponseBase:
        response, asked = get_response(request), request
        if request.method == "HEAD":
            asked = copy(request)
            asked.method = "GET"
        return of_django.process_response(asked, response)

    return respond


def personal_pages(get_response: Page) -> Page:
    """Pages of people who signed in are stored nowhere; who has rights comes in with a second factor only."""

    def respond(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return get_response(request)
        if _is_over(request):
            logout(request)
            messages.info(
                request, _("しばらく使われなかったため、サインアウトしました。もう一度サインインしてください。")
            )
            return redirect_to_login(request.get_full_path() if request.method == "GET" else reverse("base:desk"))
        if settings.SECOND_FACTOR and _lacks_second_factor(request):
            return redirect("mfa_index")
        response = get_response(request)
        patch_cache_control(response, private=True, no_store=True)
        return response

    return respond


def _is_over(request: HttpRequest) -> bool:
    """Whether a session has run its time, or, of somebody with rights to personal records, rested too long.

    A form that was open meanwhile is still taken, so that nobody loses what they wrote; the page after it asks for the
    password.
    """
    now, session = int(time.time()), request.session
    if sessions.has_run_out(session.get(sessions.BEGAN), now=now, longest=settings.SESSION_COOKIE_AGE):
        return True
    seen = session.get(sessions.SEEN)
    if sessions.has_rested(seen, now=now, longest=settings.LONGEST_REST) and organisations_of_people(request.user):
        return request.method in ("GET", "HEAD")
    if sessions.is_to_be_noted(seen, now=now):
        session[sessions.SEEN] = now
    return False


def _lacks_second_factor(request: HttpRequest) -> bool:
    """Somebody who has rights here, but no second factor yet, on a page other than those that set it up."""
    if request.path.startswith(
        (reverse("account_email").removesuffix("email/"), reverse("mfa_index"), settings.STATIC_URL)
    ):
        return False
    has_rights = bool(rights(request.user)) or getattr(request.user, "is_operator", False)
    return has_rights and not is_mfa_enabled(request.user)


def sealed_organisations(get_response: Page) -> Page:
    """The database shows whoever asks the personal records of their own organisations, and to others none."""

    def respond(request: HttpRequest) -> HttpResponse:
        organisations = organisations_of_people(request.user)
        if not organisations:
            return get_response(request)
        with scope_of(organisations):
            return get_response(request)

    return respond


def furigana(get_response: Page) -> Page:
    """Readings above the kanji of Japanese pages, for whoever switched them on."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_page = response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming
        if is_page and readings.are_offered():
            patch_vary_headers(response, ["Cookie"])
            if request.COOKIES.get(readings.FURIGANA) == "on":
                response.content = with_furigana(response.content.decode(), readings.readings).encode()
        return response

    return respond


def spoken_pages(get_response: Page) -> Page:
    """A page that does not speak the language of its address is read in English."""

    def respond(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def turn(request: HttpRequest, *_view: object) -> HttpResponse | None:
        is_spoken = get_language() in dict(tongues(request))
        if is_spoken or request.method not in ("GET", "HEAD"):
            return None
        return redirect(translate_url(request.get_full_path(), "en"))

    respond.process_view = turn  # type: ignore[attr-defined]
    return respond


def refusals(get_response: Page) -> Page:
    """A `Refused` that an action raised becomes a page with its sentence, status 403; so does, with 405, an address of
    a button that somebody came to by itself, by the way back or after signing in anew: a browser would show nothing."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_blank = isinstance(response, HttpResponseNotAllowed) and not response.content
        if not is_blank or "text/html" not in request.headers.get("Accept", ""):
            return response
        page = render(request, "base/refused.html", status=405)
        page["Allow"] = response["Allow"]
        return page

    def refuse(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        return render(request, "base/refused.html", {"sentence": str(exception)}, status=403)

    respond.process_exception = refuse  # type: ignore[attr-defined]
    return respond
