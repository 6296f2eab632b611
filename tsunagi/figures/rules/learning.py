"""What the counts say to the plan, in numbers that may be shown to officials: small ones are hidden from them too."""

from __future__ import annotations

from collections.abc import Mapping

from tsunagi.base.rules.hiding import hide


def shown(counts: Mapping[str, int], limit: int) -> list[tuple[str, int | None]]:
    """Counts of one total, in their order, with None for each that is hidden; none where nothing can be shown.

    The total is not told beside them on these pages; it is hidden as if it were.
    """
    found = hide([counts], limit=limit) if counts else []
    return list(found[0].items()) if found else []
