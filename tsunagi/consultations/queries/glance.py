"""Where many chats stand, in one query: nothing of anybody in it."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import OuterRef, Subquery

from tsunagi.base.scope import scope_of
from tsunagi.consultations.models import Contact, Message
from tsunagi.consultations.queries.chat import WRITTEN


def last_places(organisations: Collection[int]) -> dict[UUID, int]:
    """The place of the last message of each talk in writing that goes on now in these organisations.

    Of all, not of those asked about: a thousand keys in a question cost more than the answer to it.
    """
    last = Message.objects.filter(contact=OuterRef("pk")).order_by("-place").values("place")[:1]
    with scope_of(organisations):
        live = Contact.objects.filter(organisation__in=organisations, state=Contact.State.LIVE, way__in=WRITTEN)
        return {key: place or 0 for key, place in live.order_by().values_list("pk", Subquery(last))}
