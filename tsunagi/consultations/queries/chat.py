"""A chat as its two sides see it. A page asks again and again, so each question is a few small queries."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Case, CharField, Exists, IntegerField, OuterRef, Q, QuerySet, UUIDField, Value, When

from tsunagi.base.access import organisations_with
from tsunagi.base.models import Membership, Organisation, User
from tsunagi.base.often import Given, Often
from tsunagi.consultations.access import is_shown
from tsunagi.consultations.models import Contact, Message, Window
from tsunagi.consultations.queries.board import SEALED
from tsunagi.consultations.queries.cut import Anyone, contacts_for
from tsunagi.consultations.rules.chat import Known, Ticket
from tsunagi.directory.rules.hours import are_known, is_open, read_hours

#: Ways on which people write to each other in turns.
WRITTEN = (Contact.Way.CHAT, Contact.Way.LINE, Contact.Way.MAIL)
#: After so long without an answer, danger in a talk is told to supervisors as if nobody talked with the person.
LEFT_ALONE = timedelta(minutes=3)
#: Of a chat, what the person's page needs.
_ASKED_FOR = ("organisation", "window", "way", "state", "arrived_at", "seen_at", "ticket", "asked_how_it_was")


@dataclass(frozen=True, slots=True)
class News:
    """What is new in a chat to a page that asks, and how it stands.

    written: messages, in order. known: what the page knows with them. last: the place of the last message, also of one
    that whoever asks does not see.
    """

    held: Contact
    written: list[Message]
    known: Known
    last: int


def _since() -> QuerySet[Message]:
    return Message.objects.filter(contact=_contact, place__gt=Given("place", IntegerField())).order_by("place")


_contact = Given("contact", UUIDField())
_chat_of = Often(
    lambda: Contact.objects.filter(
        pk=_contact, ticket=Given("ticket", CharField()), erased_at__isnull=True
    ).only(*_ASKED_FOR)
)
_chat_for_staff = Often(
    lambda: Contact.objects.filter(pk=_contact, way__in=WRITTEN, erased_at__isnull=True).defer(*SEALED)
)
_for_person = Often(lambda: _since().exclude(side=Message.Side.NOTE))
_for_staff = Often(lambda: _since().select_related("by"))
_last_place = Often(
    lambda: Message.objects.filter(contact=_contact).order_by("-place").values_list("place")[:1]
)


def chat_of(ticket: Ticket) -> Contact | None:
    """How the chat of the one who holds a ticket stands; None where the ticket opens nothing any more."""
    return next(iter(_chat_of(contact=ticket.contact, ticket=ticket.digest)), None)


def chat_for_staff(user: Anyone, key: UUID) -> Contact | None:
    """What is written in turns, if somebody may open it: what `contacts_for` has, asked of one for a page that asks
    again and again. What is known of the person is not fetched."""
    return next((one for one in _chat_for_staff(contact=key) if is_shown(user, one)), None)


def news_for_person(held: Contact, known: Known) -> News:
    """What was written since what a page knows, but for what those who answer wrote to each other."""
    return _news(held, known, _for_person(contact=held.pk, place=known.place))


def news_for_staff(held: Contact, known: Known) -> News:
    """All that was written since what a page knows, in a contact that was opened just now for somebody who may."""
    return _news(held, known, _for_staff(contact=held.pk, place=known.place))


def news_with(made: Message, known: Known) -> News | None:
    """The message that an action has just made, where that is all that is new to a page.

    None where there may be more, or danger was heard: then it is asked of the database.
    """
    held = made.contact
    if made.danger or made.place != known.place + 1 or held.state != known.state or known.ahead:
        return None
    return News(held, [made], replace(known, place=made.place), made.place)


def _news(held: Contact, known: Known, written: list[Message]) -> News:
    last = written[-1].place if written else last_place(held)
    place = written[-1].place if written else min(known.place, last)
    return News(held, written, Known(place, held.state, _ahead(held)), last)


def _ahead(held: Contact) -> int:
    """How many wait before somebody."""
    if held.state != Contact.State.WAITING:
        return 0
    waiting = Contact.objects.filter(window=held.window_id, way=held.way, state=Contact.State.WAITING)
    return waiting.filter(arrived_at__lt=held.arrived_at).count()


def last_place(held: Contact) -> int:
    """The place of the last message of a contact; 0 before the first."""
    return next((place for (place,) in _last_place(contact=held.pk)), 0)


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


def dangers_untold(now: datetime) -> QuerySet[Contact]:
    """Contacts in which danger was heard of which supervisors were not told, and that nobody has turned to.

    Those of people who wait; and those that somebody is writing in, if they have not answered for a while, nor said
    that they saw it: they may have gone, and a talk by mail goes on for days.
    """
    answers = Message.objects.filter(contact=OuterRef("pk"), side=Message.Side.STAFF, at__gt=OuterRef("danger_at"))
    left_alone = Q(~Exists(answers), state=Contact.State.LIVE, way__in=WRITTEN, danger_seen_at__isnull=True)
    left_alone &= Q(danger_at__lte=now - LEFT_ALONE)
    found = Contact.objects.filter(danger_at__isnull=False, danger_told_at__isnull=True)
    return found.filter(Q(state=Contact.State.WAITING) | left_alone).order_by("danger_at")


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
