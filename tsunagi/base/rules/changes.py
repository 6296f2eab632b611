"""What is different between two states of something, however deep: plain values by the way that leads to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

#: Keys of dicts and, counted from 1, places in lists.
Way = tuple[str | int, ...]


def differences(before: Any, after: Any) -> Iterator[tuple[Way, Any, Any]]:
    """Each place at which they differ, in the order of `before`, then of `after`; None where one has nothing there.

    A list of plain values is one value, a list of parts as many places as it has parts.
    """
    earlier, later = dict(_places(before)), dict(_places(after))
    for way in [*earlier, *(way for way in later if way not in earlier)]:
        if earlier.get(way) != later.get(way):
            yield way, earlier.get(way), later.get(way)


def _places(value: Any, way: Way = ()) -> Iterator[tuple[Way, Any]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _places(part, (*way, key))
    elif isinstance(value, list) and any(isinstance(part, dict) for part in value):
        for place, part in enumerate(value, 1):
            yield from _places(part, (*way, place))
    elif value not in (None, "", []):
        yield way, value
