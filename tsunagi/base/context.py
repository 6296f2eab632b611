"""What the frame of every page needs."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.encoding import iri_to_uri
from django.utils.translation import get_language, override

from tsunagi.base.readings import FURIGANA, are_offered
from tsunagi.base.tongues import tongues, wished


def frame(request: HttpRequest) -> dict[str, Any]:
    """The same page in the other languages, the one to offer to whoever chose none, whether this one's words were read
    by a person, and whether this is a demonstration."""
    language = get_language() or settings.LANGUAGE_CODE
    spoken = [(code, name, _address(request, code)) for code, name in tongues(request)]
    offered = wished(request) if language == settings.LANGUAGE_CODE else language
    return {
        "everywhere": _everywhere(language),
        "own_language": dict(settings.LANGUAGES)[language],
        "by_machine": language not in settings.READ_BY_A_PERSON,
        "in_japanese": next(href for code, _name, href in spoken if code == settings.LANGUAGE_CODE),
        "in_languages": spoken,
        "offered": next((one for one in spoken if one[0] == offered != language), None),
        # A page that answers a form has no address to come back to.
        "offers_furigana": request.method == "GET" and are_offered(),
        "has_furigana": request.COOKIES.get(FURIGANA) == "on",
        "demonstration": not settings.SECOND_FACTOR,
    }


@cache
def _everywhere(_language: str) -> dict[str, Any]:
    """What is the same on every page of a language, looked up once a process: the frame's files, and where it leads."""
    names = {
        "ask": "navigator:ask",
        "supports": "directory:services",
        "plans": "register:home",
        "desk": "base:desk",
        "sign_in": "account_login",
        "sign_out": "account_logout",
        "about": "navigator:about",
    }
    sheets = [static(f"base/{name}.css") for name in ("tokens", "frame", "parts", "charts")]
    return {name: reverse(of) for name, of in names.items()} | {"mark": static("base/mark.svg"), "sheets": sheets}


def _address(request: HttpRequest, language: str) -> str:
    """The same page in another language; the request knows already which page it is."""
    match = request.resolver_match
    if match is None:
        return request.get_full_path()
    try:
        with override(language):
            path = reverse(match.view_name, args=match.args, kwargs=match.kwargs)
    except NoReverseMatch:
        return request.get_full_path()
    query = request.META.get("QUERY_STRING", "")
    return f"{path}?{iri_to_uri(query)}" if query else path
