"""Silence rises: who has to know is told, once for each height."""

from __future__ import annotations

from collections import Counter
from datetime import date
from uuid import UUID

from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.models import Organisation, User
from tsunagi.base.scope import everything
from tsunagi.cases.models import Move, Referral
from tsunagi.cases.queries.cut import people_with
from tsunagi.cases.rules import referral as rules


def raise_unanswered(*, day: date) -> int:
    """Let rise whatever has waited too long; how many mails went out. The daily command does it, nobody else."""
    letters: Counter[User] = Counter()
    with everything():
        waiting = Referral.objects.filter(due__lt=day, seen_at__isnull=True, risen__lt=len(rules.RISES))
        for key in waiting.order_by("due").values_list("pk", flat=True):
            letters.update(_raise(key, day))
    for person, count in letters.items():
        send_mail(_subject(), _letter(person, count), None, [person.email])
    return len(letters)


@transaction.atomic
def _raise(key: UUID, day: date) -> list[User]:
    """Let one referral rise to where it belongs by now; who is to be told."""
    known = Referral.objects.select_for_update(of=("self",)).select_related("sender", "receiver")
    held = known.get(pk=key)
    height = 0 if held.seen_at else rules.risen_to(held.due, day)
    if height <= held.risen:
        return []
    told: list[User] = []
    for level in range(held.risen + 1, height + 1):
        told += _told(held, level)
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
        words=_("期日を過ぎたため、関係する人に知らせました。"),
    )
    after = {"risen": height, "coordinator": held.coordinator, "told": sorted({one.pk for one in told})}
    audit.record(by=None, action="cases.raise", subject=held, organisation=held.sender, before=before, after=after)
    return told


def _told(held: Referral, level: int) -> list[User]:
    """Who is told at a height: supervisors of whoever's turn it is, then the other side, then who coordinates."""
    side = rules.TURN[held.state]
    turns = held.receiver if side == "receiver" and held.receiver is not None else held.sender
    other = held.sender if turns != held.sender or held.receiver is None else held.receiver
    match rules.RISES[level - 1][1]:
        case "supervisor":
            return people_with("cases.supervise", turns) or people_with("cases.work", turns)
        case "other_side":
            worker = [held.case.worker] if other == held.sender and held.case.worker is not None else []
            return [*worker, *people_with("cases.supervise", other)]
        case _:
            body = coordinator_of(held)
            return people_with("cases.coordinate", body) if body is not None else []


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
    """No name, no trouble, no service: the mail may be read by others."""
    lines = [
        _("%(name)s 様") % {"name": person.name},
        "",
        _("返事や次の動きがないまま期日を過ぎたつなぎが%(count)s件あります。") % {"count": count},
        _("つなぎにサインインし、「支援の机」から確かめてください。"),
    ]
    return "\n".join(lines)
