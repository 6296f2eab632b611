"""How the pages of casework say things."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils.translation import get_language

from tsunagi.cases.rules import shown as rules
from tsunagi.cases.rules.case import is_late
from tsunagi.cases.rules.sheets import Form
from tsunagi.directory.models import Service
from tsunagi.directory.rules.texts import said

register = template.Library()


@register.filter
def is_past(due: date, day: date) -> bool:
    """Whether something should have been done by now."""
    return is_late(due, day)


@register.filter
def said_day(text: str) -> str:
    """A day that was kept as text, as the page's language says it."""
    return rules.said_day(text, get_language() or "ja")


@register.filter
def form_title(form: Form) -> str:
    """What a form is called in the reader's language."""
    return form.title_en if get_language() == "en" else form.title


@register.filter
def summary(service: Service) -> str:
    """What a service gives, in the reader's language."""
    return said(service, "summary", get_language() or "ja")
