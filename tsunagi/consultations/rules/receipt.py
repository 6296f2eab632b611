"""The code with which somebody who wrote asks later what became of it: no word stands in it."""

from __future__ import annotations

import hashlib
import unicodedata
from typing import Final
from uuid import UUID

from tsunagi.navigator.rules.slips import SIGNS

#: Twelve of twenty signs: 51 bits, which nobody guesses.
LENGTH: Final = 12


def code_of(key: UUID, secret: str) -> str:
    """The code of a contact; only who has the installation's secret can work it out."""
    number = int.from_bytes(hashlib.blake2b(key.bytes, key=secret.encode()[:64], person=b"receipt").digest())
    signs = []
    for _place in range(LENGTH):
        number, sign = divmod(number, len(SIGNS))
        signs.append(SIGNS[sign])
    return "".join(signs)


def grouped(code: str) -> str:
    """As people read it: 3467-CDFG-HJKM."""
    return "-".join(code[at : at + 4] for at in range(0, LENGTH, 4))


def read_code(text: str) -> str:
    """The code that somebody typed, in small or full-width letters, with spaces or hyphens; empty if it is none."""
    code = "".join(sign for sign in unicodedata.normalize("NFKC", text).upper() if sign.isalnum())
    return code if len(code) == LENGTH and all(sign in SIGNS for sign in code) else ""


def kept(code: str) -> str:
    """What is kept of it in the contact: from this nobody gets the code back."""
    return hashlib.sha256(code.encode()).hexdigest()
