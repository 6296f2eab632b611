"""What the frame of every page needs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language

from tsunagi.base.readings import FURIGANA, are_offered
from tsunagi.base.tongues import tongues


def frame(request: HttpRequest) -> dict[str, Any]:
    """The same page in the other languages, whether this one's words were read by a person, and whether this is a
    demonstration."""
    language = get_language() or settings.LANGUAGE_CODE
    return {
        "own_language": dict(settings.LANGUAGES)[language],
        "by_machine": language not in settings.READ_BY_A_PERSON,
        "in_japanese": translate_url(request.get_full_path(), settings.LANGUAGE_CODE),
        "in_languages": [(code, name, translate_url(request.get_full_path(), code)) for code, name in tongues(request)],
        # A page that answers a form has no address to come back to.
        "offers_furigana": request.method == "GET" and are_offered(),
        "has_furigana": request.COOKIES.get(FURIGANA) == "on",
        "demonstration": not settings.SECOND_FACTOR,
    }
