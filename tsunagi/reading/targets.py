"""What the goal sets out to reach: a number to arrive at, or a direction to move in.

A wish with nothing countable (「推進する」) is no target. A goal that its own column lost may still be restated in the
review or the status; a new goal that the review sets for a coming year is a target too, with `src` saying so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from tsunagi.reading import dates, lengths, quantities, sentences
from tsunagi.reading.characters import fold
from tsunagi.reading.model import Column, Op
from tsunagi.reading.quantities import Quantity


@dataclass(frozen=True, slots=True)
class Found:
    """A target and where its quote stands in the text of its column."""

    what: str
    op: Op
    value: Decimal | None
    unit: str | None
    approx: bool
    due: str | None
    src: Column
    start: int
    end: int
    grows: bool = False
    """Whether the number is the growth itself (30万人増加, 新たに3,000件), not a level to reach."""


_UP = r"増加|増大|増員|増や|増進|拡大|向上|上昇|高め|引き?上げ|伸ば"
_DOWN = r"減少|低下|低減|減ら|削減|抑制|縮小|引き?下げ"
_RISING = "増|拡大|向上|上昇|高め|引き?上げ|伸ば"
_MEASURABLE = r"(?:数|率|割合|件数|人数|量|額|度|満足度|認知度|回数|比率|カバー率)"
_COUNTABLE = r"(?:者|人|館|校|園|所|店|団体|自治体|地域|市町村|市区町村|都道府県|世帯|住民|市民|主体|施設|か所|箇所|居場所|拠点|企業|事業所|学校|等)"
_ADVERB = r"(?:更に|さらに|一層|継続的に|着実に|できる限り|大幅に|段階的に|毎年度?|着実な|更なる|さらなる|一層の|継続的な)?"
_THAN = r"(?:(?:対?前年度?|前回|昨年度?|現状|従来|基準値)[^、。をが]{0,40}?(?:より(?:も)?|から|に比べて?|と比べて?|比で)\s*)?"
# X を増加させる / X が減少する / X を増やし
_MOVES = re.compile(
    rf"(?P<name>[^。、]{{1,60}}?)(?:を|が)、?\s*(?:[^、。]{{0,12}}において、?)?{_THAN}{_ADVERB}\s*"
    rf"(?P<way>(?:{_UP}|{_DOWN}))(?P<tail>(?:させ|する|し|を図|を目指|て|し|す|せ)[^。]{{0,30}})"
)
# X の増加を図る
_MOVE_OF = re.compile(
    rf"(?P<name>[^。、]{{1,60}}?)(?:の|につき、?)\s?(?:対?前年度?(?:から|比)?の?)?{_ADVERB}\s?"
    r"(?P<way>増加|増大|増員|減少|低下|低減|向上|拡大|上昇|削減|抑制|(?<=比)[増減])"
    rf"\s*(?P<tail>(?:を|に(?:加え|向け|取り組|努)|、)[^。]{{0,30}})"
)
# another figure named before it with a comma: 「加盟数、認定数の増加」
_LISTED_BEFORE = re.compile(rf"[^。、]{{2,40}}{_MEASURABLE}、$")
# what happens by itself, or has happened: no goal of the plan
_NO_GOAL = re.compile(
    r"^(?:させ|し|する|を|が|に)?(?:踏まえ|伴|背景|傾向|懸念|見込|おそれ|恐れ|対応し|鑑み|受け|ている|ており|てきて"
    r"|ていること(?:を|に|か)|中(?!核|心|央)|た(?!め)|といった)"
)
_WANTED = re.compile(r"を図(?!るため)|目指|目標|させ|促進|取り組|努め|加え|推進|つなげ|実現|ていく|する|こと")
_ACTIVE = ("増や", "減ら", "高め", "伸ば")
_REACH = re.compile(
    r"目指|目標|とする|にする|とし|以上|以下|創出|増や|増加|養成|設置|配置|達成|確保|実施|なること|となる|させる|図る|行う"
    r"|開催|整備|高め|引き?上げ|伸ば|減ら|引き?下げ|抑え|維持|半減|倍増"
)
_PLANNED = re.compile(r"(?<!てい)[うくすつぬぶむぐる]。?$")  # 「12か所で開く。」
_REPORTED = re.compile(
    r"^\s?[^。、]{0,24}?(?:であった|となった|となってい(?:る|た|て)|(?<!目指)(?<!目標と)(?:し|され)ている(?:ところ|。|$)|に上る|(?<!目指)しており|されており|存在|回答して)"
)
_EVERYONE = re.compile(
    r"(?:全て|すべて|全)の?(?P<body>都道府県|市区町村|市町村|自治体|地方公共団体|保健所|児童相談所|学校|小中学校|指定都市|中核市)"
    r"|(?P<body2>都道府県|市区町村|市町村|自治体|地方公共団体|学校)(?:に(?:おいて|ついて)は)?(?:全て|すべて|全数)(?=、|で|に|と)"
)
_BASE = re.compile(r"\(\s?(?:現状|現状値|基準値|基準|令和\s?[元\d]+\s?年度?|平成\s?\d+\s?年度?|[RH]\d+|前回[^()]{0,6}|策定時)[^()]{0,4}:\s?約?$")
_ITEM = ("・", "○", "●", "①", "②", "③", "④", "⑤")
_NEW = re.compile(r"新たに|新規に|追加で")


def find(texts: Mapping[str, str], fiscal_year: str | None = None) -> list[Found]:
    """The targets of one measure from the mended texts of its columns, in the order of the text."""
    goal = _of_column("goal", texts.get("goal", ""), fiscal_year)
    review = texts.get("review", "")
    found = goal
    for one in _of_column("review", review, fiscal_year):
        same = next((at for at, other in enumerate(found) if _restates(one, other)), None)
        if same is None:
            found = [*found, one]
        elif found[same].due is None and one.due is not None:
            found = [*found[:same], _with_due(found[same], one), *found[same + 1 :]]
    return found


def _with_due(target: Found, restated: Found) -> Found:
    what = target.what if len(target.what) >= 4 else restated.what
    return replace(target, what=what, due=restated.due)


def _restates(one: Found, other: Found) -> bool:
    """Whether the review only says again what the goal set."""
    if one.value is not None:
        return other.value == one.value and quantities.same_unit(other.unit) == quantities.same_unit(one.unit)
    return other.value is None and other.op == one.op and sentences.likeness(one.what, other.what) >= 0.5


def _of_column(column: Column, text: str, fiscal_year: str | None) -> list[Found]:
    if not text.strip():
        return []
    spans = sentences.split(text)
    numeric = _numeric(column, text, spans, fiscal_year)
    directions = [one for one in _directions(column, text, spans, fiscal_year) if not _covered(one, numeric)]
    return sorted([*numeric, *directions], key=lambda one: (one.start, one.end))


def _covered(direction: Found, numeric: list[Found]) -> bool:
    """A direction with a number beside it (10,000人に増やす) is that numeric target and no second one."""
    return any(one.start < direction.end and direction.start < one.end + 12 for one in numeric)


# ---------------------------------------------------------------- numbers to reach


def _numeric(column: Column, text: str, spans: list[tuple[int, int]], fiscal_year: str | None) -> list[Found]:
    flat = fold(text)
    found = []
    dated = dates.find(text, fiscal_year)
    of_time = lengths.find(text)
    timed = {one.start for one in of_time}
    for quantity in sorted([*quantities.find(text), *of_time], key=lambda one: one.start):
        start, end = sentences.sentence_at(spans, quantity.number_start)
        if not _is_goal(column, flat, quantity, start, end, dated, fiscal_year):
            continue
        if quantity.start in timed:
            what = sentences.name_before(text, lengths.name_end(text, quantity), start)
            if not quantity.comparator and not lengths.is_wait(what):
                continue  # 研修時間を20時間とする: nothing says whether more or less is meant
        else:
            what = _name(text, flat, quantity, start, end)
        found.append(
            Found(
                what=what,
                op="<=" if quantity.start in timed and not quantity.comparator else _op(flat, quantity, end),
                value=quantity.value,
                unit=quantity.unit or _unit_of_name(what),
                approx=quantity.approx,
                due=_due(flat, dated, start, end, quantity.number_start)
                or _due_of_list(flat, dated, spans, start)
                or _due_of_lead(flat, dated, spans, start, end),
                src=column,
                start=quantity.start,
                end=quantity.end,
                grows=_grows(flat, quantity, start, end),
            )
        )
    return [*_once(found), *_everyone(column, text, spans, dated)]


def _name(text: str, flat: str, quantity: Quantity, start: int, end: int) -> str:
    """What the number counts: the words before it, or, where none do (95以上の自治体が…を活用する), those behind it."""
    what = sentences.name_before(text, quantity.start, start)
    if len(what) >= 2 and not what.endswith(("ため", "その", "そ")):
        return what
    if quantity.unit == "%":
        said = re.match(r"から\s?(「[^」]+」)", flat[quantity.end : end])
        return f"{said[1]}の割合" if said else what
    counted = r"(?:の|が|から)?\s?([^。、]{2,60}?)(?:する)?(?:こと|の回答)?(?:を|と)?(?:目標|目指|とする|得る|$)"
    behind = re.match(counted, flat[quantity.end : end])
    return f"{quantity.unit or ''}{behind[0][: behind.end(1)].strip()}" if behind else what


def _is_goal(
    column: Column,
    flat: str,
    quantity: Quantity,
    start: int,
    end: int,
    dated: list[dates.Date],
    fiscal_year: str | None,
) -> bool:
    after, rest = flat[quantity.end : quantity.end + 8], flat[quantity.end : end]
    before = flat[start : quantity.start]
    if re.match(r"\s?(?:から(?!の回答)|より|と比較|に対し|比(?!率))", after) and not quantity.comparator:
        return False  # where it starts from
    if re.match(r"\s?(?:の(?:回答|意見)|間)", after):
        return False
    if quantity.comparator and re.match(r"\s?の[^。、]{0,20}(?:者|方|人|企業|団体|施設)(?:を対象|に対し|のうち|で)", flat[quantity.end :]):
        return False  # a condition on who is meant
    if _REPORTED.match(rest) or re.search(r"して(?:きた|いた)。?$", rest) or re.search(r"少なくとも\s?$", before):
        return False
    if _BASE.search(before) and not quantity.comparator:
        return False
    if column == "goal":
        cut_off = not rest.strip() and before.rstrip().endswith("を")
        aimed = _REACH.search(rest) or _PLANNED.search(rest) or re.search(r"目標|目指|半減|倍増", before)
        return bool(quantity.comparator) or cut_off or bool(aimed)
    aims = re.search(r"目標|目指|とする|にする|とし(?:て)?た", rest) or re.search(r"目標(?:値)?(?:は|を|:)", before)
    if not aims or re.search(r"目標(?:値)?を?(?:達成|上回|下回)", rest):
        return False
    return True


def _once(found: list[Found]) -> list[Found]:
    """A number that a column sets twice is one target; the one that says by when is kept."""
    kept: list[Found] = []
    for one in found:
        same = next((at for at, other in enumerate(kept) if _is_same(one, other)), None)
        if same is None:
            kept.append(one)
        elif kept[same].due is None and one.due is not None:
            kept[same] = one
    return kept


def _is_same(one: Found, other: Found) -> bool:
    if not _restates(one, other) or one.op != other.op:
        return False
    return one.due != other.due or one.what == other.what


def _grows(flat: str, quantity: Quantity, start: int, end: int) -> bool:
    if re.match(r"\s?(?:程度)?(?:を|の)?(?:増加|増員|増(?!や)|上乗せ|減少|減(?!ら)|削減)", flat[quantity.end : end]):
        return True
    return bool(_NEW.search(flat[max(start, quantity.start - 8) : quantity.start]))


def _op(flat: str, quantity: Quantity, end: int) -> Op:
    if quantity.comparator in ("以下", "未満", "以内", "を下回る"):
        return "<="
    if quantity.comparator:
        return ">="
    near = flat[max(0, quantity.start - 12) : quantity.start] + flat[quantity.end : min(end, quantity.end + 10)]
    if re.search(r"半減|減少|減ら|削減|低減|抑え|抑制|縮小|引き?下げ", near):
        return "<="
    return ">="


def _everyone(column: Column, text: str, spans: list[tuple[int, int]], dated: list[dates.Date]) -> list[Found]:
    """全ての都道府県において…整備 is a target of 100 %."""
    flat = fold(text)
    found = []
    for match in _EVERYONE.finditer(flat):
        start, end = sentences.sentence_at(spans, match.start())
        rest = flat[match.end() : end]
        if not re.match(r"(?:に(?:おいて|ついて|お)|で|に|が|は|、|と)", rest) or _REPORTED.search(rest):
            continue
        if not re.search(r"目指|目標|とする|にする|達成", rest):
            continue
        if column == "goal" and not re.search(r"整備|設置|策定|実施|配置|導入|参加|取り組|とする", rest):
            continue
        if column != "goal" and not re.search(r"目標", rest):
            continue
        body = match["body"] or match["body2"]
        named = sentences.name_before(text, match.start(), start)
        what = f"{named}({body})" if named else body + sentences.name_before(text, end - 1, match.end())
        due = _due(flat, dated, start, end, match.start()) or _due_of_list(flat, dated, spans, start)
        found.append(Found(what, "=", Decimal(100), "%", False, due, column, match.start(), match.end()))
    return found


def _unit_of_name(what: str) -> str | None:
    """自治体数 counts 自治体; a name that ends otherwise names no unit."""
    match = re.search(r"(自治体|団体|都道府県|市区町村|市町村|法人|施設|事業|企業|世帯)数」?$", what)
    return match[1] if match else None


# ---------------------------------------------------------------- directions


def _directions(column: Column, text: str, spans: list[tuple[int, int]], fiscal_year: str | None) -> list[Found]:
    flat = fold(text)
    dated = dates.find(text, fiscal_year)
    found: list[Found] = []
    for start, end in spans:
        clause = sentences.without_brackets(flat[start:end])
        for pattern in (_MOVES, _MOVE_OF):
            for match in pattern.finditer(clause):
                if not _moves_a_figure(column, match):
                    continue
                way: Op = "increase" if re.match(_RISING, match["way"]) else "decrease"
                due = _due(flat, dated, start, end, start + match.start("way"), loose=False)
                listed = _LISTED_BEFORE.search(clause[: match.start("name")])
                begin = listed.start() if listed else match.start("name")
                for name, name_start in _names(clause[begin : match.end("name")], start + begin):
                    one = Found(name, way, None, None, False, due, column, name_start, start + _verb_end(clause, match))
                    if not any((other.what, other.op) == (one.what, one.op) for other in found):
                        found.append(one)
    return found


def _verb_end(clause: str, match: re.Match[str]) -> int:
    """Where the verb ends, so that a quote closes with it: 低下させる, 増やし, 増加を図る."""
    ending = re.match(r"(?:させ(?:る|て)?|する|していく|して|し|していく|すこと|す|せる|せ|ていく|て|め(?:る|て)|を図る|を目指す)?", match["tail"])
    return match.start("tail") + (ending.end() if ending else 0)


def _moves_a_figure(column: Column, match: re.Match[str]) -> bool:
    tail, name, way = match["tail"], match["name"].strip(), match["way"]
    if _NO_GOAL.match(tail) or not (way in _ACTIVE or _WANTED.search(tail)):
        return False
    if re.search(r"(?:リスク|負担|不安|悩み|被害|孤立|問題|課題|格差|虐待|発生|機会|機能|質|利便性|能力|理解|意識|機運|気運|効果|ロス)(?:等)?$", name):
        return False
    if re.search(_MEASURABLE + r"(?:等)?$", name) and not re.search(r"(?:程度|速度|制度|年度|角度|高度|多数)$", name):
        return True
    # who or what there is more of: only with words that mean a number
    return bool(re.match(r"増|減", way)) and bool(re.search(_COUNTABLE + "$", name)) and column != "status"


def _names(name: str, start: int) -> list[tuple[str, int]]:
    """「アクセス件数や相談件数」 are two figures, and so are 「AとBの登録者数」."""
    name_start = start + len(name) - len(name.lstrip())
    name = name.strip()
    both = re.match(rf"(.{{2,}}?{_MEASURABLE})(や|及び|並びに|、|と)(.{{2,}}?{_MEASURABLE})$", name)
    if both:
        return [(both[1], name_start), (both[3], name_start + both.start(3))]
    owners = re.match(rf"([^のをがは]{{2,16}})(?:及び|並びに)([^のをがは]{{2,16}})の(.{{0,12}}{_MEASURABLE})$", name)
    if owners:
        return [(f"{owners[1]}の{owners[3]}", name_start), (f"{owners[2]}の{owners[3]}", name_start + owners.start(2))]
    return [(name, name_start)]


# ---------------------------------------------------------------- by when


def _due(flat: str, dated: list[dates.Date], start: int, end: int, place: int, loose: bool = True) -> str | None:
    """The date by which: the nearest before the number in its sentence, else one with まで close behind it."""
    here = [one for one in dated if start <= one.start < end and not one.cited and not _is_base(flat, one)]
    until = [one for one in here if re.match(r"\s?(?:年度)?(?:末|中)?\s?(?:まで|に向け)", flat[one.end : one.end + 8])]
    before = [one for one in here if one.end <= place]
    if before:
        return before[-1].value.rsplit("/", 1)[-1] if before[-1] in until else before[-1].value
    if loose:
        after = [one for one in until if one.start >= place and one.start - place <= 24]
        if after:
            return after[0].value
    return None


def _due_of_list(flat: str, dated: list[dates.Date], spans: list[tuple[int, int]], start: int) -> str | None:
    """For an item of a list the date in the line above it (令和7年度末までに、 ・… ・…)."""
    at = next(place for place, span in enumerate(spans) if span[0] == start)
    if not flat[start:].lstrip().startswith(_ITEM):
        return None
    for lead_start, lead_end in reversed(spans[:at]):
        if not flat[lead_start:].lstrip().startswith(_ITEM):
            lead = flat[lead_start:lead_end].rstrip()
            return None if lead.endswith("。") else _due(flat, dated, lead_start, lead_end, lead_end)
    return None


def _due_of_lead(
    flat: str, dated: list[dates.Date], spans: list[tuple[int, int]], start: int, end: int
) -> str | None:
    """A goal that opens with its year (令和6年度中に、…) means that year in the sentences that go on with it."""
    if re.search(r"毎年|年間で|長期的", flat[start:end]) or re.match(r"\s*(?:これ|長期|中長期|最終)", flat[start:end]):
        return None
    opening = [one for one in dated if one.start <= spans[0][0] + 2 and one.end < start and not _is_base(flat, one)]
    if opening and re.match(r"\s?(?:中|末)?(?:まで)?(?:に(?!おけ)|は|も|において)", flat[opening[0].end :]):
        return opening[0].value
    return None


def _is_base(flat: str, one: dates.Date) -> bool:
    """A date that the goal starts from (平成12年度比, 令和2年度の70.7%から, 令和6年度以降), or that names a paper."""
    after = (
        r"\s?末?(?:時点)?(?:比|以降|から|より|(?:\s?\([^()]*\)|\))の実績|\)?\s?:\s?[\d約]|まで(?:の|に)[^、。]{0,6}実績"
        r"|の\s?[\d.,]+[^、。]{0,6}から|実績|に実施した|に策定)"
    )
    return bool(re.match(after, flat[one.end : one.end + 30]))
