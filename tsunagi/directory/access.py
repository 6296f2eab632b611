"""Who may do what in the directory, and the sentence that says why not."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from tsunagi.base.access import ALLOWED, Answer, can
from tsunagi.base.models import Organisation, User
from tsunagi.directory.models import Service, ServiceAtLocation

Anyone = User | AnonymousUser


def can_keep(user: Anyone, organisation: Organisation) -> Answer:
    """May this person write, check and publish the organisation's records of supports?"""
    return can(user, "directory.keep", organisation)


def can_tell_room(user: Anyone, service: Service) -> Answer:
    """May this person say how many it can take now? Whoever keeps the record, and whoever works with people there."""
    given_by = service.provider.organisation
    works_there = given_by is not None and (can(user, "cases.work", given_by) or can(user, "cases.supervise", given_by))
    return ALLOWED if works_there else can_keep(user, service.kept_by)


def can_view(user: Anyone, service: Service) -> Answer:
    """May this person see the record? Everybody, once it is public."""
    return ALLOWED if service.is_public else can_keep(user, service.kept_by)


def can_see_place(user: User | None, here: ServiceAtLocation) -> Answer:
    """May this person see where it is? A place that is kept secret is known to its provider's keepers alone.

    user: None for the command on the machine itself, which sees all.
    """
    location = here.location
    if user is None or not location.is_confidential:
        return ALLOWED
    provider = location.provider
    return can_keep(user, provider.kept_by if provider else here.service.kept_by)


def is_publishable(service: Service) -> Answer:
    """Whether the record is fit for everybody to see."""
    if service.is_public:
        return Answer(_("すでに公開されています。"))
    if service.merged_into_id:
        return Answer(_("ほかの支援にまとめられています。公開するには、先に分けてください。"))
    if service.status in (Service.Status.INACTIVE, Service.Status.DEFUNCT):
        return Answer(_("行っていない支援、終わった支援は公開できません。先に状態を直してください。"))
    if not (service.where or service.ways.exists() or service.at_locations.exists()):
        return Answer(_("行き先がありません。連絡の方法か、場所か、申し込むところを入れてから公開してください。"))
    return ALLOWED


def can_publish(user: Anyone, service: Service) -> Answer:
    """May this person let everybody see the record?"""
    return can_keep(user, service.kept_by) and is_publishable(service)


def can_withdraw(user: Anyone, service: Service) -> Answer:
    """May this person take the record from where everybody sees it?"""
    if service.is_public:
        return can_keep(user, service.kept_by)
    return Answer(_("公開されていません。"))


def can_confirm(user: Anyone, service: Service) -> Answer:
    """May this person say that the record is true today? Only of facts whose source is known."""
    if not service.source:
        return Answer(_("出典が入っていません。どこで確かめたかを入れてから、確かめた日を付けてください。"))
    return can_keep(user, service.kept_by)


def can_merge(user: Anyone, service: Service, into: Service) -> Answer:
    """May this person make the record the second one of another? Both must be theirs to keep."""
    if service.pk == into.pk:
        return Answer(_("同じ支援どうしはまとめられません。"))
    if service.merged_into_id:
        return Answer(_("この支援は、すでにほかの支援にまとめられています。"))
    if into.merged_into_id:
        return Answer(_("まとめる先が、ほかの支援にまとめられています。そのまとめた先を選んでください。"))
    return can_keep(user, service.kept_by) and can_keep(user, into.kept_by)


def can_distinguish(user: Anyone, service: Service, other: Service) -> Answer:
    """May this person say whether two records that look alike are two services? Both must be theirs to keep."""
    if service.pk == other.pk:
        return Answer(_("同じ支援どうしは、別の支援とはいえません。"))
    return can_keep(user, service.kept_by) and can_keep(user, other.kept_by)


def can_part(user: Anyone, service: Service) -> Answer:
    """May this person let a merged record be one of its own again?"""
    if service.merged_into_id is None:
        return Answer(_("この支援は、まとめられていません。"))
    return can_keep(user, service.kept_by)
