"""Windows, entrances and rotas as their pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from tsunagi.base.models import Membership, Organisation, User
from tsunagi.consultations.models import Branch, Contact, Entrance, Moved, Shift, Window
from tsunagi.consultations.rules import rota as rules
from tsunagi.directory.rules.hours import read_hours


def targets_of(contact: Contact) -> list[Window]:
    """Windows that a contact can be passed on to: the organisation's own, and those under the same entrances."""
    entrances = Branch.objects.filter(window=contact.window_id).values("entrance")
    found = (
        Window.objects.filter(
            Q(organisation=contact.organisation_id) | Q(branches__entrance__in=entrances), in_use=True, paused=""
        )
        .exclude(pk=contact.window_id)
        .select_related("organisation")
        .distinct()
        .order_by("organisation__name", "name")
    )
    return [window for window in found if contact.way in window.ways]


def windows_of(organisation: Organisation) -> QuerySet[Window]:
    """An organisation's windows, those in use first, each with the entrances under which it stands."""
    under = Prefetch("branches", Branch.objects.select_related("entrance__organisation").order_by("place", "pk"))
    held = Window.objects.filter(organisation=organisation).select_related("organisation", "service")
    return held.prefetch_related(under).order_by("-in_use", "name")


def entrances_of(organisation: Organisation) -> QuerySet[Entrance]:
    """An organisation's entrances, each with what stands under it."""
    under = Prefetch("branches", Branch.objects.select_related("window__organisation").order_by("place", "pk"))
    return Entrance.objects.filter(organisation=organisation).prefetch_related(under).order_by("name", "pk")


def public_entrances() -> QuerySet[Entrance]:
    """Entrances that everybody may see."""
    return Entrance.objects.filter(is_public=True).select_related("organisation").order_by("name", "pk")


def people_of(organisation: Organisation, permission: str = "consultations.answer") -> list[User]:
    """Who can sit at the organisation's windows; or holds another permission there, and can sign in."""
    held = Membership.objects.filter(organisation=organisation, until__isnull=True, user__is_active=True)
    found = {one.user for one in held.select_related("user", "role") if permission in one.role.permissions}
    return sorted(found, key=lambda user: (user.name, user.pk))


def organisation_of(contact: UUID, told: int) -> int:
    """The key of the organisation that has a contact by now. told: the one that a ticket names."""
    moved = Moved.objects.filter(contact=contact).order_by("-at", "-pk").values_list("organisation", flat=True).first()
    return told if moved is None else moved


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the rota: who is on, and from when to when nobody is though the window is open."""

    date: date
    shifts: list[Shift]
    gaps: list[rules.Stretch]


@dataclass(frozen=True, slots=True)
class Week:
    """A week of a window's rota, Monday first."""

    first: date
    before: date
    after: date
    days: list[Day]

    @property
    def has_gaps(self) -> bool:
        """Whether the window is open at any time with nobody on."""
        return any(day.gaps for day in self.days)


def week_of(window: Window, first: date) -> Week:
    """A window's week from a Monday on. A shift and a gap stand on the day on which they begin."""
    begins, ends = rules.week(first)
    held = Shift.objects.filter(window=window, begins_at__lt=ends, ends_at__gt=begins).select_related("user")
    shifts = list(held.order_by("begins_at", "user__name", "pk"))
    spans = read_hours(window.hours) if window.hours else []
    left = rules.gaps(spans, [(one.begins_at, one.ends_at) for one in shifts], (begins, ends))
    days = []
    for number in range(7):
        from_, to = begins + rules.A_DAY * number, begins + rules.A_DAY * (number + 1)
        days.append(
            Day(
                from_.date(),
                [one for one in shifts if max(one.begins_at, begins) >= from_ and max(one.begins_at, begins) < to],
                [
                    (max(first, from_), min(last, to))
                    for first, last in left
                    if rules.overlaps((first, last), (from_, to))
                ],
            )
        )
    return Week(first, first - rules.A_WEEK, first + rules.A_WEEK, days)
