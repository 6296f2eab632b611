"""Which records somebody is to be asked about, and what a link in a mail is about."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.core import signing
from django.db.models import Exists, OuterRef, Q, QuerySet

from tsunagi.directory.models import Question, Service
from tsunagi.directory.queries.public import public_services
from tsunagi.directory.rules.staleness import stale_before

#: What links of this kind are signed for, so that no other signed text passes for one.
SALT: Final = "directory.still_right"
#: How long such a link can be used.
LIFE: Final = timedelta(days=30)


def to_ask(day: date, *, not_since: date) -> QuerySet[Service]:
    """Public records not checked for six months whose body has an address, and that nobody was asked about since."""
    asked = Question.objects.filter(service=OuterRef("pk"), asked_on__gt=not_since)
    return (
        public_services()
        .filter(Q(checked_on__lt=stale_before(day)) | Q(checked_on__isnull=True))
        .exclude(assurer_email="", provider__email="")
        .exclude(Exists(asked))
        .select_related("provider", "kept_by")
        .order_by("checked_on", "name", "pk")
    )


def question_of(token: str) -> Question | None:
    """The question that a link is about; None where the link is none of ours. Raises SignatureExpired."""
    try:
        key = signing.loads(token, salt=SALT, max_age=LIFE)
    except signing.SignatureExpired:
        raise
    except signing.BadSignature:
        return None
    return Question.objects.select_related("service").filter(pk=key, service__is_public=True).first()
