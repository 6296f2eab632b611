"""Somebody writes by the public form."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tsunagi.base.scope import scope_of
from tsunagi.consultations.actions.contacts import arrive
from tsunagi.consultations.actions.letters import lay_aside
from tsunagi.consultations.models import Contact, Entrance, Message, Window
from tsunagi.consultations.queries.receipt import contact_under
from tsunagi.consultations.rules.receipt import code_of, kept


def write_in(*, entrance: Entrance, window: Window, key: UUID, words: str, danger: str, said: dict[str, Any]) -> str:
    """Take what somebody wrote, once; their code to ask with is given back.

    danger: the kind that the words speak of, which they have been shown whom to call for. said: columns of Contact.
    """
    code = code_of(key, settings.SECRET_KEY)
    if contact_under(entrance, code) is not None:
        return code
    told: dict[str, Any] = {"words": words, "danger": danger, "said": said, "ticket": kept(code)}
    if settings.HALF == "outside":
        lay_aside(key=key, entrance=entrance, window=window, at=timezone.now(), **told)
    else:
        take_letter(key=key, entrance=entrance, window=window, at=timezone.now(), **told)
    return code


def take_letter(
    *,
    key: UUID,
    entrance: Entrance | None,
    window: Window,
    at: datetime,
    words: str,
    danger: str,
    said: dict[str, Any],
    ticket: str,
) -> Contact:
    """A contact of what was written then."""
    told: dict[str, Any] = {"danger": danger, "danger_at": at} if danger else {}
    with scope_of([window.organisation_id]), transaction.atomic():
        made = arrive(
            window=window, way=Contact.Way.FORM, key=key, entrance=entrance, now=at, ticket=ticket, **said, **told
        )
        Message.objects.create(
            contact=made,
            organisation=made.organisation,
            place=1,
            side=Message.Side.PERSON,
            at=at,
            words=words,
            danger=danger,
        )
    return made
