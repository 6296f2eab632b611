"""Who lives together."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.access import Refused, require
from tsunagi.base.models import User
from tsunagi.cases.access import can_open
from tsunagi.cases.models import Household, Person
from tsunagi.cases.queries.cut import people_for


@transaction.atomic
def join_household(*, by: User, person: Person, other: Person) -> Household:
    """Say that a person lives with another one: they come into that one's household, or both into a new one."""
    both = {one.pk: one for one in Person.objects.select_for_update(of=("self",)).filter(pk__in=[person.pk, other.pk])}
    if len(both) < 2 or people_for(by).filter(pk__in=both).count() < 2:
        raise Refused(_("この人の記録は見つかりません。"))
    mine, theirs = both[person.pk], both[other.pk]
    require(can_open(by, person.organisation))
    if mine.organisation_id != theirs.organisation_id:
        raise Refused(_("この人の記録は見つかりません。"))
    if mine.is_shielded != theirs.is_shielded:
        raise Refused(_("支援措置のある人とない人を、同じ世帯にはできません。居場所が知られるおそれがあります。"))
    household = theirs.household or Household.objects.create(organisation=person.organisation)
    for one in (mine, theirs):
        one.household = household
        one.save(update_fields=["household"])
    audit.record(
        by=by,
        action="cases.join_household",
        subject=mine,
        organisation=person.organisation,
        after={"household": household, "other": theirs},
    )
    return household


@transaction.atomic
def leave_household(*, by: User, person: Person) -> Person:
    """Say that a person does not live there any more."""
    held = Person.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=person.pk)
    if not people_for(by).filter(pk=held.pk).exists():
        raise Refused(_("この人の記録は見つかりません。"))
    require(can_open(by, held.organisation))
    if held.household_id is None:
        raise Refused(_("世帯の記録はありません。"))
    before, held.household = {"household": f"cases.household:{held.household_id}"}, None
    held.save(update_fields=["household"])
    audit.record(by=by, action="cases.leave_household", subject=held, organisation=held.organisation, before=before)
    return held
