"""Lengths of time that something takes, as 待ち時間を5分以下 sets one and 待ち時間は4分であった reports one.

A length counts only where the words before it say that a length is meant (待ち時間, 返信までの日数): 24時間365日,
2年以内に施行する and 30日前 are none.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from tsunagi.reading import dates
from tsunagi.reading.characters import fold
from tsunagi.reading.quantities import Quantity, number

_MORE = r"以上|以下|未満|以内|超過|超え(?:る)?|超|を上回る|を下回る"
#: 分, 日 and 時間 begin other words: 5分野, 3日本, 2時間帯.
_OTHER_WORD = r"(?!(?<=分)[野析類割かけ担散岐布量化数校]|(?<=日)[本常々中曜目時付程数前後々]|(?<=時間)[外帯額給軸割数目]|(?<=秒)[速針])"
#: So far before a length its name ends, at most.
_REACH: Final = 40
_LENGTH = re.compile(
    r"(?P<about>約|およそ|おおよそ|おおむね|概ね|ほぼ)?\s?(?<![\d.,/~第年月])(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s?"
    rf"(?P<unit>秒|分|時間|日|週間|[かカヶヵケ箇]月){_OTHER_WORD}間?(?:\s?(?P<half>半)|\s?(?P<minutes>[1-5]?\d)\s?分)?"
    rf"\s?(?P<vague>程度|前後|弱|強|余り|ほど)?\s?(?:を|に)?(?P<more>{_MORE})?"
)
#: What a length is of ends with one of these; 平均 and the like may stand between.
_NAMED = re.compile(
    r"(?P<name>(?:(?<!\d)時間|日数|期間|分数|秒数|週数|月数|間隔)(?:の(?:平均(?:値)?|中央値|最大値|目安))?)\s?(?:は|が|を|も|:)?、?\s?"
    r"(?:いずれも)?(?:平均(?:で|して)?|中央値(?:で)?|最大(?:で)?|最長(?:で)?|原則(?:として)?|全国(?:で)?)?\s?$"
)
#: A day, or a year, by which it is to be so, may stand between the name and the length.
_BY_THEN: Final = re.compile(r"\s?(?:年度)?(?:末|中)?(?:まで)?(?:に|は|には|で|において)?、?\s?")
#: What takes time, so that less of it is better where nothing else is said.
_WAIT = re.compile(r"待|応答|応対|返信|返事|回答|返答|対応|処理|所要|まで|かかる|要する")
UNITS: Final = frozenset({"秒", "分", "時間", "日", "週間", "か月", "カ月", "ヶ月", "箇月", "ヵ月", "ケ月"})


def find(text: str) -> list[Quantity]:
    """Every length of time that is named as one, in order. 1時間30分 is 90 分, 2時間半 is 2.5 時間."""
    flat = fold(text)
    dated = [(one.start, one.end) for one in dates.find(text, "FY2024")]
    found = []
    for match in _LENGTH.finditer(flat):
        begin = match.start("number")
        if any(start < match.end("unit") and begin < end for start, end in dated):
            continue
        if _named(flat, match.start(), dated) is None or re.match(r"\s?の", flat[match.end() :]):
            continue  # 待ち時間が30分以上の窓口 says which windows are meant
        if (one := _length(match)) is not None:
            found.append(one)
    return found


def name_end(text: str, length: Quantity) -> int:
    """Where the name of a length ends, before を平均 and the like."""
    found = _named(fold(text), length.start, [(one.start, one.end) for one in dates.find(text, "FY2024")])
    return length.start if found is None else found.end("name")


def is_wait(name: str) -> bool:
    """Whether a length of this name is one to be kept short."""
    return bool(_WAIT.search(name))


def _named(flat: str, place: int, dated: list[tuple[int, int]]) -> re.Match[str] | None:
    """The words right before a place that name a length; a date may stand between: 待ち時間を令和8年度までに5分以下."""
    for start, end in dated:
        if end <= place and _BY_THEN.fullmatch(flat[end:place]):
            place = start
    return _NAMED.search(flat[max(0, place - _REACH) : place].rjust(place))


def _length(match: re.Match[str]) -> Quantity | None:
    value, unit = number(match["number"]), match["unit"]
    if value is None:
        return None
    if match["minutes"] and unit == "時間":
        value, unit = value * 60 + int(match["minutes"]), "分"
    elif match["minutes"]:
        return None
    elif match["half"]:
        value += Decimal("0.5")
    ends = ("more", "vague", "minutes", "half", "unit")
    last = next(one for one in ends if match[one])
    start = match.start("about") if match["about"] else match.start("number")
    end = match.end(last) + (last == "minutes")
    approx = bool(match["about"] or match["vague"])
    return Quantity(value, unit, match["more"], approx, start, end, match.start("number"))
