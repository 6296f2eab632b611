"""The page for people in danger: whole in one answer, and made without the database."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import get_template, render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from tsunagi.directory.queries.crisis import crisis_services
from tsunagi.navigator.counting import count_page
from tsunagi.navigator.rules.contacts import KINDS, contacts


@require_safe
def danger(request: HttpRequest, kind: str) -> HttpResponse:
    """The page of one kind of danger, at its own address."""
    if kind not in KINDS:
        raise Http404
    return danger_answer(kind)


def danger_answer(kind: str, *, area: str = "", is_busy: bool = False) -> HttpResponse:
    """The page, in the language in force. It says what it may load itself: nothing but its own style and script.

    is_busy: it stands in for an answer that has to wait, and says so.
    """
    count_page(f"danger:{kind}")
    style, script = _inside("danger.css"), _inside("danger.js")
    language, at = get_language() or "ja", timezone.localtime()
    context = {
        "kind": kind,
        "is_busy": is_busy,
        "at": at,
        "found": contacts(kind, crisis_services(), at=at, language=language, area=area),
        "language": language,
        "languages": [(code, name, _address(kind, code)) for code, name in settings.LANGUAGES if code != language],
        "by_machine": language not in settings.READ_BY_A_PERSON,
        "in_japanese": _address(kind, settings.LANGUAGE_CODE),
        "home": reverse("navigator:ask"),
        "style": style,
        "script": script,
    }
    answer = HttpResponse(render_to_string("navigator/danger.html", context))
    answer["Content-Security-Policy"] = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none';"
        " form-action 'self'; frame-ancestors 'none'"
    )
    answer["Referrer-Policy"] = "no-referrer"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _address(kind: str, language: str) -> str:
    with override(language):
        return reverse("navigator:danger", args=[kind])


@lru_cache
def _inside(name: str) -> str:
    return get_template(f"navigator/{name}").render().strip()


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
