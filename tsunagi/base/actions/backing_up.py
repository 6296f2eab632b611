"""A copy of the whole site in one file that only the holder of its key can open, made while the site runs."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, models, transaction
from django.db.migrations.loader import MigrationLoader

import tsunagi
from tsunagi.base import audit
from tsunagi.base.access import Refused
from tsunagi.base.keys import OWNER_ONLY
from tsunagi.base.queries import rows as tables
from tsunagi.base.queries.tables import last_number
from tsunagi.base.rules import parcel
from tsunagi.base.rules.rows import Sum, to_line
from tsunagi.base.rules.sealing import KeyRing, key_number, read_ring

#: The shape of the lines; docs/howto/back-up-and-restore.md shows it.
SHAPE: Final = 1

Progress = Callable[[int, int], None]
Contents = list[dict[str, Any]]


def back_up(
    *, path: Path, recipients: Sequence[str], with_keys: bool, at: datetime, progress: Progress | None = None
) -> Contents:
    """Write the site as it is at one moment; what the file holds, table by table. Refused where it cannot.

    recipients: public keys, each of which can open the file. The file appears whole or not at all, for its owner only.
    """
    if not recipients:
        raise Refused(
            "だれの鍵で閉じるかが決まっていません。tsunagi back-up-key で鍵を作り、公開鍵を TSUNAGI_BACK_UP_TO に書いてください。"
            " / Nobody could open it: make a key with tsunagi back-up-key, and write its public half into"
            " TSUNAGI_BACK_UP_TO."
        )
    if path.exists():
        raise Refused(
            f"{path} はすでにあります。別の名前にしてください。 / {path} is there already: choose another name."
        )
    if known() - tables.applied():
        raise Refused(
            "データベースが今の版に合っていません。先に tsunagi set-up を実行してください。"
            " / The database is not up to date: run tsunagi set-up first."
        )
    packed_for = [parcel.recipient(one) for one in recipients]
    with transaction.atomic():
        audit.record(by=None, action="base.back_up", subject=f"base.back_up:{at.isoformat()}", after=[*recipients])
    contents: Contents = []
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY), "wb") as file:
            with tables.one_moment():
                parcel.pack(_lines(at, with_keys, contents, progress), file, packed_for)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    return contents


def fingerprint(secret: bytes) -> str:
    """What tells a key from others, and nothing of it."""
    return hmac.new(secret, b"tsunagi back-up", hashlib.sha256).hexdigest()[:16]


def seal(head: Any, contents: Contents, key: bytes) -> str:
    """What shows that the installation with this audit key wrote these contents."""
    said = json.dumps([head, contents], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()


def ring_here() -> KeyRing | None:
    """The ring of this installation; None where it has none yet. Unlike keys.ring it makes none."""
    path = Path(settings.KEYS_FILE)
    return read_ring(path.read_text(encoding="ascii")) if path.exists() else None


def known() -> set[tuple[str, str]]:
    """The migrations that this version has."""
    return set(MigrationLoader(None).disk_migrations or ())


def _lines(at: datetime, with_keys: bool, contents: Contents, progress: Progress | None) -> Iterator[str]:
    models_ = tables.tables()
    head = _head(at, models_)
    total = sum(one["rows"] for one in head["tables"])
    done = 0
    yield to_line(head)
    if with_keys:
        yield to_line({"keys": _keys()})
    for model in models_:
        counted = Table(model)
        for values in tables.plain_rows(model):
            counted.add(values)
            yield to_line(values)
            done += 1
            if progress:
                progress(done, total)
        contents.append(counted.said())
        yield to_line(contents[-1])
    yield to_line({"contents": contents, "seal": seal(head, contents, settings.AUDIT_KEY.encode())})


class Table:
    """What is said of a table once all its rows have been seen."""

    def __init__(self, model: type[models.Model]) -> None:
        self._name = model._meta.label_lower
        self._sealed_at = tables.sealed_places(model)
        self._sealed: Counter[str] = Counter()
        self._sum = Sum()

    def add(self, values: Sequence[Any]) -> None:
        """One more row."""
        self._sum.add(values)
        self._sealed.update(str(key_number(values[at])) for at in self._sealed_at if values[at])

    def said(self) -> dict[str, Any]:
        """Its name, its rows, their sum, and how many values are sealed under which key."""
        return {"table": self._name, "rows": self._sum.rows, "sum": self._sum.digest, "sealed": dict(self._sealed)}


def _head(at: datetime, models_: list[type[models.Model]]) -> dict[str, Any]:
    held = ring_here()
    return {
        "shape": SHAPE,
        "version": tsunagi.__version__,
        "made_at": at.isoformat(),
        "migrations": sorted(map(list, tables.applied() & known())),
        "audit_key": fingerprint(settings.AUDIT_KEY.encode()),
        "ring": {str(key.number): fingerprint(key.secret) for key in held.keys} if held else {},
        "index": fingerprint(held.index) if held else "",
        "tables": [
            {
                "table": model._meta.label_lower,
                "fields": [field.attname for field in tables.fields(model)],
                "rows": model._base_manager.count(),
                "last": last_number(model, DEFAULT_DB_ALIAS) or 0,
            }
            for model in models_
        ],
    }


def _keys() -> dict[str, str]:
    """The installation's keys, for a file that shall hold them too."""
    path = Path(settings.KEYS_FILE)
    return {
        "keys": path.read_text(encoding="ascii") if path.exists() else "",
        "audit-key": settings.AUDIT_KEY,
        "secret-key": "\n".join([settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]),
    }
