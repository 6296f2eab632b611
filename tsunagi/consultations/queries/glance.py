"""Where many chats stand, in one query: nothing of anybody in it."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import OuterRef, Subquery

from tsunagi.base.scope import scope_of
from tsunagi.consultations.models import Contact, Message


def last_places(contacts: Collection[UUID], organisations: Collection[int]) -> dict[UUID, int]:
    """The place of the last message of each chat that is talked in now, of these organisations."""
    last = Message.objects.filter(contact=OuterRef("pk")).order_by("-place").values("place")[:1]
    with scope_of(organisations):
        rows = Contact.objects.filter(pk__in=contacts, state=Contact.State.LIVE).order_by()
        return {key: place or 0 for key, place in rows.values_list("pk", Subquery(last))}
