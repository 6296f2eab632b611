"""A table's rows as text and back, the same from every database; and a sum by which two tables are compared."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime, time
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


def to_line(said: Any) -> str:
    """A row of plain values, or what is said of rows, as one line."""
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


class Sum:
    """How many rows a table has, and a sum over all of them that tells any other table from it.

    Rows are added in whatever order they come: two databases do not sort text alike. It finds what is lost, doubled or
    changed by mistake; against somebody who means harm the parcel and its seal stand.
    """

    def __init__(self) -> None:
        self.rows = 0
        self._sum = 0

    def add(self, values: Sequence[Any]) -> None:
        """One more row of plain values."""
        # One database keeps the order of keys in JSON, the other does not.
        said = json.dumps(values, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        digest = hashlib.sha256(said.encode()).digest()
        self._sum = (self._sum + int.from_bytes(digest)) % (1 << 8 * _SUM_BYTES)
        self.rows += 1

    @property
    def digest(self) -> str:
        """The sum, as 64 letters."""
        return f"{self._sum:064x}"
