"""Who may do what in casework, and the sentence that says why not. Refuse by default."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext as _

from tsunagi.base.access import ALLOWED, Answer, can, rights
from tsunagi.base.models import Membership, Organisation, User
from tsunagi.base.scope import scope_of
from tsunagi.cases.models import Brought, Case, Conference, Consent, Emergency, Referral, Seat
from tsunagi.cases.rules.case import is_open
from tsunagi.cases.rules.gates import GATES
from tsunagi.cases.rules.referral import DEEDS, Side, is_end, may

Anyone = User | AnonymousUser


def can_open(user: Anyone, organisation: Organisation) -> Answer:
    """May this person open a case in the organisation's name?"""
    return can(user, "cases.work", organisation)


def can_work_at(user: Anyone, organisation: Organisation) -> Answer:
    """May this person see the organisation's work with people, as who does it or as who supervises it?"""
    supervises = can_supervise(user, organisation)
    return supervises if supervises else can_open(user, organisation)


def can_supervise(user: Anyone, organisation: Organisation) -> Answer:
    """May this person see all cases of the organisation, and say who is in charge?"""
    return can(user, "cases.supervise", organisation)


def is_anothers(user: Anyone, case: Case) -> bool:
    """Whether a colleague is in charge who still works there; whoever left is in charge of nothing."""
    if case.worker_id in (None, user.pk):
        return False
    held = Membership.objects.filter(user=case.worker_id, organisation=case.organisation_id, until__isnull=True)
    return held.filter(user__is_active=True).exists()


def can_work_on(user: Anyone, case: Case) -> Answer:
    """May this person write in the case? Who is in charge of it, any worker while nobody is, and supervisors."""
    if can(user, "cases.supervise", case.organisation):
        return ALLOWED
    allowed = can(user, "cases.work", case.organisation)
    if allowed and is_anothers(user, case):
        return Answer(_("ほかの人が担当している支援です。担当者か統括者に頼んでください。"))
    return allowed


def can_change(user: Anyone, case: Case) -> Answer:
    """May this person add to the case, which has to be open?"""
    if not is_open(case.state):
        return Answer(_("終結した支援です。続けるには、もう一度始めてください。"))
    return can_work_on(user, case)


def can_bring(user: Anyone, case: Case) -> Answer:
    """May this person bring the case before a conference, which its organisation has to have pledged secrecy to?"""
    seats = Seat.objects.filter(organisation=case.organisation, ended_on__isnull=True, pledged_on__isnull=False)
    allowed = can_change(user, case)
    if allowed and not seats.exists():
        return Answer(
            _("この組織が構成員として守秘を誓約した会議がありません。会議の事務局か、組織の統括者に確かめてください。")
        )
    return allowed


def can_break_glass(user: Anyone, case: Case) -> Answer:
    """May this person open a colleague's case in an emergency? Any worker of the same organisation."""
    if can_work_on(user, case):
        return Answer(_("この支援は、すでに見ることができます。"))
    return can(user, "cases.work", case.organisation)


def can_end_emergency(user: Anyone, emergency: Emergency) -> Answer:
    """May this person end the access to a colleague's case before its time? Who has it, and supervisors."""
    if emergency.until <= timezone.now():
        return Answer(_("この緊急の閲覧は、すでに終わっています。"))
    if emergency.user_id == user.pk:
        return ALLOWED
    return can(user, "cases.supervise", emergency.organisation)


def side_of(user: Anyone, referral: Referral) -> Side | None:
    """On which side of a referral somebody stands. Who works for both stands with the sender."""
    held = rights(user)
    # The sender's case is looked at by the sender's people only: the database shows it to nobody else.
    if referral.sender_id in held and can_work_on(user, referral.case):
        return "sender"
    if referral.receiver_id in held and held[referral.receiver_id] & {"cases.work", "cases.supervise"}:
        return "receiver" if referral.state != "draft" else None
    return None


def can_do(user: Anyone, deed: str, referral: Referral) -> Answer:
    """May this person do this deed to the referral now?"""
    if not may(deed, referral.state):
        return Answer(_("「%(state)s」のつなぎでは、この操作はできません。") % {"state": referral.get_state_display()})
    if DEEDS[deed].by == "sender" or referral.receiver is None:
        return _can_as_sender(user, referral)
    return _can_as_receiver(user, referral, referral.receiver)


def can_take_note(user: Anyone, referral: Referral) -> Answer:
    """May this person take note of how it ended?"""
    if not is_end(referral.state):
        return Answer(_("まだ終わっていないつなぎです。"))
    if referral.seen_at is not None:
        return Answer(_("結果は、すでに確かめられています。"))
    return _can_as_sender(user, referral)


def can_read_news(user: Anyone, referral: Referral) -> Answer:
    """May this person say, for the receiver, that what the sender told has been seen?"""
    if referral.news_at is None or referral.receiver is None:
        return Answer(_("確かめていない知らせはありません。"))
    return _can_as_receiver(user, referral, referral.receiver)


def can_coordinate(user: Anyone, organisation: Organisation) -> Answer:
    """May this person hold conferences in the organisation's name?"""
    return can(user, "cases.coordinate", organisation)


def can_pledge(user: Anyone, seat: Seat) -> Answer:
    """May this person pledge secrecy in the name of the body that has the seat? Its supervisors and coordinators."""
    if seat.pledged_on is not None or seat.ended_on is not None:
        return Answer(_("誓約は済んでいるか、構成員ではなくなっています。"))
    if can(user, "cases.coordinate", seat.organisation):
        return ALLOWED
    return can(user, "cases.supervise", seat.organisation)


def has_pledged(conference: Conference, organisation: Organisation) -> bool:
    """Whether a body sits in the conference and has pledged secrecy."""
    held = Seat.objects.filter(conference=conference, organisation=organisation, ended_on__isnull=True)
    return held.filter(pledged_on__isnull=False).exists()


def can_attend(user: Anyone, conference: Conference, body: Organisation | None = None) -> Answer:
    """May this person see what is brought before the conference, (body) in the name of that body?"""
    seats = Seat.objects.filter(conference=conference, ended_on__isnull=True, pledged_on__isnull=False)
    bodies = set(seats.values_list("organisation", flat=True))
    if body is not None:
        bodies &= {body.pk}
    allowed = {"cases.work", "cases.supervise", "cases.coordinate"}
    if any(held & allowed for key, held in rights(user).items() if key in bodies):
        return ALLOWED
    return Answer(_("構成員として守秘を誓約した組織の人だけが見られます。誓約するのは、組織の調整担当か統括者です。"))


def has_agreed(case: UUID, day: date) -> bool:
    """Whether the person of a case agrees on a day that bodies which are needed are told."""
    held = Consent.objects.filter(person__cases=case, withdrawn_on__isnull=True, receiver__isnull=True)
    return held.filter(given_on__lte=day, until__gte=day).exists()


def has_run_out(brought: Brought, day: date) -> bool:
    """Whether it was brought by a consent that nobody took back, and that is over."""
    if brought.taken_back_on is not None or not GATES[brought.conference.kind].needs_consent:
        return False
    # Consents are sealed off from the other members. That there is none is all that they learn.
    with scope_of([brought.organisation_id]):
        return not has_agreed(brought.case_id, day)


def can_decide(user: Anyone, brought: Brought, body: Organisation | None = None) -> Answer:
    """May this person write down what was decided, (body) for that body to do? Once the consent that it needed is taken
    back or over, only the body that brought the case, for itself."""
    conference, owner = brought.conference, brought.organisation
    if body in (None, owner) and can_attend(user, conference, owner):
        return ALLOWED
    if brought.taken_back_on is not None:
        return Answer(_("本人が、この会議に出す同意を取り下げました。ほかの組織の役割は、もう決められません。"))
    if has_run_out(brought, timezone.localdate()):
        return Answer(_("この会議に出す同意の期限が過ぎました。ほかの組織の役割は、出した組織が本人に確かめて、新しい同意を記録してから決められます。"))
    return can_attend(user, conference)


def _can_as_receiver(user: Anyone, referral: Referral, receiver: Organisation) -> Answer:
    """May this person act for the receiver? Of whom they took in, whoever is in charge, and supervisors."""
    if can(user, "cases.supervise", receiver):
        return ALLOWED
    allowed = can(user, "cases.work", receiver)
    taken = referral.received_case
    if allowed and taken is not None and is_anothers(user, taken):
        return Answer(_("ほかの人が担当している支援です。担当者か統括者に頼んでください。"))
    return allowed


def _can_as_sender(user: Anyone, referral: Referral) -> Answer:
    """May this person act for the sender?"""
    allowed = can(user, "cases.work", referral.sender) or can(user, "cases.supervise", referral.sender)
    return can_work_on(user, referral.case) if allowed else allowed
