"""The installation's ring of keys: a file beside the database, never in it."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import os
from functools import cache
from pathlib import Path
from typing import Final

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils import timezone

from tsunagi.base.rules.sealing import KeyRing, fresh_ring, read_ring, write_ring

#: The ring as last read, with the file's time and size, by which another process's new key is noticed.
_held: dict[Path, tuple[tuple[int, int], KeyRing]] = {}
OWNER_ONLY: Final = 0o600


def ring() -> KeyRing:
    """The keys; made when there are none yet. Read anew when the file has changed."""
    path = Path(settings.KEYS_FILE)
    try:
        stamp = _stamp(path)
    except FileNotFoundError:
        _make(path)
        stamp = _stamp(path)
    known = _held.get(path)
    if known is None or known[0] != stamp:
        known = (stamp, read_ring(path.read_text(encoding="ascii")))
        _held[path] = known
    return known[1]


def named_under_key(text: str) -> str:
    """A name of 64 letters for a text, under the installation's secret key: nobody can tell the text from it."""
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def keep_ring(kept: KeyRing) -> None:
    """Put a ring in the place of the one before, in one step: nobody ever reads half of it."""
    replace_file(Path(settings.KEYS_FILE), write_ring(kept))


def replace_file(path: Path, text: str) -> None:
    """Write a file of keys, for its owner only, in one step."""
    fresh = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY), "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def second_factors() -> MultiFernet:
    """What second factors are kept encrypted with: the newest signing key encrypts, older ones still open."""
    return MultiFernet([_under(key) for key in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]])


@cache
def _under(secret: str) -> Fernet:
    """The cipher under a key of its own purpose, so that the installation's key itself encrypts nothing."""
    key = hashlib.scrypt(secret.encode(), salt=b"tsunagi second factors", n=2**14, r=8, p=1, dklen=32)
    return Fernet(base64.urlsafe_b64encode(key))


def keep_signing_keys(kept: list[str]) -> None:
    """Put signing keys, the newest first, in the place of those before them, in one step."""
    replace_file(Path(settings.HOME) / "secret-key", "\n".join(kept))


def _make(path: Path) -> None:
    """The first ring; of two processes that begin at once, one makes it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".first.{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY), "w", encoding="ascii") as file:
        file.write(write_ring(fresh_ring(timezone.localdate())))
    with contextlib.suppress(FileExistsError):
        os.link(fresh, path)
    fresh.unlink()


def _stamp(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_mtime_ns, found.st_size
