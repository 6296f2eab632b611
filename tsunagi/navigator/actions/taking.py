"""Taking supports along. No audit rows: docs/decisions/0007 says why."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tsunagi.base.access import Refused
from tsunagi.directory.queries.public import public_services
from tsunagi.navigator.models import TakeAlong, TakenService
from tsunagi.navigator.rules.slips import MOST, VALID, new_code


@transaction.atomic
def take_along(*, services: Sequence[UUID], at: datetime) -> TakeAlong:
    """Put public supports under a new code for some days; whatever else was named is left out."""
    forget(at=at)
    wanted = list(dict.fromkeys(services))
    if len(wanted) > MOST:
        raise Refused(_("一度に持っていけるのは%(most)s件までです。戻って、数を減らしてください。") % {"most": MOST})
    public = {one.pk: one for one in public_services().filter(pk__in=wanted)}
    kept = [public[key] for key in wanted if key in public]
    if not kept:
        raise Refused(_("持っていく支援が選ばれていないか、公開が終わっています。もう一度さがしてください。"))
    made = TakeAlong.objects.create(code=new_code(secrets.choice), expires_at=at + VALID)
    TakenService.objects.bulk_create(
        TakenService(take_along=made, service=one, order=order) for order, one in enumerate(kept)
    )
    return made


def forget(*, at: datetime) -> int:
    """Delete what is over; how many that were."""
    over = TakeAlong.objects.filter(expires_at__lte=at)
    TakenService.objects.filter(take_along__in=over).delete()
    return over.delete()[0]
