"""A person says what follows from the counts for a measure."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tsunagi.base import audit
from tsunagi.base.access import Refused, require
from tsunagi.base.models import User
from tsunagi.figures.access import can_see
from tsunagi.figures.models import Suggestion
from tsunagi.register.models import Measure


@transaction.atomic
def suggest(*, by: User, measure: Measure, text: str, facts: Collection[str]) -> Suggestion:
    """Put a proposal beside the measure's review, with the figures that it rests on as they stand now."""
    body = measure.plan.organisation
    require(can_see(by, body))
    if not text.strip() or not facts:
        raise Refused(_("案と、もとにした数を一つ以上入れてください。"))
    made = Suggestion.objects.create(
        organisation=body,
        measure=measure,
        text=text.strip(),
        figures=list(facts),
        made_by=by,
        made_at=timezone.now(),
    )
    after = {"measure": measure, "figures": made.figures}
    audit.record(by=by, action="figures.suggest", subject=made, organisation=body, after=after)
    return made
