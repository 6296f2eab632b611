"""The chain of deeds: `record` adds a row inside the action's transaction, `faults` finds what was tampered with.

Each digest is an HMAC over the row and the digest before it, under a key that the database does not hold, so that a
changed, removed or reordered row shows, and whoever has only the database cannot mend the chain. The head, kept apart,
shows rows cut off at the end; docs/howto/verify-the-audit.md says how to keep its digest outside too.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import connection, models
from django.utils import timezone

from tsunagi.base.access import PERSONAL
from tsunagi.base.models import AuditHead, AuditRow, Organisation, User


def record(
    *,
    by: User | None,
    action: str,
    subject: models.Model | str,
    organisation: Organisation | None = None,
    before: Any = None,
    after: Any = None,
) -> AuditRow:
    """Add a row to the chain. Only inside a transaction: the deed and its row stand or fall together."""
    assert connection.in_atomic_block, "an action is atomic, and its audit row is written inside"
    head, _is_first = AuditHead.objects.select_for_update().get_or_create(pk=1)
    row = AuditRow(
        place=head.place + 1,
        at=timezone.now(),
        by=by,
        action=action,
        subject=subject if isinstance(subject, str) else name_of(subject),
        organisation=organisation,
        before=_plain(before),
        after=_plain(after),
        previous=head.digest,
    )
    row.digest = _digest(row)
    row.save(force_insert=True)
    casework = head.casework + action.startswith(PERSONAL)
    AuditHead.objects.filter(pk=1).update(place=row.place, digest=row.digest, casework=casework)
    return row


def name_of(thing: models.Model) -> str:
    """How a row is named in the chain: "register.edition:12"."""
    return f"{thing._meta.label_lower}:{thing.pk}"


def faults() -> Iterator[str]:
    """A sentence for each place where the chain does not hold, in Japanese and in English; nothing where it holds."""
    place, digest = 0, ""
    for row in AuditRow.objects.order_by("place").iterator(chunk_size=2000):
        if row.place != place + 1:
            first, last = place + 1, row.place - 1
            if first == last:
                yield f"{first}番の行が無くなっています。 / Row {first} is gone."
            else:
                yield f"{first}番から{last}番までの行が無くなっています。 / Rows {first} to {last} are gone."
        elif row.previous != digest:
            yield (
                f"{row.place}番の行は、前の行につながっていません(並べ替えか差し替え)。"
                f" / Row {row.place} does not follow from the row before it (reordered or replaced)."
            )
        if not hmac.compare_digest(row.digest, _digest(row)):
            yield f"{row.place}番の行は、書かれた後に変えられています。 / Row {row.place} was changed after it was written."
        place, digest = row.place, row.digest
    head = AuditHead.objects.filter(pk=1).first()
    end = (head.place, head.digest) if head else (0, "")
    if end != (place, digest):
        yield (
            f"記録は{end[0]}番まであるはずですが、{place}番で終わっています。"
            f" / The record should go up to row {end[0]} but ends at row {place}."
        )


def _digest(row: AuditRow) -> str:
    said = [
        row.place,
        row.at.astimezone(UTC).isoformat(),
        row.by_id,
        row.action,
        row.subject,
        row.organisation_id,
        row.before,
        row.after,
        row.previous,
    ]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hmac.new(settings.AUDIT_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def _plain(value: Any) -> Any:
    """The value as both databases give it back letter for letter: no fractions, days or rows, only their text."""
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(one) for one in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, models.Model):
        return name_of(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)
