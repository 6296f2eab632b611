"""Making and changing windows, entrances, what stands under them, and the rota."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.access import Refused, require
from tsunagi.base.models import User
from tsunagi.consultations.access import can_supervise
from tsunagi.consultations.models import Branch, Entrance, Presence, Shift, Window
from tsunagi.consultations.queries.windows import people_of
from tsunagi.consultations.rules import rota

T = TypeVar("T", Window, Entrance)


@transaction.atomic
def save_window(*, by: User, window: Window) -> Window:
    """Make a window, or keep what was changed of it."""
    require(can_supervise(by, window.organisation))
    return _saved(by, window, "save_window", ("ways", "hours", "languages", "at_once", "answer_within", "in_use"))


@transaction.atomic
def pause(*, by: User, window: Window, paused: str) -> Window:
    """Take nobody new for a while, for a reason that whoever comes is told; without a reason: take people again."""
    held = Window.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=window.pk)
    require(can_supervise(by, held.organisation))
    before, held.paused = {"paused": held.paused}, paused.strip()
    held.save(update_fields=["paused"])
    audit.record(
        by=by,
        action="consultations.pause",
        subject=held,
        organisation=held.organisation,
        before=before,
        after={"paused": held.paused},
    )
    return held


@transaction.atomic
def save_entrance(*, by: User, entrance: Entrance) -> Entrance:
    """Make an entrance, or keep what was changed of it."""
    require(can_supervise(by, entrance.organisation))
    return _saved(by, entrance, "save_entrance", ("slug", "number", "ways", "is_public"))


@transaction.atomic
def add_branch(
    *, by: User, entrance: Entrance, window: Window, place: int, areas: Sequence[str], needs: Sequence[str]
) -> Branch:
    """Put a window under an entrance. That of another organisation too: theirs can take it away again."""
    require(can_supervise(by, entrance.organisation))
    if Branch.objects.filter(entrance=entrance, window=window, place=place).exists():
        raise Refused(_("この窓口は、すでにその順番にあります。順番を変えるか、前のものを外してください。"))
    made = Branch.objects.create(entrance=entrance, window=window, place=place, areas=list(areas), needs=list(needs))
    after = {"window": window, "place": place, "areas": list(areas), "needs": list(needs)}
    audit.record(
        by=by, action="consultations.add_branch", subject=entrance, organisation=entrance.organisation, after=after
    )
    return made


@transaction.atomic
def remove_branch(*, by: User, branch: Branch) -> None:
    """Take a window away from under an entrance; whoever keeps the entrance may, and whoever keeps the window."""
    if not can_supervise(by, branch.window.organisation):
        require(can_supervise(by, branch.entrance.organisation))
    before = {"window": branch.window, "place": branch.place}
    entrance = branch.entrance
    branch.delete()
    audit.record(
        by=by,
        action="consultations.remove_branch",
        subject=entrance,
        organisation=entrance.organisation,
        before=before,
    )


@transaction.atomic
def add_shift(*, by: User, window: Window, user: User, kind: str, begins_at: datetime, ends_at: datetime) -> Shift:
    """Put somebody on the rota. Nobody is at one window twice at once."""
    require(can_supervise(by, window.organisation))
    if user not in people_of(window.organisation):
        raise Refused(_("その人は、この組織の相談を受けられません。先に役割を渡してください。"))
    if ends_at <= begins_at:
        raise Refused(_("終わりの時刻は、始まりより後にしてください。"))
    if Shift.objects.filter(window=window, user=user, begins_at__lt=ends_at, ends_at__gt=begins_at).exists():
        raise Refused(_("その人は、その時間にもう当番になっています。"))
    made = Shift.objects.create(window=window, user=user, kind=kind, begins_at=begins_at, ends_at=ends_at)
    after = {"user": user, "kind": kind, "begins_at": begins_at, "ends_at": ends_at}
    audit.record(by=by, action="consultations.add_shift", subject=window, organisation=window.organisation, after=after)
    return made


@transaction.atomic
def remove_shift(*, by: User, shift: Shift) -> None:
    """Take somebody off the rota."""
    require(can_supervise(by, shift.window.organisation))
    window = shift.window
    before = {"user": shift.user, "begins_at": shift.begins_at, "ends_at": shift.ends_at}
    shift.delete()
    audit.record(
        by=by, action="consultations.remove_shift", subject=window, organisation=window.organisation, before=before
    )


@transaction.atomic
def copy_week(*, by: User, window: Window, first: date) -> int:
    """Put whoever was on in the week before on in the week that begins on a Monday; how many shifts that made.

    Whoever cannot answer any more, or is on at that time already, is left out.
    """
    require(can_supervise(by, window.organisation))
    begins, ends = rota.week(first)
    people = {one.pk for one in people_of(window.organisation)}
    held = list(Shift.objects.filter(window=window, begins_at__lt=ends, ends_at__gt=begins))
    made: list[Shift] = []
    before = Shift.objects.filter(window=window, begins_at__gte=begins - rota.A_WEEK, begins_at__lt=begins)
    for one in before.filter(user__in=people):
        fresh = Shift(
            window=window,
            user_id=one.user_id,
            kind=one.kind,
            begins_at=one.begins_at + rota.A_WEEK,
            ends_at=one.ends_at + rota.A_WEEK,
        )
        stretch = (fresh.begins_at, fresh.ends_at)
        if not any(
            there.user_id == fresh.user_id and rota.overlaps(stretch, (there.begins_at, there.ends_at))
            for there in (*held, *made)
        ):
            made.append(fresh)
    Shift.objects.bulk_create(made)
    if made:
        audit.record(
            by=by,
            action="consultations.copy_week",
            subject=window,
            organisation=window.organisation,
            after={"first": first, "count": len(made)},
        )
    return len(made)


def _saved(by: User, thing: T, deed: str, told: tuple[str, ...]) -> T:
    before = type(thing).objects.filter(pk=thing.pk).values(*told).first()
    try:
        thing.full_clean()
    except ValidationError as wrong:
        raise Refused(" ".join(wrong.messages)) from wrong
    thing.save()
    if isinstance(thing, Window) and not thing.in_use:
        Presence.objects.filter(window=thing).delete()
    after = {name: getattr(thing, name) for name in told}
    audit.record(
        by=by,
        action=f"consultations.{deed}",
        subject=thing,
        organisation=thing.organisation,
        before=before,
        after=after,
    )
    return thing
