"""How the base says times and languages on a page."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.translation import get_language

from tsunagi.base.queries import deeds

register = template.Library()
register.filter("deed_name", deeds.deed_name)


@register.filter
def html_lang(code: str) -> str:
    """A language of the site as browsers and screen readers know it: やさしい日本語 is Japanese."""
    return "ja" if code == "ja-easy" else code


@register.filter
def lang(text: object) -> str:
    """The attribute that says which language a record's text is in, where that is not the page's (WCAG 3.1.2).

    text: knows its language, as directory.rules.texts.Said does; any other text of a record is Japanese.
    """
    own = getattr(text, "lang", "ja")
    return "" if own == html_lang(get_language() or "ja") else format_html(' lang="{}"', own)


@register.filter
def spoken(text: Any) -> str:
    """A record's text, marked where its language is not the page's."""
    attribute = lang(text) if text else ""
    return format_html("<span{}>{}</span>", attribute, text) if attribute else conditional_escape(text)


@register.filter
def minutes(length: timedelta) -> int:
    """A length of time in minutes, the last one begun counted in: nobody is sent away too early."""
    return math.ceil(length.total_seconds() / 60)
