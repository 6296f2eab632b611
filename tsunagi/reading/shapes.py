"""Which column of a table holds what: told by the words of its headings, or described in a small TOML file.

Roles are the document's columns ("number", "title", "overview", "goal", "status", "review", "urls", "ministries",
"challenge") and, where numbers stand in cells of their own, "indicator", "unit", "baseline", "due", "target", "actual",
"actual_target" (実績値【目標値】) and "target:FY2025", "actual:FY2024" for a column a year.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

from tsunagi.reading import dates
from tsunagi.reading.characters import fold
from tsunagi.reading.model import Row, Unreadable

#: Words of a heading and the role they give, the telling ones first.
_WORDS: tuple[tuple[str, str], ...] = (
    ("actual_target", r"実績(?:値)?[【(\[]目標(?:値)?[】)\]]"),
    ("review", r"見直し|今後の|改善方針|次年度の|課題と対応"),
    ("baseline", r"基準値|現状値|策定時|当初値|ベースライン"),
    ("target", r"^(?:最終|中間|達成|数値)?目標値?(?:\((?!及び)[^)]*\))?$|目標値"),
    ("actual", r"実績値|^(?:実績|最新値|現況値)(?:\([^)]*\))?$"),
    ("status", r"達成状況|実施状況|取組状況|進捗|実績|現状|実施内容|取組結果|成果(?!目標|指標)|評価理由"),
    ("indicator", r"^(?:成果|評価|数値|活動|参考)?指標(?:名)?(?:\([^)]*\))?$|^KPI(?:名)?$|指標名|^項目$"),
    ("due", r"^(?:達成|実施)?(?:時期|期間|期限|年限)$|目標年度|達成年度"),
    ("goal", r"目標|KPI|指標|目指す(?:姿|べき)"),
    ("overview", r"概要|(?:事業|取組|施策)の?内容|^内容|目的|方向性"),
    ("ministries", r"府省庁|省庁|所管|担当|実施主体|関係機関|主管|所属"),
    ("urls", r"URL|リンク|ホームページ|関連資料"),
    ("challenge", r"課題"),
    ("unit", r"^単位$"),
    ("number", r"^(?:施策|事業|取組|整理)?(?:No\.?|NO\.?|№|番号|#)$|^項番$|^No"),
    ("title", r"(?:施策|事業|取組|事務|計画)(?:の)?(?:名|名称)?$|^名称|施策・事業"),
)
_USUAL = {
    "title": "施策名",
    "overview": "施策の概要",
    "goal": "目標及び達成の期間",
    "status": "目標の達成状況",
    "review": "達成状況を踏まえた施策の見直し方針",
    "ministries": "担当府省庁",
}
ROLES = frozenset(role for role, _ in _WORDS)
_LONGEST_HEADING = 40
_LONGEST_FIGURE = 24
_AS_PROSE = {"target": "goal", "indicator": "goal", "actual": "status"}
#: Roles of cells that hold a number and nothing else.
FIGURES = ("target", "actual", "actual_target", "baseline")
_YEAR_HEADING = re.compile(
    r"^(?P<kind>目標|計画|実績|見込み?|現状|最新)?(?P<year>.*?)"
    r"(?P<kind2>目標|計画|実績|見込み?|末|時点)?(?:値|額|数)?(?:\([^)]*\))?$"
)


@dataclass(frozen=True, slots=True)
class Shape:
    """The role of each column in order, None for one that means nothing here; `units` those that headings name."""

    roles: tuple[str | None, ...]
    units: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Description:
    """A table described by hand: the role of a heading or of a column's number (from 1), and what else is known."""

    headings: dict[str, str] = field(default_factory=dict)
    columns: dict[int, str] = field(default_factory=dict)
    first_row: int | None = None
    fiscal_year: str | None = None


@cache
def role_of(heading: str) -> str | None:
    """The role that a heading names; a heading with a letter or two misread still names it."""
    words = re.sub(r"\s+", "", fold(heading))
    if not words or len(words) > _LONGEST_HEADING:
        return None
    if year := _year_of(words):
        return year
    for role, pattern in _WORDS:
        if re.search(pattern, words):
            return role
    for role, usual in _USUAL.items():
        if len(words) >= 5 and SequenceMatcher(None, words, usual, autojunk=False).ratio() >= 0.75:
            return role
    return None


def find_table(rows: Sequence[Row], description: Description | None = None) -> tuple[int, Shape] | None:
    """The place of the (last) heading row and what the columns hold; None where no row has headings that are known."""
    if description is not None:
        return _described(rows, description)
    best: tuple[int, int, Shape] | None = None
    for place, row in enumerate(rows):
        if max((len(_text(cell)) for cell in row.cells), default=0) > _LONGEST_HEADING:
            continue
        for depth in (1, 2):
            texts = _headings(rows[place : place + depth])
            shape = Shape(tuple(map(role_of, texts)), tuple(map(_unit_of, texts)))
            score = _score(shape, depth)
            if score and (best is None or score > best[0]):
                best = (score, place + depth - 1, shape)
    return (best[1], _prose(best[2], rows[best[1] + 1 :])) if best else None


def _prose(shape: Shape, below: Sequence[Row]) -> Shape:
    """The shape with 「目標」 and 「実績」 as goal and status where sentences stand under them and not numbers."""
    roles = list(shape.roles)
    for at, role in enumerate(shape.roles):
        named = _AS_PROSE.get(role or "")
        if named is None or named in roles:
            continue
        texts = [text for row in below if at < len(row.cells) and (text := _text(row.cells[at]))]
        if texts and sum(len(text) > _LONGEST_FIGURE or "。" in text for text in texts) * 2 >= len(texts):
            roles[at] = named
    return Shape(tuple(roles), shape.units)


def load(path: Path) -> Description:
    """A description from its TOML file. Raises Unreadable with one sentence that says what is wrong in it."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Unreadable(
            f"{path.name} を開けません。ファイルの場所を確かめてください。 / Cannot open {path.name}: {error.strerror}."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Unreadable(f"{path.name} は TOML として読めません（{error}）。 / {path.name} is no TOML: {error}.") from error
    columns = given.get("columns")
    if not isinstance(columns, dict) or not columns:
        raise Unreadable(f"{path.name} に [columns] がありません。 / {path.name} has no [columns].")
    headings: dict[str, str] = {}
    numbers: dict[int, str] = {}
    for heading, role in columns.items():
        if not isinstance(role, str) or role.split(":")[0] not in ROLES:
            known = ", ".join(sorted(ROLES))
            raise Unreadable(f"{path.name}: 「{heading}」の役割「{role}」はありません。使えるのは {known}。 / No such role: {role}.")
        if heading.isdigit():
            numbers[int(heading)] = role
        else:
            headings[_plain(heading)] = role
    first_row, year = given.get("first_row"), given.get("fiscal_year")
    if numbers and not headings and not isinstance(first_row, int):
        raise Unreadable(
            f"{path.name}: 列を番号で書くときは、最初の行の番号 first_row も要ります。 / Columns by number need first_row."
        )
    if year is not None and not re.fullmatch(r"FY\d{4}", str(year)):
        raise Unreadable(f"{path.name}: fiscal_year は FY2024 のように書いてください。 / Write fiscal_year as FY2024.")
    return Description(headings, numbers, first_row if isinstance(first_row, int) else None, year)


def _described(rows: Sequence[Row], description: Description) -> tuple[int, Shape] | None:
    if description.columns and not description.headings:
        width = max(max(description.columns), *(len(row.cells) for row in rows)) if rows else 0
        roles = tuple(description.columns.get(at + 1) for at in range(width))
        return (description.first_row or 1) - 2, Shape(roles)
    for place, row in enumerate(rows):
        texts = _headings([row])
        roles = tuple(
            description.columns.get(at + 1) or description.headings.get(_plain(text)) for at, text in enumerate(texts)
        )
        if sum(role is not None for role in roles) >= min(2, len(description.headings)):
            return place, Shape(roles, tuple(map(_unit_of, texts)))
    return None


def _score(shape: Shape, depth: int) -> int:
    """How surely a row is a heading row: the count of roles it names, 0 where it cannot be one."""
    known = [role for role in shape.roles if role]
    kinds = set(known)
    if len(kinds) < 3 or not {"title", "goal", "indicator", "target"} & kinds:
        return 0
    doubled = [role for role in kinds if known.count(role) > 1 and role in ("title", "goal", "status", "number")]
    if len(doubled) > 1:
        return 0
    return 3 * len(kinds) - depth


def _headings(rows: Sequence[Row]) -> list[str]:
    """The words over each column. In two rows of headings the upper one may reach over several columns."""
    width = max(len(row.cells) for row in rows)
    texts = [""] * width
    for depth, row in enumerate(rows):
        over = ""
        below = rows[depth + 1].cells if depth + 1 < len(rows) else ()
        for at in range(width):
            own = _text(row.cells[at]) if at < len(row.cells) else ""
            spanned = bool(below) and at < len(below) and bool(_text(below[at]))
            over = own or (over if spanned else "")
            texts[at] += over if depth + 1 < len(rows) else own
    return texts


def _year_of(words: str) -> str | None:
    """令和5年度実績 is "actual:FY2023", R7目標 "target:FY2025"; a longer heading with a year in it is none."""
    match = _YEAR_HEADING.match(words)
    if match is None or len(words) > 20:
        return None
    found = dates.find(match["year"])
    if len(found) != 1 or found[0].end - found[0].start < len(match["year"]) - 2:
        return None
    kind = "target" if (match["kind"] or match["kind2"] or "") in ("目標", "計画") else "actual"
    return f"{kind}:{found[0].value}"


def _unit_of(heading: str) -> str | None:
    """「相談件数(件)」 names the unit of its column."""
    match = re.search(r"\((?:単位:?)?([^()\d]{1,6})\)$", re.sub(r"\s+", "", fold(heading)))
    return match[1] if match else None


def _plain(heading: str) -> str:
    return re.sub(r"\s+", "", fold(heading))


def _text(cell: Sequence[object]) -> str:
    return "".join(getattr(run, "text", "") for run in cell).strip()
