"""Somebody writes by the public form."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tsunagi.base.scope import scope_of
from tsunagi.consultations.actions.contacts import arrive
from tsunagi.consultations.models import Contact, Entrance, Message, Window
from tsunagi.consultations.rules.receipt import code_of, kept


def write_in(*, entrance: Entrance, window: Window, key: UUID, words: str, danger: str, said: dict[str, Any]) -> str:
    """Take what somebody wrote, once; their code to ask with is given back.

    danger: the kind that the words speak of, which they have been shown whom to call for. said: columns of Contact.
    """
    code = code_of(key, settings.SECRET_KEY)
    with scope_of([window.organisation_id]), transaction.atomic():
        if Contact.objects.filter(pk=key).exists():
            return code
        now = timezone.now()
        told: dict[str, Any] = {"danger": danger, "danger_at": now} if danger else {}
        made = arrive(
            window=window,
            way=Contact.Way.FORM,
            key=key,
            entrance=entrance,
            now=now,
            ticket=kept(code),
            **said,
            **told,
        )
        Message.objects.create(
            contact=made,
            organisation=made.organisation,
            place=1,
            side=Message.Side.PERSON,
            at=now,
            words=words,
            danger=danger,
        )
    return code
