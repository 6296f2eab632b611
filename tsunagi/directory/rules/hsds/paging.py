"""Pages of a list, as HSDS's Page says them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list of `total` things, counted from 1."""

    number: int
    per_page: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are; none where there is nothing."""
        return -(-self.total // self.per_page)

    @property
    def offset(self) -> int:
        """How many things stand before it."""
        return (self.number - 1) * self.per_page

    def said(self, contents: Sequence[str]) -> str:
        """The page as JSON, with the texts of the records on it.

        One beyond the end is empty, and is a last one, so that nobody asks on.
        """
        head = {
            "total_items": self.total,
            "total_pages": self.pages,
            "page_number": self.number,
            "size": len(contents),
            "first_page": self.number == 1,
            "last_page": self.number >= self.pages,
            "empty": not contents,
        }
        return f'{json.dumps(head)[:-1]}, "contents": [{", ".join(contents)}]}}'
