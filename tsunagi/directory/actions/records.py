"""Writing, checking and publishing supports."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.access import Refused, require
from tsunagi.base.models import Organisation, User
from tsunagi.directory.access import can_confirm, can_keep, can_publish, can_tell_room, can_withdraw, is_publishable
from tsunagi.directory.actions.index import index_services
from tsunagi.directory.actions.parts import write_parts
from tsunagi.directory.models import Capacity, Provider, Service
from tsunagi.directory.queries.records import PLAIN, for_audit, record_of
from tsunagi.directory.rules.records import Record, checked


class Stale(Refused):
    """Somebody else saved the record meanwhile."""


@transaction.atomic
def save_service(
    *,
    by: User | None,
    keeper: Organisation,
    record: Record,
    service: Service | None = None,
    version: str = "",
    day: date | None = None,
) -> Service:
    """Keep a record, new or changed. Raises Faulty with everything that is wrong with it.

    version: the `version_of` the record that was changed; where somebody saved it meanwhile, Stale is raised. Places
    that are kept secret from `by` stay as they are. by: None only for the command and for imports that were decided.
    """
    held = _locked(service) if service is not None else Service(kept_by=keeper)
    if by is not None:
        require(can_keep(by, held.kept_by))
    if service is not None and by is not None and version_of(held) != version:
        raise Stale(_("書いている間に、別の人がこの支援を保存しました。違いを見てから、もう一度保存してください。"))
    kept = checked(record, day or timezone.localdate())
    before = for_audit(record_of(held, None)) if service is not None else {}
    held.provider = _provider(kept, held)
    for name in PLAIN:
        setattr(held, name, getattr(kept, name))
    held.aliases = list(kept.aliases)
    held.says = {**held.says, "ja": list(kept.says), "en": list(kept.says_en)}
    held.more = without_stamp(held)
    held.save()
    touched = write_parts(held, kept, by)
    # Those at a place that was changed say something else too: so who asks what changed is told of them.
    Service.objects.filter(pk__in=touched).update(modified_at=timezone.now())
    after = for_audit(record_of(Service.objects.get(pk=held.pk), None))
    _record(by, "save" if service is not None else "add", held, *_changed(before, after))
    index_services([held.pk, *touched])
    return held


def without_stamp(service: Service) -> dict[str, Any]:
    """What it carries along, without the pack's stamp: from now on it is of its own, and the pack leaves it alone."""
    return {name: value for name, value in service.more.items() if name != "pack"}


def version_of(service: Service) -> str:
    """What tells one saving of a record from the next."""
    return service.modified_at.isoformat()


@transaction.atomic
def publish_service(*, by: User | None, service: Service) -> Service:
    """Let everybody see it."""
    held = _locked(service)
    require(is_publishable(held) if by is None else can_publish(by, held))
    held.is_public = True
    return _moved(by, "publish", held)


@transaction.atomic
def withdraw_service(*, by: User | None, service: Service) -> Service:
    """Let only its keepers see it."""
    held = _locked(service)
    if by is not None:
        require(can_withdraw(by, held))
    held.is_public = False
    return _moved(by, "withdraw", held)


@transaction.atomic
def confirm_service(*, by: User | None, service: Service, day: date) -> Service:
    """Say that the record was looked at, and is true on a day. What it says stays the pack's where it is that.

    by: None where the body itself confirmed it by its link.
    """
    held = _locked(service)
    if by is not None:
        require(can_confirm(by, held))
    before = {"checked_on": held.checked_on, "confirmed": held.confirmed}
    held.checked_on = day
    held.confirmed = bool(held.source)
    held.save(update_fields=["checked_on", "confirmed", "modified_at"])
    held.ways.filter(confirmed=True).exclude(source="").update(checked_on=day)
    _record(by, "confirm", held, before, {"checked_on": day, "confirmed": held.confirmed})
    index_services([held.pk])
    return held


@transaction.atomic
def set_capacity(
    *, by: User, service: Service, unit: str, available: int, maximum: int | None = None, description: str = ""
) -> Capacity:
    """Say how many it can take now."""
    held = _locked(service)
    require(can_tell_room(by, held))
    if available < 0 or (maximum is not None and maximum < available):
        raise Refused(_("いま受けられる数は0以上で、全体の数を超えないようにしてください。"))
    known = held.capacities.filter(unit=unit).first()
    before = {"available": known.available, "maximum": known.maximum} if known else {}
    one = known or Capacity(service=held, unit=unit)
    one.available, one.maximum, one.description = available, maximum, description
    one.updated_at = timezone.now()
    one.save()
    held.save(update_fields=["modified_at"])
    _record(by, "capacity", held, before, {"unit": unit, "available": available, "maximum": maximum})
    index_services([held.pk])
    return one


def _locked(service: Service) -> Service:
    return Service.objects.select_for_update(of=("self",)).select_related("kept_by", "provider").get(pk=service.pk)


def _moved(by: User | None, deed: str, held: Service) -> Service:
    held.more = without_stamp(held)
    held.save(update_fields=["is_public", "more", "modified_at"])
    _record(by, deed, held, {"is_public": not held.is_public}, {"is_public": held.is_public})
    index_services([held.pk])
    return held


def _record(by: User | None, deed: str, held: Service, before: Any, after: Any) -> None:
    action = f"directory.{deed}"
    audit.record(by=by, action=action, subject=held, organisation=held.kept_by, before=before, after=after)


def _provider(kept: Record, held: Service) -> Provider:
    """Who runs it: one whose records the same body keeps, or whose it was already; else a new one of that name."""
    if kept.new_provider:
        known = Provider.objects.filter(kept_by=held.kept_by, name=kept.new_provider).first()
        return known or Provider.objects.create(kept_by=held.kept_by, name=kept.new_provider)
    if held.provider_id and str(held.provider_id) == kept.provider:
        return held.provider
    found = Provider.objects.filter(kept_by=held.kept_by, pk=kept.provider).first()
    if found is None:
        raise Refused(_("この団体の情報は、別の組織が管理しています。名前を入れて、新しい団体にしてください。"))
    return found


def _changed(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Of two tellings what is not the same."""
    names = [name for name in after if before.get(name) != after[name]]
    return {name: before[name] for name in names if name in before}, {name: after[name] for name in names}
