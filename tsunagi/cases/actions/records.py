"""What is known of a person, changed; a protective measure reaches whatever was handed over."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.access import Refused, require
from tsunagi.base.models import User
from tsunagi.cases.access import can_open, can_supervise
from tsunagi.cases.actions.people import checked, index_people
from tsunagi.cases.actions.protecting import leave_household, protect
from tsunagi.cases.models import Person
from tsunagi.cases.queries.cut import people_for
from tsunagi.cases.rules.people import FIELDS


@transaction.atomic
def change_person(*, by: User, person: Person, version: int, said: Mapping[str, str], is_shielded: bool) -> Person:
    """Write what is known of a person now. The audit row says which fields changed, never what they say.

    Only a supervisor lifts a protective measure: whoever can work on a case may set it, at once.
    """
    held = Person.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=person.pk)
    if not people_for(by).filter(pk=held.pk).exists():
        raise Refused(_("この人の記録は見つかりません。"))
    require(can_open(by, held.organisation))
    if held.version != version:
        raise Refused(_("その間に別の人が保存しました。画面の内容を控え、開き直してから入れてください。"))
    if held.is_shielded and not is_shielded:
        require(can_supervise(by, held.organisation))
    kept = checked({**{field: getattr(held, field) for field in FIELDS}, **said})
    changed = [field for field in FIELDS if getattr(held, field) != kept[field]]
    before = {"is_shielded": held.is_shielded}
    for field in changed:
        setattr(held, field, kept[field])
    held.is_shielded = is_shielded
    held.version += 1
    held.save()
    index_people([held])
    if is_shielded and not before["is_shielded"]:
        protect(by=by, person=held)
    elif before["is_shielded"] and not is_shielded:
        leave_household(held)
    after = {"fields": changed, "is_shielded": is_shielded}
    audit.record(
        by=by, action="cases.change_person", subject=held, organisation=held.organisation, before=before, after=after
    )
    return held
