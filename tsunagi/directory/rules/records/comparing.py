"""What differs between two tellings of a record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that is not the same. field: its column; part and place as in Fault; None where one side lacks it."""

    field: str
    before: Any
    after: Any
    part: str = ""
    place: int = 0


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """The differences of two records as mappings, value by value; parts are lists of mappings, told apart by key."""
    found = []
    for name in dict.fromkeys([*before, *after]):
        old, new = before.get(name), after.get(name)
        if _is_parts(old) or _is_parts(new):
            found += _of_parts(name, list(old or ()), list(new or ()))
        elif _plain(old) != _plain(new):
            found.append(Difference(name, old, new))
    return found


def without_keys(told: Mapping[str, Any]) -> dict[str, Any]:
    """A record without its parts' keys, to be compared with another record."""
    return {
        name: [{key: said for key, said in one.items() if key != "key"} for one in value] if _is_parts(value) else value
        for name, value in told.items()
    }


def _of_parts(part: str, old: list[Mapping[str, Any]], new: list[Mapping[str, Any]]) -> list[Difference]:
    """A part that has no key yet was not there before. Where no part has one, they are matched in their order."""
    found = []
    if not any("key" in one for one in [*old, *new]):
        old, new = _numbered(old), _numbered(new)
    held = {one["key"]: one for one in old if one.get("key")}
    for place, one in enumerate(new):
        other = held.pop(one["key"], {}) if one.get("key") else {}
        found += [
            Difference(name, other.get(name), one.get(name), part, place)
            for name in dict.fromkeys([*other, *one])
            if name != "key" and _plain(other.get(name)) != _plain(one.get(name))
        ]
    for gone in held.values():
        place = old.index(gone)
        found += [
            Difference(name, value, None, part, place)
            for name, value in gone.items()
            if name != "key" and _plain(value)
        ]
    return found


def _is_parts(value: Any) -> bool:
    return isinstance(value, list | tuple) and bool(value) and isinstance(value[0], Mapping)


def _plain(value: Any) -> Any:
    """Lists and tuples alike, and all that says nothing alike: a way that is new is told by what it says."""
    if value in (None, "", False, "unknown", [], ()):
        return None
    return (
        [_plain(one) for one in value]
        if isinstance(value, list | tuple)
        else value
        if isinstance(value, int | bool)
        else str(value)
    )


def _numbered(parts: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [{**one, "key": str(place + 1)} for place, one in enumerate(parts)]
