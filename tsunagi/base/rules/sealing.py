"""Sealing text so that only who holds the keys can read it, and only in its own place. AES-256-GCM.

What is sealed is bound to where it stands: a text moved to another row, field or table cannot be opened there.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

#: Bytes of a key, and of the number that is used once for each sealing (NIST SP 800-38D, 8.2: 96 bits).
KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
#: Bytes that are kept of a token: enough that no two texts of any size of register share one by chance.
TOKEN_BYTES: Final = 16


class Unopenable(ValueError):
    """A sealed text that these keys do not open here: the key is missing, or it was changed or moved."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key: its number, the day it was made, its 32 bytes."""

    number: int
    made_on: date
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys of an installation, oldest first, and the one for tokens, which stays."""

    keys: tuple[Key, ...]
    index: bytes = field(repr=False)

    @property
    def newest(self) -> Key:
        """The key that seals."""
        return self.keys[-1]

    def seal(self, text: str, place: str) -> str:
        """The text under the newest key, bound to its place: "number:base64"."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = AESGCM(self.newest.secret).encrypt(nonce, text.encode(), place.encode())
        return f"{self.newest.number}:{base64.b64encode(nonce + sealed).decode('ascii')}"

    def open(self, sealed: str, place: str) -> str:
        """The text, under whichever key it was sealed."""
        number = key_number(sealed)
        secret = next((key.secret for key in self.keys if key.number == number), None)
        if secret is None:
            raise Unopenable(f"key {number} is not on the ring")
        try:
            raw = base64.b64decode(sealed.partition(":")[2], validate=True)
            return AESGCM(secret).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], place.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise Unopenable(f"changed, or not sealed for {place}") from error

    def token(self, purpose: str, text: str) -> str:
        """What stands for a text in an index: the same for the same text and purpose, and tells nothing of it."""
        digest = hmac.new(self.index, f"{purpose}\0{text}".encode(), hashlib.sha256).digest()
        return digest[:TOKEN_BYTES].hex()


def key_number(sealed: str) -> int:
    """The number of the key under which a text was sealed."""
    number = sealed.partition(":")[0]
    if not number.isdecimal():
        raise Unopenable("not a sealed text")
    return int(number)


def write_ring(ring: KeyRing) -> str:
    """The ring as its file holds it: a line a key, "number day base64", and one for the tokens."""
    lines = [f"{key.number} {key.made_on} {_text(key.secret)}" for key in ring.keys]
    return "\n".join([*lines, f"index {_text(ring.index)}", ""])


def read_ring(text: str) -> KeyRing:
    """The ring that a file holds; ValueError where it holds none."""
    keys, index = [], b""
    for line in text.split("\n"):
        match line.split():
            case ["index", secret]:
                index = _bytes(secret)
            case [number, day, secret]:
                keys.append(Key(int(number), date.fromisoformat(day), _bytes(secret)))
            case []:
                pass
            case _:
                raise ValueError("a line that is no key")
    if not keys or not index or len({key.number for key in keys}) < len(keys):
        raise ValueError("no key, no key for the tokens, or a number twice")
    return KeyRing(tuple(sorted(keys, key=lambda key: key.number)), index)


def fresh_ring(day: date) -> KeyRing:
    """A ring with its first key."""
    return KeyRing((Key(1, day, os.urandom(KEY_BYTES)),), os.urandom(KEY_BYTES))


def with_new_key(ring: KeyRing, day: date) -> KeyRing:
    """The ring with one more key, which seals from now on."""
    return KeyRing((*ring.keys, Key(ring.newest.number + 1, day, os.urandom(KEY_BYTES))), ring.index)


def _text(secret: bytes) -> str:
    return base64.b64encode(secret).decode("ascii")


def _bytes(text: str) -> bytes:
    found = base64.b64decode(text, validate=True)
    if len(found) != KEY_BYTES:
        raise ValueError("a key that has not 32 bytes")
    return found
