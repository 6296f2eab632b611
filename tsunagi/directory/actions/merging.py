"""Two records of one service put together, and parted again; and two that only look like one, told apart."""

from __future__ import annotations

from typing import Final

from django.db import transaction

from tsunagi.base import audit
from tsunagi.base.access import require
from tsunagi.base.models import User
from tsunagi.directory.access import can_distinguish, can_merge, can_part
from tsunagi.directory.actions.index import index_services
from tsunagi.directory.actions.records import without_stamp
from tsunagi.directory.models import Distinction, Service

#: What a merged record remembers, so that parting gives back what there was.
WAS_PUBLIC: Final = "public_before_merging"


@transaction.atomic
def merge_services(*, by: User, service: Service, into: Service) -> Service:
    """Let a record be known as the second one of another: it is no longer public, and its page leads to the other.

    Nothing of it is changed or thrown away.
    """
    held, other = _locked(service), _locked(into)
    require(can_merge(by, held, other))
    was = held.is_public
    held.more = {**without_stamp(held), WAS_PUBLIC: was}
    held.is_public, held.merged_into = False, other
    held.save(update_fields=["is_public", "merged_into", "more", "modified_at"])
    before, after = {"is_public": was}, {"is_public": False, "merged_into": other}
    audit.record(by=by, action="directory.merge", subject=held, organisation=held.kept_by, before=before, after=after)
    index_services([held.pk, other.pk])
    return held


@transaction.atomic
def part_services(*, by: User, service: Service) -> Service:
    """Let it be a record of its own again, public if it was so before."""
    held = _locked(service)
    require(can_part(by, held))
    other = held.merged_into
    assert other is not None, "can_part says so"
    more = dict(held.more)
    held.is_public, held.merged_into, held.more = bool(more.pop(WAS_PUBLIC, False)), None, more
    held.save(update_fields=["is_public", "merged_into", "more", "modified_at"])
    before, after = {"merged_into": other}, {"is_public": held.is_public}
    audit.record(by=by, action="directory.part", subject=held, organisation=held.kept_by, before=before, after=after)
    index_services([held.pk, other.pk])
    return held


@transaction.atomic
def distinguish_services(*, by: User, service: Service, other: Service) -> None:
    """Keep that these are two services, so that nobody is asked again; to say it twice changes nothing."""
    require(can_distinguish(by, service, other))
    one, two = sorted((service, other), key=lambda each: each.pk)
    _told, is_new = Distinction.objects.get_or_create(one=one, other=two, defaults={"by": by})
    if is_new:
        _record(by, "directory.distinguish", service, other)


@transaction.atomic
def forget_distinction(*, by: User, service: Service, other: Service) -> None:
    """Ask again whether the two are one service."""
    require(can_distinguish(by, service, other))
    one, two = sorted((service, other), key=lambda each: each.pk)
    gone, _of_each = Distinction.objects.filter(one=one, other=two).delete()
    if gone:
        _record(by, "directory.forget_distinction", service, other)


def _record(by: User, action: str, service: Service, other: Service) -> None:
    """In the history of both."""
    for held, its_other in ((service, other), (other, service)):
        audit.record(by=by, action=action, subject=held, organisation=held.kept_by, after={"other": its_other})


def _locked(service: Service) -> Service:
    return Service.objects.select_for_update(of=("self",)).select_related("kept_by", "merged_into").get(pk=service.pk)
