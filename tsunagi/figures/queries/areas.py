"""In which municipality, or prefecture, an organisation works: its own, or that of the body that it belongs to."""

from __future__ import annotations

from collections.abc import Iterable

from tsunagi.base.models import Organisation


def areas_of(bodies: Iterable[int]) -> dict[int, str]:
    """By the key of each organisation the six-digit code of the nearest local body that it belongs to; "" where it
    belongs to none. In one query."""
    held = {pk: (code, parent) for pk, code, parent in Organisation.objects.values_list("pk", "code", "parent")}
    return {key: _nearest(key, held) for key in bodies}


def _nearest(key: int, held: dict[int, tuple[str, int | None]]) -> str:
    seen: set[int] = set()
    at: int | None = key
    while at is not None and at not in seen:
        seen.add(at)
        code, at = held[at]
        if code:
            return code
    return ""
