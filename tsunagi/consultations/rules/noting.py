"""What whoever answers writes down, and whether somebody else has written meanwhile."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

#: Columns of a contact that its form fills in.
FIELDS: Final = ("need", "needs", "area", "age", "about", "language", "is_first", "name", "reach", "notes")


def fingerprint(said: Mapping[str, Any]) -> str:
    """Of what a contact says; another one once anything of it is another."""
    text = json.dumps([said[name] for name in FIELDS], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def number(key: object) -> str:
    """What a contact is called among those who work on it: the first six signs of its key."""
    return str(key)[:6].upper()
