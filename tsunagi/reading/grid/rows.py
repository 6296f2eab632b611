"""Each row's cells put under their columns, also where a cell is gone or one too many stands in the row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from tsunagi.reading import ministries
from tsunagi.reading.characters import fold
from tsunagi.reading.model import Fragment, Row

_LONGEST_TITLE = 70
_SAME_PAGE = 2.5
_ADDRESS = re.compile(r"ttps?:|www\.|\.(?:jp|html?|pdf)\b|^[a-z]+/$")
_NOISE = re.compile(r"[^\wぁ-んァ-ヶ一-龠。、「」()（）]")


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


def place(rows: Sequence[Row], roles: Sequence[str | None]) -> list[Placed]:
    """The rows with each cell under its role. A row with another count of cells is put where its content fits best."""
    found: list[Placed] = []
    before: tuple[int | None, ...] | None = None
    for row in rows:
        best = _best(row, roles, before)
        before = best
        found.append(_placed(row, best, roles))
    return found


def _best(row: Row, roles: Sequence[str | None], before: tuple[int | None, ...] | None) -> tuple[int | None, ...]:
    """The way that fits a row; that of the row before where it fits nearly as well, for a page is laid out as one."""
    ways = _ways(len(row.cells), len(roles))
    texts = [_text(cell) for cell in row.cells]
    if len(ways) == 1:
        return ways[0]
    return max(ways, key=lambda way: _fit(texts, way, roles) + (_SAME_PAGE if way == before else 0.0))


def _ways(cells: int, columns: int) -> list[tuple[int | None, ...]]:
    """For each way to lay a row out: for each of its cells the column it stands in, None for a cell too many."""
    plain = tuple(range(columns))
    if cells == columns:
        return [plain]
    if cells == columns - 1:
        return [plain[:lost] + plain[lost + 1 :] for lost in range(columns)]
    if cells == columns + 1:
        return [(*plain[:extra], None, *plain[extra:]) for extra in (columns, 0, *range(1, columns))]
    return [tuple(at if at < columns else None for at in range(cells))]


def _fit(texts: Sequence[str], way: Sequence[int | None], roles: Sequence[str | None]) -> float:
    """How well a row's content fits the columns that a way of laying it out gives."""
    score = 0.0
    for text, column in zip(texts, way, strict=True):
        if not text:
            continue
        if column is None:
            score -= 0.5 + min(1.5, len(text) / 40)
            continue
        score += _fits(text, roles[column])
    return score


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
    match = re.fullmatch(r"\s*(?:No\.?|施策No\.?)?\s*(\d{1,4})\s*", plain)
    one.number = int(match[1]) if match else None
    return one


def heading(one: Placed, roles: Sequence[str | None], before: Placed | None = None) -> str | None:
    """The words of a section's heading that stands as a row between the measures; None for any other row.

    before: the row above; where its title is lost, a title alone in the next row is that title.
    """
    filled = [role for role in roles if role and one.text(role)]
    has_ministries = one.cells.get("ministries") and ministries.looks_like(one.text("ministries"))
    if not filled or one.number is not None or has_ministries:
        return None
    places = [list(roles).index(role) for role in filled]
    front = [role for role, at in zip(filled, places, strict=True) if at <= 3]
    words = " ".join(one.text(role) for role in front)
    behind = "".join(one.text(role) for role in filled if role not in front)
    if len(words) > 90 or len(words) < 4 or (words.rstrip().endswith("。") and "ため" in words):
        return None
    first = front[0] if front else ""
    start = one.text("number") or (one.text(first) if first else "")
    numbered = re.match(r"\s*(?:[①-⑫]|\(\d\)|（\d）|\d\s?[^\d\s.,])", start)
    if numbered and len(_NOISE.sub("", behind)) <= 30:
        return words
    if behind or len(filled) > 3 or one.text("number"):
        return None
    broken = len(front) >= 2 and all(len(one.text(role)) <= 40 for role in front)
    alone = len(filled) == 1 and len(words) <= 40 and not words.rstrip().endswith(("。", "、"))
    titleless = before is not None and not before.text("title") and bool(before.text("goal") or before.text("overview"))
    return words if broken or (alone and first in ("number", "title") and len(words) > 6 and not titleless) else None


def _text(cell: Sequence[Fragment]) -> str:
    return re.sub(r"</?[a-z]+>", "", "".join(run.text for run in cell)).strip()
