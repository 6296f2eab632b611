"""What the frame of every page needs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url

from tsunagi.base.readings import FURIGANA, are_offered


def frame(request: HttpRequest) -> dict[str, Any]:
    """The same page in the other languages, and whether this is a demonstration."""
    return {
        "in_languages": [
            (code, name, translate_url(request.get_full_path(), code)) for code, name in settings.LANGUAGES
        ],
        # A page that answers a form has no address to come back to.
        "offers_furigana": request.method == "GET" and are_offered(),
        "has_furigana": request.COOKIES.get(FURIGANA) == "on",
        "demonstration": not settings.SECOND_FACTOR,
    }
