"""What stands between a table's measures: headings of sections, its heading row again, and notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from tsunagi.reading import ministries, sections
from tsunagi.reading.grid.rows import Placed, place
from tsunagi.reading.model import Line, Row
from tsunagi.reading.sections import Mark

_LONGEST = 90
_LONGEST_LINE = 70
_NOISE = re.compile(r"[^\wぁ-んァ-ヶ一-龠。、「」()（）]")
_JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠々]")
#: What stands before the title of a measure that has its row under another section.
_AGAIN = re.compile(r"\s*[(（\[【]再掲[)）\]】]\s*")
_NOTE = re.compile(r"\s*(?:※|[(（]?注\s?[\d１-９]{0,2}[)）:：\s]|[*＊]\s?\d|備考[:：])")
#: Columns that name the section of each row, the higher first.
_LEVELS: tuple[Literal["policy", "part"], ...] = ("policy", "part")


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's heading: its words, what they say of its place, and the number of rows before it."""

    words: str
    mark: Mark
    at: int


@dataclass(slots=True)
class Body:
    """A table's rows under its heading row, the sections' headings between them, and the notes below."""

    rows: list[Placed] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    notes: list[Placed] = field(default_factory=list)
    again: list[tuple[int, int]] = field(default_factory=list)
    """The numbers of measures said again (再掲) under another section, and how many headings stand before."""
    _named: dict[str, str] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)

    def head(self, words: str, mark: Mark | None = None) -> None:
        """Open a section before the next row."""
        self.headings.append(Heading(words, mark or sections.mark(words), len(self.rows)))

    def sections_of_columns(self, row: Placed) -> None:
        """Open the sections that the row's own columns name, where they are others than the row's above."""
        for level in _LEVELS:
            words = "".join(run.text for run in row.cells.pop(level, ())).strip()
            if not words or words == self._named.get(level):
                continue
            mark = sections.column_mark(level, words, self._counts.get(level, 0))
            if level == "policy":
                self._named.clear()
                self._counts.clear()
            self._named[level] = words
            self._counts[level] = mark.number or 0
            self.head(words, mark)


def tell_apart(
    blocks: Sequence[Row | Line], header: Sequence[Row], roles: Sequence[str | None], aligned: bool = False
) -> Body:
    """The rows of measures and what stands between them.

    header: the heading rows, if there are any. aligned: whether each cell is known to stand in its column.
    """
    started = not header
    pending: list[Row | str] = []
    heading_texts = [_texts(row) for row in header]
    for block in blocks:
        if isinstance(block, Row):
            if header and block is header[-1]:
                started = True
            elif started and not any(_repeats(_texts(block), texts) for texts in heading_texts):
                pending.append(block)
        elif started and _is_section(block):
            pending.append(block.fragment.text)
    laid = iter(place([one for one in pending if isinstance(one, Row)], roles, aligned))
    body = Body()
    for one in pending:
        if isinstance(one, str):
            body.head(one)
            continue
        row = next(laid)
        body.sections_of_columns(row)
        if row.number is not None and body.headings and _AGAIN.match(row.text("title")):
            body.again.append((row.number, len(body.headings)))
            continue
        is_whole = aligned and _is_measure(row, roles)
        if not is_whole and (words := _heading(row, roles, body.rows[-1] if body.rows else None)):
            body.head(words)
        elif _is_note(row, roles):
            body.notes.append(row)
        elif row.cells or row.spare:
            scrap = sections.mark(row.text("number"))
            if row.number is None and scrap.part:  # a heading's end in the number's cell
                body.head(row.text("number"), replace(scrap, sure=False))
            body.rows.append(row)
    return body


def _is_section(line: Line) -> bool:
    mark = sections.mark(line.fragment.text)
    return (mark.part is not None or mark.policy is not None) and len(line.fragment.text.strip()) <= _LONGEST_LINE


def _texts(row: Row) -> list[str]:
    return [re.sub(r"\s", "", "".join(run.text for run in cell)) for cell in row.cells]


def _repeats(texts: list[str], header: list[str]) -> bool:
    """Whether a row is the heading row again, as on every page."""
    same = sum(bool(one) and one == two for one, two in zip(texts, header, strict=False))
    return texts == header or (same >= 3 and same >= 0.6 * sum(map(bool, texts)))


def _filled(row: Placed, roles: Sequence[str | None]) -> list[tuple[int, str]]:
    return [(at, role) for at, role in enumerate(roles) if role and row.text(role)]


def _is_note(row: Placed, roles: Sequence[str | None]) -> bool:
    """Whether a row is a note below the table: it stands alone in one of the first columns and begins with its sign."""
    filled = _filled(row, roles)
    return len(filled) == 1 and filled[0][0] <= 1 and bool(_NOTE.match(row.text(filled[0][1])))


def _is_measure(row: Placed, roles: Sequence[str | None]) -> bool:
    """Whether a row has a title and something beside it; a heading may only have been torn over several cells."""
    return bool(row.text("title")) and any(role not in ("number", "title") for _, role in _filled(row, roles))


def _heading(row: Placed, roles: Sequence[str | None], above: Placed | None) -> str | None:
    """The words of a section's heading that stands as a row between the measures; None for any other row.

    above: the row above; where its title is lost, a title alone in the next row is that title.
    """
    filled = _filled(row, roles)
    if not filled or row.number is not None or ministries.looks_like(row.text("ministries")):
        return None
    front = [role for at, role in filled if at <= 3]
    words = " ".join(row.text(role) for role in front)
    behind = "".join(row.text(role) for at, role in filled if at > 3)
    if not 4 <= len(words) <= _LONGEST or (words.rstrip().endswith("。") and "ため" in words) or _NOTE.match(words):
        return None
    start = row.text("number") or row.text(front[0])
    if re.match(r"\s*(?:[①-⑫]|\(\d\)|（\d）|\d\s?[^\d\s.,])", start) and len(_NOISE.sub("", behind)) <= 30:
        return words
    if behind or len(filled) > 3:
        return None
    if len(filled) > 1:
        return words if not row.text("number") and all(len(row.text(role)) <= 40 for role in front) else None
    alone = 6 < len(words) <= 40 and not words.endswith(("。", "、")) and _is_worded(words)
    titleless = above is not None and not above.text("title") and bool(above.text("goal") or above.text("overview"))
    return words if alone and (filled[0][0] == 0 or (front[0] == "title" and not titleless)) else None


def _is_worded(text: str) -> bool:
    return len(_JAPANESE.findall(text)) >= 0.6 * len(text)
