"""Whether two tables say the same, whichever database they are in and in whatever order it gives their rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

_WIDTH: Final = 1 << 256


@dataclass(frozen=True, slots=True)
class Digest:
    """How many rows a table has, and the sum of their digests."""

    rows: int = 0
    total: int = 0

    def plus(self, values: Sequence[Any]) -> Digest:
        """With one row more, given as Python sees its values."""
        return Digest(self.rows + 1, (self.total + _digest(values)) % _WIDTH)

    def __str__(self) -> str:
        return f"{self.rows}:{self.total:064x}"


def _digest(values: Sequence[Any]) -> int:
    said = json.dumps([_plain(one) for one in values], ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return int.from_bytes(hashlib.sha256(said.encode("utf-8", "surrogatepass")).digest())


def _plain(value: Any) -> Any:
    """The value with its kind, alike wherever it was kept: databases differ in the order of a JSON object's names, in
    how many zeros end a fraction, and in the clock that a moment is told by."""
    if value is None or isinstance(value, bool | str):
        return value if value is None or type(value) in (bool, str) else str(value)
    if isinstance(value, int | float | Decimal):
        return _number(value)
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return ["list", *map(_plain, value)]
    if isinstance(value, bytes | bytearray | memoryview):
        return ["bytes", hashlib.sha256(value).hexdigest()]
    if isinstance(value, datetime):
        return ["moment", (value.astimezone(UTC) if value.tzinfo else value).isoformat()]
    if isinstance(value, date | time):
        return [type(value).__name__, value.isoformat()]
    if isinstance(value, UUID | timedelta):
        return [type(value).__name__, str(value)]
    raise TypeError(f"no rule for {type(value).__name__}")


def _number(value: float | Decimal) -> list[str]:
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return ["number", "0" if exact == 0 else f"{exact.normalize():f}"] if exact.is_finite() else ["number", str(exact)]
