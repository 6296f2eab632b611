"""What the status reports as a result: every figure in it that is one, when it was so, and what it counts."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from tsunagi.reading import dates, lengths, quantities, sentences
from tsunagi.reading.characters import fold
from tsunagi.reading.model import Column
from tsunagi.reading.quantities import Quantity


@dataclass(frozen=True, slots=True)
class Found:
    """A reported figure and where its quote stands in the text of its column."""

    what: str
    value: Decimal
    unit: str | None
    approx: bool
    as_of: str | None
    src: Column
    start: int
    end: int
    sentence: str = ""
    grows: bool = False
    """Whether the number is a change (前年度比4.7%増加, 新たに…) and not a level."""
    derived: bool = False


_AIM = re.compile(r"目標(?:値)?(?:と(?:する|し|な)|である|は\s?[、:]?\s?[\d約]|を(?:設定|新た))|を目指|とする予定|予定であ")
_SET = re.compile(r"目標(?:値)?(?:は|を|である|の|:|が)?\s?、?\s?(?:年間)?約?\s?$")
_REPORT = re.compile(r"であ(?:った|り)|となっ|存在|回答|に上|増加し|減少し|達し|実施した|上回っ|下回っ")
_SURVEYED = re.compile(r"\((?=[^()]*(?:調査|時点|現在|実績|把握))")
_ALL = re.compile(r"(?P<body>都道府県|市区町村|市町村|指定都市|自治体)(?:に(?:おいて|ついて)は)、?(?:全て|すべて)(?=、|で|と|。)")
_AGAINST = re.compile(r"対?(?:前年|前回|昨年)[^、。]{0,6}$")
_CHANGE_AFTER = re.compile(r"\s?(?:程度)?\)?(?:の|を|に|が|も|と)?\s?(?:新たに|増加(?!傾向)|増(?!や)|減少|減(?!ら)|上昇|低下|改善|伸び|増員)")
_CHANGE_BEFORE = re.compile(
    r"(?:前年度?|前回|昨年度?|対前年度?)(?:度)?(?:より|比|から|に比べ|と比べて?|同期比)[^、。]{0,8}$"
    r"|[^、。]{0,4}新(?:たに|規に)[^、。]{0,6}$"
)


def find(texts: Mapping[str, str], fiscal_year: str | None = None, aimed: Collection[str | None] = ()) -> list[Found]:
    """The figures of one measure from the mended texts of its columns, in the order of the text.

    aimed: the units of its targets; a length of time is a figure only where a target is one in the same unit.
    """
    of_time = lengths.UNITS.intersection(aimed)
    status = _of_column("status", texts.get("status", ""), fiscal_year, of_time)
    return status + _of_column("review", texts.get("review", ""), fiscal_year, of_time)


def share(name: str, whole: str, found: list[Found]) -> Found | None:
    """The percentage that two reported figures give (プラン作成件数 of 新規相談受付件数), marked as worked out.

    None unless each name fits one figure of the same unit and date.
    """
    part = _named(name, found)
    total = _named(whole, found)
    if part is None or total is None or part is total or not total.value or part.as_of != total.as_of:
        return None
    if quantities.same_unit(part.unit) != quantities.same_unit(total.unit) or part.src != total.src:
        return None
    value = (part.value * 100 / total.value).quantize(Decimal("0.1"), ROUND_HALF_UP)
    start, end = min(part.start, total.start), max(part.end, total.end)
    approx = part.approx or total.approx
    what = f"{name}の{whole}に対する割合"
    return Found(what, value, "%", approx, part.as_of, part.src, start, end, part.sentence, derived=True)


def _named(name: str, found: list[Found]) -> Found | None:
    fitting = [one for one in found if one.what and (one.what.endswith(name[-8:]) or name.endswith(one.what[-8:]))]
    return fitting[0] if len(fitting) == 1 else None


def _of_column(column: Column, text: str, fiscal_year: str | None, of_time: Collection[str]) -> list[Found]:
    if not text.strip():
        return []
    flat = fold(text)
    spans = sentences.split(text)
    dated = dates.find(text, fiscal_year)
    found: list[Found] = []
    timed = {one.start: one for one in lengths.find(text) if one.unit in of_time} if of_time else {}
    for quantity in sorted([*quantities.find(text), *timed.values()], key=lambda one: one.start):
        at = next(place for place, (start, end) in enumerate(spans) if start <= quantity.number_start < end)
        start, end = spans[at]
        if not _is_result(column, flat, quantity, start, end):
            continue
        named = lengths.name_end(text, quantity) if quantity.start in timed else quantity.start
        what = sentences.name_before(text, named, start) or _heading(text, spans, at)
        if _AGAINST.match(what) and found and found[-1].start >= start:
            what = found[-1].what  # 前年度比4.7%増加 is a change of the figure before it
        found.append(
            Found(
                what=what,
                value=quantity.value,
                unit=quantity.unit or _unit_of_name(flat[start : quantity.start]),
                approx=quantity.approx,
                as_of=_as_of(flat, dated, spans, at, quantity),
                src=column,
                start=quantity.start,
                end=quantity.end,
                sentence=text[start:end],
                grows=_is_change(flat, quantity, start),
            )
        )
    return sorted([*_once(found), *_everyone(column, text, flat, spans, dated)], key=lambda one: one.start)


def _once(found: list[Found]) -> list[Found]:
    """The figures without those that say an earlier one again in the same words."""
    first: dict[object, Found] = {}
    for at, one in enumerate(found):
        first.setdefault((one.value, one.unit, one.as_of, one.what or at), one)
    return list(first.values())


def _everyone(
    column: Column, text: str, flat: str, spans: list[tuple[int, int]], dated: list[dates.Date]
) -> list[Found]:
    """「都道府県においては全て」 reports 100 %."""
    found = []
    for match in _ALL.finditer(flat) if column == "status" else ():
        at = next(place for place, (start, end) in enumerate(spans) if start <= match.start() < end)
        start, end = spans[at]
        what = f"{sentences.name_before(text, match.start(), start)}({match['body']})"
        quantity = Quantity(Decimal(100), "%", None, False, match.start(), match.end(), match.start())
        as_of = _as_of(flat, dated, spans, at, quantity)
        found.append(Found(what, Decimal(100), "%", False, as_of, column, match.start(), match.end(), text[start:end]))
    return found


def _heading(text: str, spans: list[tuple[int, int]], at: int) -> str:
    """The line above a list's items, which names what their bare figures count."""
    for start, end in reversed(spans[:at]):
        line = text[start:end].strip()
        if not line.startswith(("・", "○", "※", "●")):
            return "" if line.endswith("。") else line.strip("【】()（）:： ")
    return ""


def _is_result(column: Column, flat: str, quantity: Quantity, start: int, end: int) -> bool:
    before, rest = flat[start : quantity.start], flat[quantity.end : end]
    clause = re.split(r"[。、]", rest)[0]
    if _SET.search(before[-12:]):
        return False  # the target said again
    if re.search(r"少なくとも\s?$", before):
        return False
    if quantity.comparator and re.match(r"の[^。、]{0,16}(?:数|割合|率)(?:は|が|:)", rest):
        return False  # 「50%以上の都道府県数は」 names the indicator
    if re.match(r"\s?(?:から|より)(?!(?:の|「|、))", rest) and re.search(r"(?:へ|に|まで)", rest[:24]) and not quantity.comparator:
        return bool(re.match(r"\s?から\s?[^。、]{0,12}(?:の)?\s?\d", rest))
    if _AIM.search(clause) or re.search(r"目標(?:値)?と(?:する|して)", rest[:20]):
        return False
    if column == "review":
        reports = _REPORT.search(clause + rest[len(clause) : len(clause) + 16])
        return reports is not None and not re.search(r"目指|目標|とする|予定", rest)
    return True


def _is_change(flat: str, quantity: Quantity, start: int) -> bool:
    if quantity.sign or _CHANGE_AFTER.match(flat[quantity.end : quantity.end + 10]):
        return not re.match(r"\s?に(?:増加|減少|上昇|低下)", flat[quantity.end :])
    return bool(_CHANGE_BEFORE.search(flat[start : quantity.start]))


def _as_of(
    flat: str, dated: list[dates.Date], spans: list[tuple[int, int]], at: int, quantity: Quantity
) -> str | None:
    """When the figure held: a date in brackets right behind it, else the nearest before it in its sentence.

    「例えば」 goes on with the sentence before. A date that only names a paper, or a comparison, is none.
    """
    start, end = spans[at]
    usable = [one for one in dated if not one.cited and not _is_comparison(flat, one)]
    bracket = re.match(r"\s?(?:を|である|であり|となり)?\s?\(\s?(?:※)?", flat[quantity.end : end])
    if bracket:
        inside = [one for one in usable if 0 <= one.start - (quantity.end + bracket.end()) <= 2]
        if inside:
            return inside[0].value
    before = [one for one in usable if start <= one.start and one.end <= quantity.start]
    if before:
        return before[-1].value
    if at and re.match(r"\s?(?:例えば|このうち|うち|その(?:うち|結果|際))", flat[start:end]):
        earlier = [one for one in usable if spans[at - 1][0] <= one.start < start]
        if earlier:
            return earlier[-1].value
    behind = _SURVEYED.search(flat[quantity.end : end])
    if behind and not re.search(r"\d\s?(?:件|人|%|団体)", flat[quantity.end : quantity.end + behind.start()]):
        place = quantity.end + behind.start()
        inside = [one for one in usable if place <= one.start <= place + 2]
        return inside[0].value if inside else None
    return None


def _is_comparison(flat: str, one: dates.Date) -> bool:
    after = r"\s?(?:年度)?(?:末)?\)?(?:比|と比較|と比べ|に比べ|以降|度?から令|を目途|までに|に(?:予定|開始|設立|創設|改正))"
    return bool(re.match(after, flat[one.end : one.end + 10]))


def _unit_of_name(before: str) -> str | None:
    """「…の都道府県数は、令和6年4月現在 3」 counts 都道府県."""
    match = re.search(r"(都道府県|自治体|市区町村|市町村|団体|法人|施設|事業|企業|世帯)数(?:は|が|:)[^。]{0,20}$", before)
    return match[1] if match else None
