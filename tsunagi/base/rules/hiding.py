"""Small counts hidden so that nobody can work them out, not even who knows this file.

A total is told in several ways, such as by need and by area. A count from 1 up to the limit is small, and hidden. Were
it alone, the total less the other counts would be it; so larger counts are hidden beside it, until what is hidden
together leaves so much room that each small count could be anything from 1 up to the limit. Which larger counts are
taken goes by their order alone, never by their size, for a choice by size would tell about the size. Where there is no
room, the whole is hidden. The total itself is shown; sums over several totals (over months, say) are shown nowhere:
each total is hidden by itself, so nothing is to be gained by subtracting one from another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

Key = TypeVar("Key")

#: A limit below this hides nothing: the one small count would be known from being hidden.
LOWEST_LIMIT = 3


def hide(tellings: Sequence[Mapping[Key, int]], *, limit: int) -> list[dict[Key, int | None]] | None:
    """One total in several tellings, with None for each count that is hidden; None where nothing of it can be shown.

    tellings: counts by key, each with the same total, keys in the order in which larger ones are to be hidden beside
    small ones. limit: counts from 1 to one below it are small. Raises ValueError where the totals differ.
    """
    if limit < LOWEST_LIMIT:
        raise ValueError(f"a limit below {LOWEST_LIMIT} hides nothing")
    if len({sum(counts.values()) for counts in tellings}) > 1:
        raise ValueError("the tellings are not of one total")
    shown = [_hide(counts, limit) for counts in tellings]
    return None if None in shown else [one for one in shown if one is not None]


def _hide(counts: Mapping[Key, int], limit: int) -> dict[Key, int | None] | None:
    hidden = {key for key, count in counts.items() if 0 < count < limit}
    if not hidden:
        return dict(counts)
    # What the hidden counts have together beyond the least that they can be: 1 if small, the limit if not.
    room = sum(counts[key] - 1 for key in hidden)
    for at, key in enumerate(key for key, count in counts.items() if count >= limit):
        if at and room >= limit - 1:
            break
        hidden.add(key)
        room += counts[key] - limit
    else:
        if room < limit - 1 or all(counts[key] < limit for key in hidden):
            return None
    return {key: None if key in hidden else count for key, count in counts.items()}
