"""Each row's cells put under their columns, also where a cell is gone or one too many stands in the row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

from tsunagi.reading import mending, ministries
from tsunagi.reading.characters import fold
from tsunagi.reading.model import Fragment, Row

_LONGEST_TITLE = 70
_SAME_PAGE = 2.5
_NUMBER = re.compile(r"\s*(?:施策|事業|取組)?\s*(?:No\.?|№|番号)?\s*(\d{1,4})\.?\s*")
_NUMBER_AND_TITLE = re.compile(r"\s*(\d{1,4})[.\s]\s*(?=[^\d\s])")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
#: What numbers sections, too.
_LISTED = re.compile(rf"\(?(\d{{1,3}})\)|[{_CIRCLED}]")
#: Of a wider table not every way to lose two cells is tried.
_WIDEST = 12
#: A row of a section's heading has no more cells than these.
_FEW = 3
_ADDRESS = re.compile(r"ttps?:|www\.|\.(?:jp|html?|pdf)\b|^[a-z]+/$|^/?[\w-]+/[\w./ -]+$", re.ASCII)


@dataclass(slots=True)
class Placed:
    """A row with its cells under their roles; `spare` is what stands in no column."""

    cells: dict[str, tuple[Fragment, ...]]
    spare: tuple[Fragment, ...] = ()
    page: int | None = None
    number: int | None = field(default=None)

    def text(self, role: str) -> str:
        """The untouched text of a cell."""
        return "".join(run.text for run in self.cells.get(role, ())).strip()


def place(rows: Sequence[Row], roles: Sequence[str | None], aligned: bool = False) -> list[Placed]:
    """The rows with each cell under its role. A row with another count of cells is put where its content fits best.

    aligned: whether each cell is known to stand in its column, so that a short row only ends early.
    """
    found: list[Placed] = []
    before: tuple[int | None, ...] | None = None
    for row in rows:
        best = _in_order(len(row.cells), len(roles)) if aligned else _best(row, roles, before)
        before = best
        found.append(_placed(row, best, roles))
    return found


def _best(row: Row, roles: Sequence[str | None], before: tuple[int | None, ...] | None) -> tuple[int | None, ...]:
    """The way that fits a row; that of the row before where it fits nearly as well, for a page is laid out as one."""
    ways = _ways(len(row.cells), len(roles))
    if len(ways) == 1:
        return ways[0]
    fits = [_fits_of(text, roles) if (text := _text(cell)) else None for cell in row.cells]
    return max(ways, key=lambda way: _fit(fits, way) + (_SAME_PAGE if way == before else 0.0))


def _ways(cells: int, columns: int) -> list[tuple[int | None, ...]]:
    """For each way to lay a row out: for each of its cells the column it stands in, None for a cell too many."""
    plain = tuple(range(columns))
    if cells == columns:
        return [plain]
    if cells == columns - 1:
        return [plain[:lost] + plain[lost + 1 :] for lost in range(columns)]
    if cells == columns - 2 and columns <= _WIDEST:
        return list(combinations(plain, cells))
    if cells == columns + 1:
        return [(*plain[:extra], None, *plain[extra:]) for extra in (columns, 0, *range(1, columns))]
    return [_in_order(cells, columns)]


def _in_order(cells: int, columns: int) -> tuple[int | None, ...]:
    return tuple(at if at < columns else None for at in range(cells))


def _fit(fits: Sequence[Sequence[float] | None], way: Sequence[int | None]) -> float:
    """How well a row's content fits the columns that a way of laying it out gives."""
    return sum(those[-1 if column is None else column] for those, column in zip(fits, way, strict=True) if those)


def _fits_of(text: str, roles: Sequence[str | None]) -> list[float]:
    """How well a text fits each column, and, at the end, how well no column."""
    return [*(_fits(text, role) for role in roles), -0.5 - min(1.5, len(text) / 40)]


def _fits(text: str, role: str | None) -> float:
    address = bool(_ADDRESS.search(text))
    if role == "number":
        return 3.0 if re.fullmatch(r"\d{1,4}", fold(text)) else -1.0 - min(2.0, len(text) / 20)
    if role == "urls":
        return 3.0 if address else -2.0
    if role == "ministries":
        return 3.0 if ministries.looks_like(text) else -1.0 - min(2.0, len(text) / 20)
    if address and not re.search(r"[ぁ-ん]{4}", text):
        return -2.0
    if role == "title":
        return 0.5 if len(text) <= _LONGEST_TITLE else -2.0
    return 0.3 if len(text) > 40 or (len(text) > 12 and not ministries.looks_like(text)) else -0.5


def _placed(row: Row, way: Sequence[int | None], roles: Sequence[str | None]) -> Placed:
    cells: dict[str, tuple[Fragment, ...]] = {}
    spare: tuple[Fragment, ...] = ()
    for cell, column in zip(row.cells, way, strict=True):
        role = roles[column] if column is not None else None
        if role is None:
            spare += cell
        elif cell:
            cells[role] = cells.get(role, ()) + cell
    one = Placed(cells, spare, row.page)
    plain = fold(one.text("number"))
    if match := _NUMBER.fullmatch(plain):
        one.number = int(match[1])
    elif len(cells) > _FEW and not one.text("title") and (match := _NUMBER_AND_TITLE.match(plain)):
        one.number = int(match[1])
        first, *rest = cells["number"]
        one.cells["title"] = (mending.cut(first, match.end(), len(first.text)), *rest)
    elif len(cells) > _FEW and (match := _LISTED.fullmatch(plain)):
        one.number = int(match[1]) if match[1] else _CIRCLED.index(plain) + 1
    return one


def _text(cell: Sequence[Fragment]) -> str:
    return re.sub(r"</?[a-z]+>", "", "".join(run.text for run in cell)).strip()
