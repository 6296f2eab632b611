"""A number in Japanese prose, its unit, its comparator, "about", and where it stands in the text.

万, 億, 割 and full-width digits are worked out (40万件 is 400000 件, 3割 is 30 %). What is no quantity of anything
(dates, laws' numbers, telephone numbers, 24時間365日, ages, 第3期, 3本柱) is not found at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from tsunagi.reading import dates
from tsunagi.reading.characters import fold

#: Units that count things. Longer ones first where one begins another.
COUNTERS = (
    "都道府県・市区町村 都道府県市 都道府県 都府県 道府県 市区町村 市町村 区市町村 府省庁 自治体 地方公共団体 地方自治体 公共団体 中間支援団体 "
    "団体 団地 法人 事業者 事業所 事業 企業 施設 機関 大学 学校 教室 拠点 病院 医療機関 薬局 店舗 センター 窓口 会場 "
    "か所 カ所 ヶ所 ヵ所 ケ所 箇所 個所 か国 カ国 か国語 言語 地域 地区 地方 ブロック 圏域 エリア 世帯 家庭 組 グループ チーム "
    "回 件 人 名 社 校 園 館 店 台 部 冊 枚 本 戸 棟 室 床 庁 県 市 町 村 区 国 種類 種 例 事例 万人 "
    "トン t kg キロ ポイント 点 人日 人回 プログラム コース 講座 セミナー クラブ カフェ サロン 件数 アクセス PV ビュー 再生 フォロワー ダウンロード "
    "円 千円 百万円 億円 倍 隊 局 署 所 組織 団 サイト 品目 枠 名分 人分 食 個 箱 都県 社団 協議会 委員会 計画 項目 講習 グループホーム 者"
).split()
_COUNTER = "|".join(sorted(map(re.escape, COUNTERS), key=len, reverse=True))
# A counter's letter may begin another word: ２ 社会参加 is no two companies.
_OTHER_WORD = r"(?!(?<=社)[会員協]|(?<=人)[口材権格間生事数]|(?<=市)[民場]|(?<=国)[民家際籍]|(?<=本)[人部柱格]|(?<=部)[局門分]|(?<=点)検|(?<=所)[属管])"
_UNIT = rf"(?P<unit>%|パーセント|ポイント|%ポイント|{_COUNTER}){_OTHER_WORD}"
_DIGITS = r"\d{1,3}(?:\s?[,、，]\s?\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
_NUMBER = rf"(?P<number>(?:{_DIGITS})(?:\s?(?:億|万|千|百)\s?(?:(?:{_DIGITS})\s?(?:億|万|千|百)?\s?)*)?)"
_ABOUT = r"(?P<about>約|およそ|おおよそ|おおむね|概ね|ほぼ)?"
_MORE = r"以上|以下|未満|超過|超え(?:る)?|超|を上回る|を下回る|以内"
_QUANTITY = re.compile(
    rf"{_ABOUT}\s?(?P<sign>[+▲△-])?\s?(?P<about2>約)?(?<![\d.,/#A-Za-z])"
    rf"(?:(?P<tenths>\d(?:\.\d)?)\s?割(?:\s?(?P<fifth>\d)\s?分|(?P<half>5分|半))?"
    rf"|{_NUMBER}\s?(?:(?P<early>{_MORE})の\s?(?:[^\d、。のをがは]{{1,6}}な)?|の(?=自治体|団体|地方|市|都道府県|法人|学校|企業))?(?:{_UNIT})?)"
    rf"\s?(?P<vague>程度|前後|弱|強|余り|ほど)?\s?(?:を|に)?(?P<more>{_MORE})?"
)
_LOWER = re.compile(rf"(?:約\s?)?(?<![\d./~第])(?P<number>{_DIGITS})\s?(?:{_COUNTER}|%)?\s?[~-]\s?$")
_SCALES = {"億": Decimal(10) ** 8, "万": Decimal(10) ** 4, "千": Decimal(1000), "百": Decimal(100)}

# What stands before or after a number that is no quantity.
_BEFORE_NOT = re.compile(
    r"(?:第|No\.?|NO\.?|№|#|条の|項の|附則|様式|別紙|別添|参考|資料|(?<![一-龠])(?:図|表|注|問|号)|図表|別表|設問|番号|※"
    r"|ver\.?|Ver\.?|Q|ステージ|フェーズ|レベル|COVID-|〒|tel|TEL)\s?$"
)
_AFTER_NOT = re.compile(
    r"\s?(?:年(?!\s?\d+\s?(?:件|回|人))|月|日(?!本)|時間|時(?!点)|分(?!野)|秒|歳|才|代|世代|期|条|項(?!目)|号|章|節|次|"
    r"か月|カ月|ヶ月|箇月|週|泊|本柱|つ|点セット|限|階|丁目|番|親等|"
    r"類(?!型)|級|等(?!学)|か年|カ年|ヵ年|ヶ年|か年|か?年間|人口|\.\s?[^\d\s])"
)
_PER_HEAD = re.compile(
    r"\s?(?:1\s?)?(?:人|台|校|か所|団体|世帯|件|回|日|月|年)\s?(?:の[^、。()]{0,24})?(?:当たり|あたり|当り|につき|に1|ごと|ずつ|ひとり|1台|1校)"
    r"|\s?(?:万|千)?人(?:率|対|当たり)"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit; `start` and `end` hold all of it (約 and 以上 too), `number_start` the first digit."""

    value: Decimal
    unit: str | None
    comparator: str | None
    approx: bool
    start: int
    end: int
    number_start: int
    sign: str | None = None


def find(text: str) -> list[Quantity]:
    """Every quantity of the text in order; a bare number only where something says that it counts."""
    flat = fold(text)
    dated = [(one.start, one.end) for one in dates.find(text, "FY2024")]
    found: list[Quantity] = []
    for match in _QUANTITY.finditer(flat):
        begin = match.start("tenths") if match["tenths"] else match.start("number")
        if any(start <= begin < end for start, end in dated):
            continue
        if (quantity := _quantity(flat, match, begin)) is not None:
            quantity = _from_lower(flat, quantity)
            if found and found[-1].number_start == quantity.number_start:  # the range's lower end, found by itself
                found.pop()
            found.append(quantity)
    return found


def _from_lower(flat: str, upper: Quantity) -> Quantity:
    """A range (300~400件) as its lower end, "about": that much is sure."""
    match = _LOWER.search(flat[max(0, upper.start - 24) : upper.start]) if upper.unit else None
    if match is None or (value := number(match["number"])) is None or value >= upper.value:
        return upper
    start = upper.start - len(match[0])
    number_start = start + match.start("number") - match.start()
    return replace(upper, value=value, approx=True, start=start, number_start=number_start)


def number(text: str) -> Decimal | None:
    """A number written in digits and 万, 億, 千, 百: 2万7千 is 27000. None if it is none."""
    plain = re.sub(r"[\s,、，]", "", fold(text))
    if re.fullmatch(r"\d+(?:\.\d+)?", plain):
        return Decimal(plain)
    total, rest = Decimal(0), plain
    while rest:
        match = re.match(r"(\d+(?:\.\d+)?)(億|万|千|百)?", rest)
        if match is None:
            return None
        total += Decimal(match[1]) * _SCALES.get(match[2], Decimal(1))
        rest = rest[match.end() :]
    return total if plain else None


def same_unit(unit: str | None) -> str | None:
    """One spelling for the units that are written in several ways: 箇所 and カ所 as か所, 名 as 人."""
    if unit is None:
        return None
    if re.fullmatch(r"[かカヶヵケ箇個]所", unit):
        return "か所"
    return {"名": "人", "パーセント": "%", "地方公共団体": "自治体", "地方自治体": "自治体"}.get(unit, unit)


def _quantity(flat: str, match: re.Match[str], begin: int) -> Quantity | None:
    if match["tenths"]:
        value = Decimal(match["tenths"]) * 10
        value += Decimal(match["fifth"] or 0) + (5 if match["half"] else 0)
        unit: str | None = "%"
    else:
        parsed = number(match["number"])
        if parsed is None:
            return None
        value, unit = parsed, match["unit"]
        if not _counts(flat, match, begin, unit):
            return None
        value = _mend_point(value, unit)
    more = match["more"] or match["early"]
    start = begin
    for part in ("about", "sign", "about2"):
        if match[part]:
            start = min(start, match.start(part))
    end = match.end("more") if match["more"] else match.end("vague") if match["vague"] else _end(match)
    approx = bool(match["about"] or match["about2"] or match["vague"])
    return Quantity(value, unit, more, approx, start, end, begin, match["sign"])


def _end(match: re.Match[str]) -> int:
    for part in ("unit", "half", "fifth"):
        if match[part]:
            return match.end(part) + (part == "fifth")
    if match["early"]:
        return match.end("early")
    return match.end("number") if match["number"] else match.end("tenths") + 1


def _counts(flat: str, match: re.Match[str], begin: int, unit: str | None) -> bool:
    """Whether the number counts something, going by what stands around it."""
    before, after = flat[max(0, begin - 8) : begin], flat[match.end("number") :]
    if _BEFORE_NOT.search(before.rstrip("約")):
        return False
    if _PER_HEAD.match(after):
        return False
    if unit is None:
        if _AFTER_NOT.match(after):
            return False
        return _bare_counts(flat, match, begin)
    if _AFTER_NOT.match(after) and not after.lstrip().startswith(unit):
        return False
    if unit in ("人", "名") and re.match(r"に\s?\d+\s?(?:人|名)", flat[match.end("unit") :]):
        return False
    if re.search(r"\d\s?(?:人|名|校|世帯|か所)に\s?$", before):  # 3人に1台
        return False
    if unit == "台" and re.search(r"1\s?人\s?$", before):
        return False
    if unit in ("本", "件", "人") and re.match(r"柱|(?<=1)ひとり", flat[match.end("unit") :]):
        return False
    return True


def _bare_counts(flat: str, match: re.Match[str], begin: int) -> bool:
    """A number without a unit counts where a comparator follows, or where it closes 「…数は」「現在」."""
    if match["more"] and match["more"] != "以内":
        return True
    after = flat[match.end("number") :]
    if re.match(r"\s?(?:。|$|となっ|であ|、|\(|\)|;|に増|に減|へ)", after) is None:
        return False
    before = flat[max(0, begin - 12) : begin]
    return bool(re.search(r"(?:数|件|率|割合|現在|時点|実績|値|PV|計|」)\s?(?:は|が|を|:)?、?\s?約?\s?$", before))


def _mend_point(value: Decimal, unit: str | None) -> Decimal:
    """27.357件 is 27,357件 with its comma misread: what is counted one by one has no thousandths."""
    exponent = value.as_tuple().exponent
    if exponent == -3 and unit in ("件", "人", "名", "回", "団体", "自治体", "か所", "世帯", "社"):
        return Decimal(int(value * 1000))
    return value
