"""How the board says what a contact is called, how long it waits and when it is due."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tsunagi.consultations.models import Contact
from tsunagi.consultations.queries.contact import need_name
from tsunagi.consultations.rules.noting import number

register = template.Library()


@register.filter
def called(contact: Contact) -> str:
    """What a contact is called among those who work on it."""
    return number(contact.pk)


@register.simple_tag
def new_key() -> str:
    """The key of a contact that a press of a button makes: pressed twice, it makes one."""
    return str(uuid4())


@register.filter
def need_word(code: str) -> str:
    """A need in the reader's language."""
    return need_name(code, get_language() or "ja")


@register.simple_tag
def say_waited(contact: Contact, now: datetime) -> str:
    """For how long somebody has waited."""
    minutes = max(0, int((now - contact.arrived_at).total_seconds() // 60))
    if minutes < 60:
        return _("%(count)s分待っています") % {"count": minutes}
    if minutes < 48 * 60:
        return _("%(count)s時間待っています") % {"count": minutes // 60}
    return _("%(count)s日待っています") % {"count": minutes // (24 * 60)}


@register.simple_tag
def say_due(contact: Contact, now: datetime) -> str:
    """By when a letter is to be answered, or somebody to be called again."""
    if contact.again_on is not None and contact.again_done_at is None and contact.state != "waiting":
        return _("連絡する日 %(day)s") % {"day": date_format(contact.again_on, "DATE_FORMAT")}
    due = timezone.localtime(contact.window.answers_by(contact.arrived_at))
    said = _("返事の目安 %(at)s") if due >= now else _("返事の目安 %(at)s を過ぎています")
    return said % {"at": date_format(due, "DATETIME_FORMAT")}
