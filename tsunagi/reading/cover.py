"""What a document calls itself and which fiscal year it speaks of, from its own first lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from tsunagi.reading import dates
from tsunagi.reading.characters import fold
from tsunagi.reading.model import Line, Row, Source

_FIRST_LINES = 12
_KIND = re.compile(r"計画|実施状況|進捗|取組状況|達成状況|点検|評価|報告|ビジョン|方針|戦略|プラン|施策|事業")
_FISCAL_YEAR = re.compile(r"FY\d{4}")


def title(source: Source) -> str | None:
    """The first line that says what paper this is; failing that the first line; None where it starts with its table."""
    lines = _first_lines(source)
    named = (line for line in lines if _KIND.search(fold(line)))
    return next(named, lines[0] if lines else None)


def fiscal_year(
    source: Source, measures: Sequence[Mapping[str, str]], reported: str | None = None
) -> str | None:
    """The fiscal year of the document ("FY2024"), None where nothing tells it.

    Its title says it, or another of the first lines. Where none does it is the latest that columns of numbers report
    (`reported`), or the year that most goals speak of (of two as frequent the later), or most of the status column.
    measures: the mended text of each one's columns.
    """
    name = title(source) or ""
    for line in (name, *_first_lines(source)):
        years = _years(line)
        if years:
            return years[0]
    if reported is not None:
        return reported
    for column in ("goal", "status"):
        spoken = Counter(year for texts in measures for year in set(_years(texts.get(column, ""))))
        if spoken:
            return max(spoken, key=lambda year: (spoken[year], year))
    return None


def _years(text: str) -> list[str]:
    return [one.value for one in dates.find(text) if _FISCAL_YEAR.fullmatch(one.value) and not one.cited]


def _first_lines(source: Source) -> list[str]:
    """The lines before the first table and before any long text, at most a dozen."""
    lines: list[str] = []
    for block in source.blocks[: 4 * _FIRST_LINES]:
        text = _text(block)
        if text is None or len(text) > 120 or len(lines) == _FIRST_LINES:
            break
        if len(text) >= 4:
            lines.append(text)
    return lines


def _text(block: Row | Line) -> str | None:
    """The block as a line of text; None for a row with more than one cell filled."""
    if isinstance(block, Line):
        return block.fragment.text.strip()
    filled = [cell for cell in block.cells if any(fragment.text.strip() for fragment in cell)]
    if len(filled) > 1:
        return None
    return "".join(fragment.text for cell in filled for fragment in cell).strip()
