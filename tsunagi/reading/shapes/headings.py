"""What a column holds, told by the words of its heading: its role.

A role is a kind ("goal"), for a column of numbers also with the date that the heading gives and the name of what is
counted: "actual:FY2023" (令和5年度実績), "target:FY2026" (目標値(R8)), "actual:FY2023:相談件数" (R5相談件数).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache

from tsunagi.reading import dates, quantities
from tsunagi.reading.characters import fold

#: Kinds of columns that hold text.
TEXTS = ("number", "title", "overview", "goal", "status", "review", "challenge", "ministries", "urls", "policy", "part")
#: Kinds of columns whose cells hold a number and nothing else.
FIGURES = ("target", "actual", "forecast", "baseline", "actual_target", "target_actual")
#: Kinds of columns that say what such a number means.
ABOUT_FIGURES = ("indicator", "unit", "due", "series", "rating")
KINDS = (*TEXTS, *FIGURES, *ABOUT_FIGURES)

LONGEST = 40
#: A document's year that gives 「5年度」 in a heading its era.
_THIS_ERA = "FY2024"

_VALUE = r"(?:の?(?:値|数値|件数|人数|回数|数|量|指標値))?"
_ONE = r"(?:施策|事業|取り?組み?|とりくみ|事務|計画|活動|主な取組|個別事業|対象事業)"
#: Kinds and the headings that say nothing else, the telling ones first.
_WHOLE: tuple[tuple[str, str], ...] = (
    ("actual_target", rf"実績{_VALUE}[/／・]?[【(\[]?目標{_VALUE}[】)\]]?"),
    ("target_actual", rf"目標{_VALUE}[/／・]?[【(\[]?実績{_VALUE}[】)\]]?"),
    ("baseline", r"(?:計画)?(?:基準年?度?|現状|現況|策定時点?|当初|現在|開始時|ベースライン)の?(?:値|数値|実績値?)?|従前値|初期値"),
    ("target", rf"(?:最終|中間|達成|数値|年度|成果|計画|当初)?(?:目標|計画|目安|見込量|計画見込){_VALUE}|目標水準|到達目標値?"),
    ("forecast", r"(?:実績)?\(?見込み?(?:値|数)?\)?"),
    ("actual", rf"(?:年度|直近|最新の?)?(?:実績|測定){_VALUE}|最新の?(?:値|数値)|(?:達成|到達)(?:値|数)"),
    (
        "rating",
        r"(?:自己|内部|外部|総合|進捗|達成度?|目標達成|担当課|所管課|一次|二次|年度)?(?:評価|判定|ランク)(?:区分|結果|ランク)?"
        r"|(?:目標)?達成(?:度|区分|可否|の?有無|[・/]未達成?)?|進捗度",
    ),
    (
        "indicator",
        r"(?:成果|評価|数値|活動|参考|重要|達成|実績|目標|アウトプット|アウトカム)?指標(?:名称?|の名称|項目|・単位)?"
        r"|(?:重要業績評価指標)?\(?KPI\)?(?:名称?)?|(?:評価|測定|目標)?項目名?",
    ),
    ("unit", r"単位"),
    ("due", r"(?:達成|実施|目標|完了)?の?(?:時期|期間|期限|年限)|(?:達成|目標|完了)の?(?:年度|年次|年)"),
    ("number", r"(?:施策|事業|取組|整理|計画|管理|通し)?(?:No\.?|NO\.?|no\.?|№|番号|ナンバー|連番)|項番|#|ID"),
    (
        "title",
        rf"(?:具体的な?|主な|関連|掲載|個別|重点|主要|計画)?{_ONE}(?:の?(?:名称?|項目))?|名称"
        rf"|{_ONE}[・/(]{_ONE}\)?(?:の?名称?)?",
    ),
    ("policy", r"基本目標|基本方針|基本政策|政策|施策の柱|大項目|柱|大柱|目標No\.?"),
    ("part", r"基本施策|施策の方向性?|施策の展開|取組の方向性?|中項目|施策体系|施策分野|分野"),
    ("series", r"区分|種別|内訳|計画・実績|目標・実績"),
    ("challenge", r"(?:現状(?:と|及び|・)の?)?課題(?:等)?|問題点"),
    ("overview", r"(?:の)?(?:概要|内容)"),
)
#: Headings of what is no business of the reading: money, rates of what was reached, remarks.
_OTHER = re.compile(
    r"達成率|進捗率|執行率|達成割合|前年度?比|対前年|増減|予算|決算|事業費|経費|財源|備考|優先|新規|継続|ページ"
    r"|掲載頁|根拠|出典|算出|定義|計算式|調査名"
)
#: Kinds and words that a longer heading of theirs has somewhere, the telling ones first.
_PART: tuple[tuple[str, str], ...] = (
    ("review", r"見直し|今後の|今後に|改善|次年度|翌年度|来年度|課題と対応|課題及び対応|取組予定|実施予定|対応方針|^(?:事業|取組)?の?方向性"),
    ("status", r"達成状況|実施状況|取組状況|進捗|進行状況|実績|実施内容|取組結果|実施結果|評価理由|評価の理由|成果(?!目標|指標)|現状(?!.*課題)"),
    ("goal", r"目標|KPI|指標|目指す(?:姿|べき)|達成の期間"),
    ("overview", rf"概要|{_ONE}の?(?:具体的)?内容|目的|内容|方向性"),
    ("ministries", r"府省庁|省庁|府省|所管|担当|実施主体|関係機関|主管|所属|部署|部局|課名|課室"),
    ("urls", r"URL|リンク|ホームページ|関連資料|参考"),
    ("challenge", r"課題"),
    ("number", r"^No"),
    ("title", rf"{_ONE}名称?$|名称$"),
)
#: How like a usual heading one is that is taken for it before any word in it counts, and where no word in it tells.
_SAME, _ALIKE = 0.85, 0.75
_SHORTEST_USUAL = 5
_WHOLE_KINDS = tuple((kind, re.compile(pattern)) for kind, pattern in _WHOLE)
_PART_KINDS = tuple((kind, re.compile(pattern)) for kind, pattern in _PART)
#: The headings of the national plan, which are so long that letters misread in them leave them what they are.
_USUAL = {
    "title": "施策名",
    "overview": "施策の概要",
    "goal": "目標及び達成の期間",
    "status": "目標の達成状況",
    "review": "達成状況を踏まえた施策の見直し方針",
    "ministries": "担当府省庁",
}
#: What may stand around a heading's date: 令和5年度(末時点)の.
_GLUE = re.compile(r"末?(?:時点|現在)?(?:まで)?の?")
#: One year said twice: 2023(令和5)年度.
_TWICE = re.compile(r"(?:19|20)\d\d年?度?[(/](?P<year>(?:令和|平成|R|H)(?:\d{1,2}|元))(?:年度?)?\)?(?P<fiscal>年度)?")
_NEUTRAL = re.compile(r"(?:各?年度?別?|経年|年次)?(?:の?(?:推移|経過|状況|数値|値|実績))?|年度")
_COUNTED = re.compile(r"[^、。]*(?:数|率|割合|件|人数|量|日数|度)")
_NOT_COUNTED = re.compile(r"対象|定員|定数|人口|年度$|程度|制度|番号|頻度|前年")
_NOTE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|[※*]\d*")
_UNIT = re.compile(r"[(\[【](?P<said>単位:?)?(?P<unit>[^()\[\]【】\d]{1,8})[)\]】]")
_UNITS = frozenset((*map(fold, quantities.COUNTERS), "%", "ポイント", "日", "時間", "分", "歳", "点", "千人", "万人"))


@lru_cache(maxsize=4096)
def role_of(*levels: str) -> str | None:
    """The role that a heading names, None where it names none; a letter or two misread in a long one still names it.

    levels: the words of the heading; where several rows of headings stand over a column, those of each, upper ones
    first (「目標」「R5」).
    """
    texts = [text for level in levels if (text := plain(level))]
    if not texts or max(map(len, texts)) > LONGEST:
        return None
    date, rest = _date(texts)
    own = [text for text in rest if text]
    if not own:
        return f"actual:{date}" if date else None
    kind = _kind(own)
    if kind is None:
        name = unit_apart(own[-1])
        if all(_NEUTRAL.fullmatch(text) for text in own):
            return f"actual:{date}" if date else None
        return f"actual:{date}:{name}" if date and is_counted(name) else None
    return _dated(kind, date)


def unit_of(*levels: str) -> str | None:
    """The unit that a heading names: 相談件数(件) is 件."""
    for level in reversed(levels):
        for match in _UNIT.finditer(plain(level)):
            if match["said"] or match["unit"] in _UNITS or re.fullmatch(r"[百千万億]+円|円", match["unit"]):
                return match["unit"]
    return None


def unit_apart(name: str) -> str:
    """A name without the unit behind it: 相談件数(件) is 相談件数. Its letters stay as they are."""
    unit = unit_of(name)
    match = re.search(rf"\s*[(\[【](?:単位\s*:?)?\s*{re.escape(unit)}\s*[)\]】]\s*$", fold(name)) if unit else None
    return name[: match.start()] if match else name


def is_counted(name: str) -> bool:
    """Whether a heading names something that is counted or measured (相談件数, 応答率) and reported."""
    words = unit_apart(name)
    return bool(_COUNTED.fullmatch(words)) and not _NOT_COUNTED.search(words) and not _OTHER.search(words)


def _kind(levels: list[str]) -> str | None:
    """The kind that a heading's words name: those of its lowest row, those of all rows together, those above."""
    lowest, together = levels[-1], "".join(levels)
    for text in (lowest, _NOTE.sub("", lowest), _NOTE.sub("", together)):
        if found := next((kind for kind, pattern in _WHOLE_KINDS if pattern.fullmatch(text)), None):
            return found
    if _OTHER.search(lowest):
        return None
    if found := _misread(together, _SAME):
        return found
    for text in (together, *reversed(levels)):
        if found := next((kind for kind, pattern in _PART_KINDS if pattern.search(text)), None):
            return found
    return _misread(together, _ALIKE) or _misread(lowest, _ALIKE)


def _misread(text: str, likeness: float) -> str | None:
    """The kind of the usual heading that a long one is but for a letter or two."""
    if len(text) < _SHORTEST_USUAL:
        return None
    alike = {kind: SequenceMatcher(None, text, usual, autojunk=False).ratio() for kind, usual in _USUAL.items()}
    best = max(alike, key=lambda kind: alike[kind])
    return best if alike[best] >= likeness else None


def _dated(kind: str, date: str | None) -> str:
    """A text of a certain year says what was done in it (令和5年度の取組内容); only numbers keep their year."""
    if date is None:
        return kind
    if kind in FIGURES:
        return f"{kind}:{date}"
    return "status" if kind in ("overview", "title") else kind


def _date(texts: list[str]) -> tuple[str | None, list[str]]:
    """The one date of a heading's rows, and what they say beside it."""
    found: set[str] = set()
    rest = []
    for text in texts:
        left, before = "", 0
        for value, start, end in _dates(text):
            found.add(value)
            left += text[before:start]
            glue = _GLUE.match(text, end)
            before = glue.end() if glue else end
        left += text[before:]
        left = re.sub(r"[(\[【]\s*[)\]】]", "", left)
        bare = re.fullmatch(r"[(\[【]([^()\[\]【】]+)[)\]】]", left) if left != text else None
        rest.append(bare[1] if bare else left)
    return (found.pop() if len(found) == 1 else None), rest


def _dates(text: str) -> Iterator[tuple[str, int, int]]:
    """The dates of a heading; a bare 2023 beside no other date is that calendar year, and 2023 beside R5 the same."""
    told = dates.find(text, _THIS_ERA)
    for one in told:
        yield one.value, one.start, one.end
    for match in re.finditer(r"(?<!\d)(?:19|20)\d\d(?!\d)", text):
        if not any(one.start <= match.start() < one.end for one in told):
            fiscal = f"FY{match[0]}"
            yield (fiscal if any(one.value == fiscal for one in told) else match[0]), match.start(), match.end()


def kind_of(role: str) -> str:
    """The kind of a role: "actual" of "actual:FY2023"."""
    return role.partition(":")[0]


def plain(heading: str) -> str:
    """A heading's words without spaces, in half width, with a year that is said twice said once."""
    words = re.sub(r"\s+", "", fold(heading))
    return _TWICE.sub(lambda match: match["year"] + ("年度" if "度" in match[0] else "年"), words)
