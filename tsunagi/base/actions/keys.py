"""Keys: a new one added, and what older ones sealed brought under it while the site runs."""

from __future__ import annotations

import os
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction

from tsunagi.base import audit
from tsunagi.base.access import Refused
from tsunagi.base.fields import Sealed, SealedField, place
from tsunagi.base.keys import keep_ring, keep_signing_keys, ring, second_factors
from tsunagi.base.rules.sealing import Key, KeyRing, key_number, with_new_key
from tsunagi.base.scope import everything

#: Signing keys that still open what they signed, beside the newest.
KEPT: Final = 2
#: Rows that are brought under the new key in one transaction.
A_BATCH: Final = 500


@transaction.atomic
def add_key(*, day: date) -> Key:
    """Make a key that seals from now on; the older ones still open. Only the command on the machine itself does it."""
    made = with_new_key(ring(), day)
    audit.record(by=None, action="base.add_key", subject=f"base.key:{made.newest.number}")
    keep_ring(made)
    return made.newest


@transaction.atomic
def renew_signing_key() -> int:
    """Make the key anew that sessions, links in mails and second factors stand under; how many second factors changed.

    The ones before it still open what they signed, as many as KEPT. Processes that run know the new one when they are
    started again. Refused where the environment gives the key.
    """
    if "TSUNAGI_SECRET_KEY" in os.environ:
        raise Refused(
            "鍵は TSUNAGI_SECRET_KEY にあります。新しい鍵を先に書き、空白を置いて今の鍵を続けてください。"
            " / The key is in TSUNAGI_SECRET_KEY: write a new one before it, with a space between."
        )
    kept = [secrets.token_urlsafe(50), settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS][: KEPT + 1]
    audit.record(by=None, action="base.renew_signing_key", subject="base.signing_key")
    keep_signing_keys(kept)
    settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS = kept
    return _renew_second_factors()


def _renew_second_factors() -> int:
    cipher, renewed = second_factors(), 0
    for held in Authenticator.objects.select_for_update():
        sealed = {
            name: cipher.rotate(held.data[name].encode()).decode() for name in ("secret", "seed") if name in held.data
        }
        if sealed:
            held.data |= sealed
            held.save(update_fields=["data"])
            renewed += 1
    return renewed


def rotate(*, progress: Callable[[int, int], None] | None = None, batch: int = A_BATCH) -> int:
    """Bring whatever older keys sealed under the newest one; how many rows that were.

    May run beside the site, and again after it was stopped: a row that somebody saves meanwhile is left as they saved
    it, which is under the newest key already, and a row that is done is passed over.
    """
    held = ring()
    name = f"base.key:{held.newest.number}"
    with transaction.atomic():
        audit.record(by=None, action="base.begin_rotation", subject=name)
    counted: Counter[str] = Counter()
    with everything():
        total = sum(model._base_manager.count() for model, _fields in sealed_models())
        for model, fields in sealed_models():
            for seen, changed in _batches(model, fields, held, batch):
                counted[model._meta.label_lower] += changed
                counted["seen"] += seen
                if progress:
                    progress(min(counted["seen"], total), total)
    del counted["seen"]
    with transaction.atomic():
        audit.record(by=None, action="base.rotate_keys", subject=name, after=dict(counted))
    return counted.total()


def sealed_by_key() -> Counter[int]:
    """How many values stand under each key: one that counts none may leave the ring."""
    counted: Counter[int] = Counter()
    with everything():
        for model, fields in sealed_models():
            names = [field.attname for field in fields]
            for values in model._base_manager.values_list(*names).iterator(chunk_size=2000):
                counted.update(key_number(value) for value in values if isinstance(value, Sealed))
    return counted


def sealed_models() -> Iterator[tuple[type[models.Model], list[SealedField]]]:
    """Every model that has sealed fields, with them."""
    for model in apps.get_models():
        fields = [field for field in model._meta.concrete_fields if isinstance(field, SealedField)]
        if fields:
            yield model, fields


def _batches(
    model: type[models.Model], fields: list[SealedField], held: KeyRing, batch: int
) -> Iterator[tuple[int, int]]:
    """Go through a table by its keys; how many rows of each batch were seen, and how many changed."""
    rows = model._base_manager.order_by("pk").values_list("pk", *(field.attname for field in fields))
    last = None
    while True:
        found = list((rows if last is None else rows.filter(pk__gt=last))[:batch])
        if not found:
            return
        with transaction.atomic():
            changed = sum(_reseal(model, fields, held, key, values) for key, *values in found)
        last = found[-1][0]
        yield len(found), changed


def _reseal(
    model: type[models.Model], fields: list[SealedField], held: KeyRing, key: object, values: list[str | None]
) -> bool:
    """Seal a row's values anew; where somebody has saved one of them meanwhile, theirs stays."""
    quote = connection.ops.quote_name
    own_key = model._meta.pk
    changed = False
    for field, value in zip(fields, values, strict=True):
        if not isinstance(value, Sealed) or key_number(value) == held.newest.number:
            continue
        here = place(field, key)
        fresh = held.seal(held.open(value, here), here)
        table, column, pk = (quote(str(name)) for name in (model._meta.db_table, field.column, own_key.column))
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} SET {column} = %s WHERE {pk} = %s AND {column} = %s",  # noqa: S608 - names of our own
                [fresh, own_key.get_db_prep_value(key, connection), str(value)],
            )
            changed |= cursor.rowcount > 0
    return changed
