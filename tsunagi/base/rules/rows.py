"""A table's rows as text and back, the same from every database; and a sum by which two tables are compared."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

_SUM_BYTES: Final = 32


def plain(value: Any) -> Any:
    """A column's value as JSON can hold it; TypeError for a kind that no table had so far."""
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} is not written yet: say here how")


def alike(value: Any) -> Any:
    """The value with its kind, alike wherever it was kept: databases differ in the order of a JSON object's names, in
    how many zeros end a fraction, and in the clock that a moment is told by."""
    if value is None or isinstance(value, bool | str):
        return value if value is None or type(value) in (bool, str) else str(value)
    if isinstance(value, int | float | Decimal):
        return _number(value)
    if isinstance(value, dict):
        return {str(name): alike(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return ["list", *map(alike, value)]
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


def to_line(said: Any) -> str:
    """A row of plain values, or what is said of rows, as one line."""
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


@dataclass
class Sum:
    """How many rows a table has, and a sum over all of them that tells any other table from it.

    Rows are added in whatever order they come: two databases do not sort text alike. It finds what is lost, doubled or
    changed by mistake; against somebody who means harm the parcel and its seal stand.
    """

    rows: int = 0
    total: int = 0

    def add(self, values: Sequence[Any]) -> None:
        """One more row of values that JSON can hold (`plain` or `alike`)."""
        # One database keeps the order of keys in JSON, the other does not.
        said = json.dumps(values, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        digest = hashlib.sha256(said.encode("utf-8", "surrogatepass")).digest()
        self.total = (self.total + int.from_bytes(digest)) % (1 << 8 * _SUM_BYTES)
        self.rows += 1

    @property
    def digest(self) -> str:
        """The sum, as 64 letters."""
        return f"{self.total:064x}"
