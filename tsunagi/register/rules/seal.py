"""A seal over what an edition says, so that a change shows."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def seal(contents: Any) -> str:
    """SHA-256, in hexadecimal, over plain values however their keys are ordered."""
    text = json.dumps(contents, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
