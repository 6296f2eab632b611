"""The board: who waits, whom somebody talks with, what is due. It shows nobody's name and no word, so opening it is no
reading of a record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Final

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from tsunagi.base.access import organisations_with
from tsunagi.base.models import Organisation, User
from tsunagi.consultations.models import Contact, Presence, Window
from tsunagi.consultations.queries.cut import contacts_for, windows_for
from tsunagi.consultations.queries.state import queues
from tsunagi.consultations.rules.contact import SPOKEN
from tsunagi.consultations.rules.waiting import GONE_AFTER, UNKNOWN, Wait, wait

A_LIST: Final = 100
SEALED: Final = ("name", "reach", "notes", "more")
#: Who is in danger stands before everybody else.
_DANGER = Case(When(danger="", then=Value(1)), default=Value(0), output_field=IntegerField())


@dataclass(frozen=True, slots=True)
class Seat:
    """A window on the board: who sits there now, the reader's own place, and what somebody who calls is told."""

    window: Window
    people: list[Presence]
    own: Presence | None
    is_first: bool
    """Whether it is the first at which the reader sits: its buttons have keys."""
    waits: list[tuple[str, Wait]]


@dataclass(frozen=True, slots=True)
class Board:
    """The lists, each cut to A_LIST rows, what is due first in front."""

    seats: list[Seat]
    waiting: QuerySet[Contact]
    letters: QuerySet[Contact]
    mine: QuerySet[Contact]
    again: QuerySet[Contact]
    live: QuerySet[Contact]
    overdue: list[Contact]
    supervised: QuerySet[Organisation]


def board(user: User, now: datetime, day: date) -> Board:
    """Everything that waits for somebody at their windows."""
    windows = list(windows_for(user).filter(in_use=True).order_by("organisation__name", "name"))
    contacts = contacts_for(user).defer(*SEALED)
    supervised = organisations_with(user, "consultations.supervise")
    talked = contacts.filter(state="live")
    return Board(
        seats=_seats(user, windows, now),
        waiting=waiting(user)[:A_LIST],
        letters=letters(user)[:A_LIST],
        mine=held_by(user)[:A_LIST],
        again=due_again(user, day)[:A_LIST],
        live=talked.filter(organisation__in=supervised).exclude(worker=user).order_by(_DANGER, "met_at")[:A_LIST],
        overdue=overdue(contacts.filter(organisation__in=supervised), windows, now, day, most=A_LIST),
        supervised=Organisation.objects.filter(pk__in=supervised).order_by("name"),
    )


def waiting(user: User) -> QuerySet[Contact]:
    """Who waits to be spoken with, who is in danger before everybody else."""
    return _arrived(user).filter(way__in=SPOKEN)


def letters(user: User) -> QuerySet[Contact]:
    """What was written and has no answer yet, in the same order."""
    return _arrived(user).exclude(way__in=SPOKEN)


def in_danger(user: User) -> QuerySet[Contact]:
    """In whose words danger was heard that nobody has seen to, and who are still in touch."""
    found = contacts_for(user).defer(*SEALED).filter(state__in=["waiting", "live"], danger_seen_at__isnull=True)
    return found.exclude(danger="").order_by("danger_at", "pk")


def held_by(user: User) -> QuerySet[Contact]:
    """With whom somebody talks now, alone or beside a colleague."""
    found = contacts_for(user).defer(*SEALED).filter(Q(worker=user) | Q(partner=user), state="live")
    return found.order_by(_DANGER, "met_at")


def due_again(user: User, day: date) -> QuerySet[Contact]:
    """With whom somebody is to get in touch again by a day."""
    found = contacts_for(user).defer(*SEALED).filter(again_on__lte=day, again_done_at__isnull=True)
    return found.order_by("again_on", "pk")


def _arrived(user: User) -> QuerySet[Contact]:
    return contacts_for(user).defer(*SEALED).filter(state="waiting").order_by(_DANGER, "arrived_at", "pk")


def overdue(
    contacts: QuerySet[Contact], windows: Iterable[Window], now: datetime, day: date, *, most: int | None = None
) -> list[Contact]:
    """Of some contacts those that should have been called again, or answered, before now; at most so many.

    The database finds the letters that would be late if their windows never closed; few of them are not.
    """
    by_key = {window.pk: window for window in windows}
    late = Q(again_on__lt=day, again_done_at__isnull=True)
    for window in by_key.values():
        since = now - timedelta(minutes=window.answer_within)
        late |= Q(window=window, arrived_at__lt=since, state="waiting") & ~Q(way__in=SPOKEN)
    found = contacts.filter(late).order_by(_DANGER, "arrived_at", "pk").iterator(chunk_size=A_LIST)
    return list(islice((one for one in found if _is_late(one, by_key[one.window_id], now)), most))


def _is_late(contact: Contact, window: Window, now: datetime) -> bool:
    """Of a contact that the database found: who is to be called was to be called before today."""
    return contact.state != "waiting" or window.answers_by(contact.arrived_at) < now


def _seats(user: User, windows: list[Window], now: datetime) -> list[Seat]:
    here = Presence.objects.filter(window__in=windows, seen_at__gt=now - GONE_AFTER).select_related("user")
    by_window: dict[object, list[Presence]] = {}
    for one in here.order_by("since"):
        by_window.setdefault(one.window_id, []).append(one)
    own = {one.window_id: one for one in Presence.objects.filter(user=user)}
    first = next((window.pk for window in windows if window.pk in own), None)
    found = queues(windows, now) if windows else {}
    return [
        Seat(
            window,
            by_window.get(window.pk, []),
            own.get(window.pk),
            window.pk == first,
            [
                (way, wait(found[window.pk, way]) if (window.pk, way) in found else UNKNOWN)
                for way in window.ways
                if way in SPOKEN
            ],
        )
        for window in windows
    ]
