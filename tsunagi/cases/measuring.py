"""What of casework can be measured without telling anything of anybody."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from tsunagi.base.measuring import gauge, roughly
from tsunagi.base.scope import everything
from tsunagi.cases.models import Referral


@gauge
def referrals() -> Iterator[tuple[str, str, float]]:
    """Referrals of the whole site that wait longer than they may; rounded up, so that one person's is not seen."""
    with everything():
        late = Referral.objects.filter(due__lt=timezone.localdate(), ended_at__isnull=True).exclude(state="draft")
        overdue, risen = late.count(), late.filter(risen__gte=3).count()
    yield "tsunagi_referrals_overdue", "Referrals past their day, rounded up to hide small counts", roughly(overdue)
    yield "tsunagi_referrals_risen", "Those that have risen to the coordinator, rounded up", roughly(risen)
