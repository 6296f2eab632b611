"""Who may do what in consultations, and the sentence that says why not. Refuse by default."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from tsunagi.base.access import ALLOWED, Answer, can, rights
from tsunagi.base.models import Membership, Organisation, User
from tsunagi.consultations.models import Contact, Window
from tsunagi.consultations.rules.contact import is_over

Anyone = User | AnonymousUser


def can_answer(user: Anyone, organisation: Organisation) -> Answer:
    """May this person take contacts in the organisation's name?"""
    return can(user, "consultations.answer", organisation)


def can_supervise(user: Anyone, organisation: Organisation) -> Answer:
    """May this person see all contacts of the organisation, and step in?"""
    return can(user, "consultations.supervise", organisation)


def can_sit_at(user: Anyone, window: Window) -> Answer:
    """May this person sit at the window?"""
    if not window.in_use:
        return Answer(_("この窓口は、いまは使われていません。"))
    return can_answer(user, window.organisation)


def is_shown(user: Anyone, contact: Contact) -> bool:
    """Whether lists show the contact to this person (queries/cut.py), asked of one; its organisation is not read."""
    held = rights(user).get(contact.organisation_id, set())
    if "consultations.supervise" in held:
        return True
    return "consultations.answer" in held and not _is_anothers(user, contact)


def can_work_on(user: Anyone, contact: Contact) -> Answer:
    """May this person read and write in the contact? Who talks, who sits beside, and supervisors."""
    if is_shown(user, contact):
        return ALLOWED
    allowed = can_answer(user, contact.organisation)
    return allowed and Answer(_("ほかの人が応対している相談です。応対している人か統括者に頼んでください。"))


def can_change(user: Anyone, contact: Contact) -> Answer:
    """May this person write in the contact now?"""
    if contact.erased_at is not None:
        return Answer(_("保存の期限が過ぎ、内容は消えています。"))
    return can_work_on(user, contact)


def can_end(user: Anyone, contact: Contact) -> Answer:
    """May this person end the contact?"""
    if is_over(contact.state):
        return Answer(_("すでに終わっている相談です。"))
    return can_change(user, contact)


def can_pass_on(user: Anyone, contact: Contact) -> Answer:
    """May this person pass the contact on to another window?"""
    if is_over(contact.state):
        return Answer(_("終わった相談は、ほかの窓口に回せません。もう一度応対を始めてください。"))
    return can_change(user, contact)


def can_sit_beside(user: Anyone, contact: Contact) -> Answer:
    """May this person sit beside whoever talks with them? Asked by them, or as a supervisor."""
    if contact.state != "live":
        return Answer(_("いま応対している相談ではありません。"))
    if user.pk in (contact.worker_id, contact.partner_id):
        return Answer(_("すでに応対しています。"))
    return can_supervise(user, contact.organisation)


def can_take_over(user: Anyone, contact: Contact) -> Answer:
    """May this person turn to the contact in the place of whoever talks with them? Any colleague, where they left."""
    if contact.state != "live":
        return Answer(_("いま応対している相談ではありません。"))
    if contact.worker_id == user.pk:
        return Answer(_("すでに応対しています。"))
    if contact.partner_id == user.pk or not is_in_charge(contact):
        return can_answer(user, contact.organisation)
    return can_supervise(user, contact.organisation)


def _is_anothers(user: Anyone, contact: Contact) -> bool:
    """Whether a colleague talks with them who still works there."""
    return user.pk not in (contact.worker_id, contact.partner_id) and is_in_charge(contact)


def is_in_charge(contact: Contact) -> bool:
    """Whether somebody talks with them who works there now."""
    if contact.worker_id is None:
        return False
    held = Membership.objects.filter(user=contact.worker_id, organisation=contact.organisation_id, until__isnull=True)
    return held.filter(user__is_active=True).exists()


def can_write(contact: Contact) -> Answer:
    """May anything be written to the person now?"""
    if contact.state == "waiting":
        return Answer(_("まだだれも応対していません。先に「応対する」を押してください。"))
    if is_over(contact.state):
        return Answer(_("終わった相談です。続けるには、もう一度応対を始めてください。"))
    return ALLOWED
