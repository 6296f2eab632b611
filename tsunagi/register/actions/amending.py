"""A draft's measure is mended by hand, without a document and without a round."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.access import Refused, require
from tsunagi.base.models import User
from tsunagi.register.access import can_change
from tsunagi.register.actions.entries import Telling, write_entries
from tsunagi.register.models import Entry
from tsunagi.register.models.figures import Origin
from tsunagi.register.queries.readings import reading_of
from tsunagi.register.rules.readings import Reading
from tsunagi.register.rules.seal import seal


@transaction.atomic
def amend(*, by: User, entry: Entry, seen: str, reading: Reading) -> Entry:
    """Let the draft say this of the measure.

    seen: the seal over what it said when the form was opened; where somebody changed it meanwhile it is refused.
    """
    held = (
        Entry.objects.select_for_update(of=("self",))
        .select_related("edition__plan__organisation", "measure")
        .get(pk=entry.pk)
    )
    require(can_change(by, held.edition))
    before = reading_of(held)
    if seal(before) != seen:
        raise Refused(_("その間に別の人が保存しました。画面の内容を控え、開き直してから入れてください。"))
    keep = {held.measure_id: held}
    write_entries(held.edition, [Telling(held.measure, reading)], origin=Origin.PERSON, by=by, keep=keep)
    organisation = held.edition.plan.organisation
    audit.record(
        by=by, action="register.amend", subject=held, organisation=organisation, before=before, after=reading
    )
    return held
