"""Forms that are filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.access import Refused, require
from tsunagi.base.models import User
from tsunagi.base.rules.sentences import Wrong
from tsunagi.cases.access import can_change
from tsunagi.cases.actions.cases import hold
from tsunagi.cases.models import Case, Sheet
from tsunagi.cases.rules.case import after_form
from tsunagi.cases.rules.sheets import FORMS, check_answers, newest, versions


@transaction.atomic
def file_sheet(
    *,
    by: User,
    case: Case,
    form: str,
    answers: Mapping[str, Any],
    version: int | None = None,
    corrects: Sheet | None = None,
) -> Sheet:
    """Keep a filled-in form with the version that was filled in, or today's; (corrects) in the place of one that stays
    beside it, in the version of that one: what a newer form does not ask any more would be lost."""
    held = hold(case)
    require(can_change(by, held))
    if form not in FORMS:
        raise Refused(_("この様式はありません。"))
    if corrects is not None:
        # A second correction of the same sheet would leave two that both claim to be the newest.
        current = Sheet.objects.select_for_update().get(pk=corrects.pk)
        if current.case_id != held.pk or current.form != form or Sheet.objects.filter(corrects=current).exists():
            raise Refused(_("その間に別の人が訂正しました。開き直して、新しいほうを訂正してください。"))
    if corrects is not None:
        version = current.form_version
    asked = newest(form) if version is None else versions(form)[version]
    try:
        kept = check_answers(asked, answers)
    except Wrong as wrong:
        raise Refused(_(wrong.sentence) % wrong.values) from wrong
    if corrects is not None and held.person.is_shielded:
        # Whoever corrects it was not shown it: what they left empty stays as it was.
        hidden = [field.code for field in asked.fields if field.is_whereabouts and field.code in current.answers]
        kept = {**{code: current.answers[code] for code in hidden}, **kept}
    if not kept:
        raise Refused(_("何も書かれていません。一つは書いてから保存してください。"))
    made = Sheet.objects.create(
        organisation=held.organisation,
        case=held,
        form=form,
        form_version=asked.version,
        answers=kept,
        filed_by=by,
        filed_at=timezone.now(),
        corrects=corrects,
    )
    before = {"state": held.state}
    held.state = after_form(held.state, form)
    held.save(update_fields=["state"])
    after = {"case": held, "form": form, "version": asked.version, "corrects": corrects, "state": held.state}
    audit.record(
        by=by, action="cases.file_sheet", subject=made, organisation=held.organisation, before=before, after=after
    )
    return made
