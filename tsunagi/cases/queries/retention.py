"""What could be erased today, and what is held back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from tsunagi.base.models import Organisation
from tsunagi.cases.models import Case, Hold, Referral, Retention, Sheet
from tsunagi.cases.rules.referral import ENDS
from tsunagi.cases.rules.retention import erasable_from, kind_of_case


@dataclass(frozen=True, slots=True)
class Due:
    """A closed case with the first day on which it may be erased, and whether a hold keeps it."""

    case: Case
    since: date
    kind: str
    hold: Hold | None


def due_for_erasure(organisation: Organisation, day: date) -> list[Due]:
    """Closed cases that were kept long enough, the oldest first; held ones with their hold."""
    years = dict(Retention.objects.filter(organisation=organisation).values_list("kind", "years"))
    forms = Sheet.objects.filter(case=OuterRef("pk"))
    on_the_way = Referral.objects.exclude(state__in=ENDS)
    closed = (
        Case.objects.filter(organisation=organisation, state=Case.State.CLOSED, erased_on__isnull=True)
        .exclude(
            Exists(on_the_way.filter(case=OuterRef("pk"))) | Exists(on_the_way.filter(received_case=OuterRef("pk")))
        )
        .annotate(had_plan=Exists(forms.filter(form="plan")), had_assessment=Exists(forms.filter(form="assessment")))
        .select_related("person")
        .order_by("closed_on", "number")
    )
    holds = {one.case_id: one for one in Hold.objects.filter(organisation=organisation, ended_at__isnull=True)}
    found = []
    for case in closed:
        kind = kind_of_case(case.had_plan, case.had_assessment)
        if kind not in years or case.closed_on is None:
            continue
        since = erasable_from(case.closed_on, years[kind])
        if since <= day:
            found.append(Due(case, since, kind, holds.get(case.pk)))
    return found
