"""What of one table is shown. Whether it can be shown beside everything published before is asked of rules/audit.py.

The rule is that of base/rules/hiding.py, for tables that give several numbers away at once: a share shows how many and
out of how many, so the cell is shown only where neither the one nor the rest is small. All numbers of a cell are shown,
or none.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from tsunagi.base.rules.hiding import LOWEST_LIMIT

#: What of a table is shown: every cell that the rule leaves, the whole without its cells, or nothing.
CELLS: Final = "cells"
WHOLE: Final = "whole"
NOTHING: Final = "nothing"


def is_small(number: int, limit: int) -> bool:
    """Whether a number is hidden on its own account."""
    return 0 < number < limit


def hidden(cells: Mapping[str, tuple[int, ...]], *, limit: int, before: Collection[str] = ()) -> frozenset[str] | None:
    """The cells of a table that are hidden; None where nothing of it can be shown, not even the whole.

    cells: for each value the numbers of each layer, in an order that has nothing to do with the numbers. before: values
    that an earlier version of the table hid: they stay hidden. Which large cells are hidden beside small ones goes by
    their order alone.
    """
    if limit < LOWEST_LIMIT:
        raise ValueError(f"a limit below {LOWEST_LIMIT} hides nothing")
    layers = range(max((len(numbers) for numbers in cells.values()), default=0))
    if any(is_small(sum(numbers[at] for numbers in cells.values()), limit) for at in layers):
        return None
    kept = {value for value, numbers in cells.items() if any(is_small(one, limit) for one in numbers)} | (
        set(before) & set(cells)
    )
    for at in layers:
        order = iter([value for value, numbers in cells.items() if value not in kept and numbers[at] >= limit])
        while not _has_room([cells[value][at] for value in kept], limit):
            value = next(order, None)
            if value is None:
                return None
            kept.add(value)
    # What a later layer took along may have brought a small number into an earlier one's hidden cells, never out of
    # them; room only grows. So one turn is enough.
    return frozenset(kept)


def _has_room(numbers: Collection[int], limit: int) -> bool:
    """Whether each small number among the hidden ones could be anything from 1 to the limit, for who subtracts."""
    if not any(is_small(one, limit) for one in numbers):
        return True
    if not any(one >= limit for one in numbers):
        return False
    return sum(one - (1 if one < limit else limit) for one in numbers if one) >= limit - 1
