"""How the base says times and languages on a page."""

from __future__ import annotations

import math
from datetime import timedelta

from django import template

register = template.Library()


@register.filter
def html_lang(code: str) -> str:
    """A language of the site as browsers and screen readers know it: やさしい日本語 is Japanese."""
    return "ja" if code == "ja-easy" else code


@register.filter
def minutes(length: timedelta) -> int:
    """A length of time in minutes, the last one begun counted in: nobody is sent away too early."""
    return math.ceil(length.total_seconds() / 60)
