"""Notes who looked at a personal record, before it is shown."""

from __future__ import annotations

from django.db import models, transaction

from tsunagi.base.audit import name_of
from tsunagi.base.models import Organisation, Reading, User


def note_reading(*, by: User, subject: models.Model | str, organisation: Organisation, why: str) -> Reading:
    """Keep that somebody is about to read a record. It is safe in the database before the record is shown.

    So a record is never seen without a trace; where the trace cannot be written, nothing is shown. It is no deed, and
    adds no row to the audit chain, whose one lock a page that only reads must not wait for.
    """
    with transaction.atomic(durable=True):
        return Reading.objects.create(
            by=by, subject=subject if isinstance(subject, str) else name_of(subject), organisation=organisation, why=why
        )
