"""Passwords hashed with a further secret that is not in the database, where the operator gives one."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher


class KeyedHasher(PBKDF2PasswordHasher):
    """Django's hash, of what the password becomes under a key; which key it was stands before the salt.

    Who has the database alone cannot try passwords against it. Whoever signs in comes under the newest key.
    """

    algorithm = "pbkdf2_sha256_keyed"

    def salt(self) -> str:
        """A fresh one, under the newest key."""
        return f"{_mark(settings.PASSWORD_KEYS[0])}.{super().salt()}"

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        """Under the key that the salt names; where that is not known any more, under one with which nothing fits."""
        keys = {_mark(key): key for key in settings.PASSWORD_KEYS}
        key = keys.get(salt.partition(".")[0], settings.PASSWORD_KEYS[0])
        return super().encode(hmac.new(key.encode(), password.encode(), hashlib.sha256).hexdigest(), salt, iterations)

    def must_update(self, encoded: str) -> bool:
        """Whether it is under an older key, or has too few rounds."""
        is_newest = str(self.decode(encoded)["salt"]).startswith(f"{_mark(settings.PASSWORD_KEYS[0])}.")
        return not is_newest or super().must_update(encoded)


def _mark(key: str) -> str:
    """By which a key is told from others, and not found out."""
    return hashlib.sha256(f"tsunagi password key {key}".encode()).hexdigest()[:8]
