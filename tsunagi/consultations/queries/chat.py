"""A chat as its two sides see it. What a page that asks again and again costs is one query while nothing is new."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from tsunagi.base.access import organisations_with
from tsunagi.base.models import Membership, Organisation, User
from tsunagi.consultations.models import Contact, Message, Window
from tsunagi.consultations.queries.cut import Anyone, contacts_for
from tsunagi.consultations.rules.chat import Known, Ticket
from tsunagi.directory.rules.hours import are_known, is_open, read_hours

#: Ways on which people write to each other in turns.
WRITTEN = (Contact.Way.CHAT, Contact.Way.LINE, Contact.Way.MAIL)
_NOTE = Message.Side.NOTE


@dataclass(frozen=True, slots=True)
class Now:
    """How a chat stands. seen_at: when the person's page last gave a sign. organisation: whose contact it is.

    last: the place of the last message, also of one that whoever asks does not see.
    """

    known: Known
    seen_at: datetime | None
    organisation: int
    last: int


def now_for_person(ticket: Ticket) -> Now | None:
    """How a chat stands for the one who holds its ticket; None where the ticket opens nothing any more."""
    held = Contact.objects.filter(pk=ticket.contact, ticket=ticket.digest, erased_at__isnull=True)
    return _now(held, Message.objects.exclude(side=_NOTE))


def chat_for_staff(user: Anyone, key: UUID) -> tuple[Contact, Now] | None:
    """What is written in turns and somebody may open, and how it stands; what is known of the person is not fetched."""
    held = _standing(contacts_for(user).filter(pk=key, way__in=WRITTEN), Message.objects.all())
    found = held.defer("name", "reach", "notes", "more").first()
    if found is None:
        return None
    known = Known(found.last, found.state, found.ahead)
    return found, Now(known, found.seen_at, found.organisation_id, found.very_last)


def now_with(made: Message, before: Now, page: Known) -> Now | None:
    """How a chat stands with a message, where that is all that is new to a page which knows what was there before it.

    None where it may be otherwise, or danger was heard: then both are asked of the database.
    """
    if made.danger or made.place != before.last + 1 or page.place != before.known.place:
        return None
    return replace(before, known=replace(before.known, place=made.place), last=made.place)


def _now(held: QuerySet[Contact], messages: QuerySet[Message]) -> Now | None:
    columns = ("last", "state", "ahead", "seen_at", "organisation", "very_last")
    row = _standing(held, messages).values_list(*columns).first()
    return Now(Known(row[0], row[1], row[2]), row[3], row[4], row[5]) if row else None


def _standing(held: QuerySet[Contact], messages: QuerySet[Message]) -> QuerySet[Any]:
    """Contacts with the place of the last message, of the last of all, and how many wait before."""
    before = Contact.objects.filter(
        window=OuterRef("window"),
        way=OuterRef("way"),
        state=Contact.State.WAITING,
        arrived_at__lt=OuterRef("arrived_at"),
    )
    ahead = before.order_by().values("window").annotate(count=Count("pk")).values("count")
    is_waiting = When(state=Contact.State.WAITING, then=Coalesce(Subquery(ahead), 0))
    return held.order_by().annotate(
        last=Coalesce(_last(messages), 0),
        very_last=Coalesce(_last(Message.objects.all()), 0),
        ahead=Case(is_waiting, default=Value(0)),
    )


def _last(messages: QuerySet[Message]) -> Subquery:
    return Subquery(messages.filter(contact=OuterRef("pk")).order_by("-place").values("place")[:1])


def messages_for_person(ticket: Ticket, place: int) -> list[Message]:
    """What was written after a place, in order, but for what those who answer wrote to each other."""
    found = Message.objects.filter(contact=ticket.contact, contact__ticket=ticket.digest, place__gt=place)
    return list(found.exclude(side=_NOTE).order_by("place"))


def messages_for_staff(opened: Contact, place: int) -> list[Message]:
    """All that was written after a place, in order, of a contact that was opened just now for somebody who may."""
    return list(Message.objects.filter(contact=opened.pk, place__gt=place).select_related("by").order_by("place"))


def own_chats(user: User) -> list[Contact]:
    """Chats, mails and LINE talks that somebody talks in or sits beside now, the oldest first."""
    mine = Q(worker=user.pk) | Q(partner=user.pk)
    found = contacts_for(user).filter(mine, way__in=WRITTEN, state=Contact.State.LIVE)
    return list(found.order_by("met_at", "pk"))


def waiting_chats(user: Anyone) -> QuerySet[Contact]:
    """Those in which somebody waits to be met: whoever is in danger first, then whoever came first."""
    answered = organisations_with(user, "consultations.answer")
    found = contacts_for(user).filter(organisation__in=answered, way__in=WRITTEN, state=Contact.State.WAITING)
    return found.order_by(Case(When(danger="", then=Value(1)), default=Value(0)), "arrived_at", "pk")


def chats_to_tend() -> list[UUID]:
    """Chats that are not over."""
    states = (Contact.State.WAITING, Contact.State.LIVE)
    found = Contact.objects.filter(way=Contact.Way.CHAT, state__in=states)
    return list(found.order_by("arrived_at").values_list("pk", flat=True))


def last_words(contact: Contact) -> Message | None:
    """The last that the person or staff wrote to each other."""
    sides = (Message.Side.PERSON, Message.Side.STAFF)
    return Message.objects.filter(contact=contact.pk, side__in=sides).order_by("-place").first()


def told_in(contact: Contact) -> dict[str, datetime]:
    """What the system said in a chat, and when it last did."""
    found = Message.objects.filter(contact=contact.pk, side=Message.Side.SYSTEM).order_by("place")
    return {one.words.partition(":")[0]: one.at for one in found}


def has_answer(contact: Contact) -> bool:
    """Whether whoever talked with them wrote anything."""
    return Message.objects.filter(contact=contact.pk, side=Message.Side.STAFF).exists()


def is_past_hours(window: Window, at: datetime) -> bool:
    """Whether a window that has hours is closed. One that goes by its rota closes when nobody is there."""
    spans = read_hours(window.hours) if window.hours else []
    return are_known(spans) and not is_open(spans, at)


def supervisors_of(organisation: Organisation) -> list[User]:
    """Who supervises an organisation's contacts, and can sign in."""
    held = Membership.objects.filter(organisation=organisation, until__isnull=True, user__is_active=True)
    rows = held.select_related("user", "role")
    return sorted(
        {one.user for one in rows if "consultations.supervise" in one.role.permissions}, key=lambda one: one.pk
    )


def dangers_untold() -> list[UUID]:
    """Contacts of people who wait, in whose words danger was heard of which supervisors were not told."""
    found = Contact.objects.filter(danger_at__isnull=False, danger_told_at__isnull=True, state=Contact.State.WAITING)
    return list(found.order_by("danger_at").values_list("pk", flat=True))


def chats_to_erase(before: datetime) -> list[UUID]:
    """Chats that ended before a moment and still hold words, or what somebody said of themselves."""
    over = (Contact.State.ENDED, Contact.State.LEFT)
    found = Contact.objects.filter(way=Contact.Way.CHAT, state__in=over, ended_at__lte=before, erased_at__isnull=True)
    is_kept = Q(outcome=Contact.Outcome.AGAIN) & (Q(again_done_at__isnull=True) | Q(again_done_at__gt=before))
    rows = found.filter(~is_kept | Q(messages__isnull=False) | ~Q(ticket="")).distinct()
    return list(rows.order_by("ended_at").values_list("pk", flat=True))


def is_called_again(contact: Contact, before: datetime) -> bool:
    """Whether somebody is still to be called again, or was so only a short while ago."""
    if contact.outcome != Contact.Outcome.AGAIN:
        return False
    return contact.again_done_at is None or contact.again_done_at > before
