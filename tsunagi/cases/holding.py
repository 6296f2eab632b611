"""Which contacts this part keeps from being erased (consultations/queries/retention.py)."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet

from tsunagi.cases.models import Hold


def contacts_held() -> QuerySet[Any]:
    """Those of which a case was made that is held back; one that was passed on is another organisation's to keep."""
    found = Hold.objects.filter(ended_at__isnull=True, case__contact__organisation=F("organisation"))
    return found.values("case__contact")
