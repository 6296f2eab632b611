"""Which column of a table holds what, told from the words of its headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from tsunagi.reading.characters import fold
from tsunagi.reading.model import Row

#: Words of a heading and the role they give, the telling ones first.
_WORDS: tuple[tuple[str, str], ...] = (
    ("review", r"見直し|今後の(?:方向|課題|取組|対応|方針|展開|予定)|改善方針|次年度の"),
    ("status", r"達成状況|実施状況|取組状況|進捗|実績|現状(?!値)|実施内容|取組結果|成果(?!目標|指標)"),
    ("goal", r"目標|KPI|指標|目指す(?:姿|べき)"),
    ("overview", r"概要|(?:事業|取組|施策)の?内容|^内容|目的"),
    ("ministries", r"府省庁|省庁|所管|担当|実施主体|関係機関|主管"),
    ("urls", r"URL|リンク|ホームページ|関連資料|参考"),
    ("challenge", r"課題"),
    ("number", r"^(?:施策|事業|取組|整理)?(?:No\.?|NO\.?|№|番号|#)$|^項番$|^No"),
    ("title", r"(?:施策|事業|取組|事務|計画)名?(?:称)?$|^名称|施策・事業"),
)
_USUAL = {
    "title": "施策名",
    "overview": "施策の概要",
    "goal": "目標及び達成の期間",
    "status": "目標の達成状況",
    "review": "達成状況を踏まえた施策の見直し方針",
    "ministries": "担当府省庁",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """The role of each column in order, None for one that means nothing here."""

    roles: tuple[str | None, ...]


def role_of(heading: str) -> str | None:
    """The role that a heading names; a heading with a letter or two misread still names it."""
    words = re.sub(r"\s+", "", fold(heading))
    if not words or len(words) > 40:
        return None
    for role, pattern in _WORDS:
        if re.search(pattern, words):
            return role
    for role, usual in _USUAL.items():
        if len(words) >= 5 and SequenceMatcher(None, words, usual, autojunk=False).ratio() >= 0.75:
            return role
    return None


def find_table(rows: Sequence[Row]) -> tuple[int, Shape] | None:
    """The place of the heading row and what its columns hold; None where no row has three headings that are known."""
    best: tuple[int, int, Shape] | None = None
    for place, row in enumerate(rows):
        roles = tuple(role_of("".join(run.text for run in cell)) for cell in row.cells)
        known = [role for role in roles if role]
        if len(set(known)) < 3 or not {"title", "goal"} & set(known) or len(known) > len(set(known)) + 2:
            continue
        if best is None or len(set(known)) > best[0]:
            best = (len(set(known)), place, Shape(roles))
    return (best[1], best[2]) if best else None
