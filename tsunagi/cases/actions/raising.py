"""Silence rises: who has to know is told, once for each height."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.actions.telling import tell_each
from tsunagi.base.models import Organisation, User
from tsunagi.base.scope import everything
from tsunagi.cases.models import Move, Referral
from tsunagi.cases.queries.cut import people_with
from tsunagi.cases.rules import referral as rules

#: Bodies, and who of each is to be told.
Telling = list[tuple[Organisation | None, list[User]]]


def raise_unanswered(*, day: date) -> int:
    """Let rise whatever has waited too long; how many mails went out. The daily command does it, nobody else.

    The mail goes first: what nobody could be told of has not risen, and is tried again. Told twice is better than
    never.
    """
    with everything():
        waiting = Referral.objects.filter(due__lt=day, seen_at__isnull=True, risen__lt=len(rules.RISES))
        overdue = waiting.select_related("sender", "receiver").order_by("due")
        rising = {one.pk: _to_tell(one, day) for one in overdue}
        reached = tell_each(map(_people, rising.values()), subject=_subject(), letter=_letter)
        for key, telling in rising.items():
            people = _people(telling)
            if not people or reached.intersection(people):
                _raise(key, telling, day)
    return len(reached)


def tell_of_news(*, now: datetime) -> int:
    """Tell the receivers' supervisors, once, of what the sender told and nobody has read by the next day; how many
    mails went out. The daily command does it, as above."""
    with everything():
        unread = Referral.objects.filter(news_at__date__lt=timezone.localdate(now), news_told_at__isnull=True)
        telling = {one.pk: _for(one.receiver) for one in unread.select_related("receiver") if one.receiver is not None}
        subject = _("【つなぎ】確かめていない知らせがあります")
        reached = tell_each(telling.values(), subject=subject, letter=_letter_of_news)
        for key, people in telling.items():
            if not people or reached.intersection(people):
                _told_of_news(key, people, now)
    return len(reached)


@transaction.atomic
def _told_of_news(key: UUID, told: list[User], now: datetime) -> None:
    held = Referral.objects.select_for_update(of=("self",)).select_related("receiver").get(pk=key)
    if held.news_at is None:
        return
    held.news_told_at = now
    held.save(update_fields=["news_told_at"])
    after = {"told": sorted({one.pk for one in told})}
    audit.record(by=None, action="cases.tell_of_news", subject=held, organisation=held.receiver, after=after)


@transaction.atomic
def _raise(key: UUID, telling: Telling, day: date) -> None:
    """Let one referral rise to where it belongs by now, of which some were told."""
    known = Referral.objects.select_for_update(of=("self",)).select_related("sender", "receiver")
    held = known.get(pk=key)
    height = _height(held, day)
    if height <= held.risen:
        return
    bodies = dict.fromkeys(str(body) for body, people in telling if people)
    before, held.risen = {"risen": held.risen}, height
    if height == len(rules.RISES):
        held.coordinator = coordinator_of(held)
    held.save(update_fields=["risen", "coordinator"])
    Move.objects.create(
        referral=held,
        sender=held.sender,
        at=timezone.now(),
        deed="rise",
        state=held.state,
        words=_("期日を過ぎたため、%(bodies)sに知らせました。") % {"bodies": "、".join(bodies)}
        if bodies
        else _("期日を過ぎましたが、知らせる相手がいません。"),
    )
    after = {"risen": height, "coordinator": held.coordinator, "told": sorted({one.pk for one in _people(telling)})}
    audit.record(by=None, action="cases.raise", subject=held, organisation=held.sender, before=before, after=after)


def _height(held: Referral, day: date) -> int:
    return 0 if held.seen_at else rules.risen_to(held.due, day)


def _to_tell(held: Referral, day: date) -> Telling:
    """Who is to be told at the heights to which a referral rises now."""
    return [_told(held, level) for level in range(held.risen + 1, _height(held, day) + 1)]


def _people(telling: Telling) -> list[User]:
    """Each of them once, however many heights they are told at."""
    return list(dict.fromkeys(one for _body, people in telling for one in people))


def _told(held: Referral, level: int) -> tuple[Organisation | None, list[User]]:
    """Who is told at a height: supervisors of whoever's turn it is, then the other side, then who coordinates."""
    side = rules.TURN[held.state]
    turns = held.receiver if side == "receiver" and held.receiver is not None else held.sender
    other = held.sender if turns != held.sender or held.receiver is None else held.receiver
    match rules.RISES[level - 1][1]:
        case "supervisor":
            return turns, _for(turns)
        case "other_side":
            # Who is in charge of the sender's case, if they still work there.
            worker = held.case.worker_id if other == held.sender else None
            in_charge = [one for one in people_with("cases.work", other) if one.pk == worker]
            return other, [*in_charge, *_for(other)]
        case _:
            body = coordinator_of(held)
            return body, people_with("cases.coordinate", body) if body is not None else []


def _for(body: Organisation) -> list[User]:
    """Who is told first in a body: its supervisors, or where it has none, who works with people."""
    return people_with("cases.supervise", body) or people_with("cases.work", body)


def coordinator_of(held: Referral) -> Organisation | None:
    """The nearest body that coordinates: the receiver's own, those above it, the sender's own, those above that."""
    for start in (held.receiver, held.sender):
        body = start
        while body is not None:
            if people_with("cases.coordinate", body):
                return body
            body = body.parent
    return None


def _subject() -> str:
    return _("【つなぎ】期日を過ぎたつなぎがあります")


def _letter(person: User, count: int) -> str:
    return _written(person, _("返事や次の動きがないまま期日を過ぎたつなぎが%(count)s件あります。") % {"count": count})


def _letter_of_news(person: User, count: int) -> str:
    what = _("取り下げなど、つなぎの送り元からの知らせが%(count)s件、まだ確かめられていません。")
    return _written(person, what % {"count": count})


def _written(person: User, what: str) -> str:
    """No name, no trouble, no service: the mail may be read by others."""
    lines = [
        _("%(name)s 様") % {"name": person.name},
        "",
        what,
        _("つなぎにサインインし、「支援の机」から確かめてください。"),
    ]
    return "\n".join(lines)
