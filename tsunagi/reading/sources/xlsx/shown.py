"""A number as Excel shows it: with its format's decimals, thousands, percent sign and words, or as a date."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Literal

_ERA_DAY = 'ggge"年"m"月"d"日"'
#: The formats that a workbook does not spell out; 14 and 27 to 58 as a Japanese Excel has them.
_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    27: "ge.m.d", 28: _ERA_DAY, 29: _ERA_DAY, 30: "m/d/yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"時"mm"分"',
    33: 'h"時"mm"分"ss"秒"', 34: 'yyyy"年"m"月"', 35: 'm"月"d"日"', 36: "ge.m.d", 37: "#,##0", 38: "#,##0",
    39: "#,##0.00", 40: "#,##0.00", 41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00", 45: "mm:ss",
    46: "[h]:mm:ss", 47: "mm:ss", 50: "ge.m.d", 51: _ERA_DAY, 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: _ERA_DAY,
    55: 'yyyy"年"m"月"', 56: 'm"月"d"日"', 57: "ge.m.d", 58: _ERA_DAY,
}  # fmt: skip
_ERAS = (
    (datetime(2019, 5, 1), "令和", "R"),
    (datetime(1989, 1, 8), "平成", "H"),
    (datetime(1926, 12, 25), "昭和", "S"),
    (datetime(1912, 7, 30), "大正", "T"),
    (datetime(1868, 1, 25), "明治", "M"),
)
_DAYS = "月火水木金土日"
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_LARGEST = Decimal(10) ** 15
_MOST_DECIMALS, _LONGEST_CODE = 10, 255
_GENERAL = re.compile("General|標準", re.I)

_PIECE = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[\$(?P<money>[^\]-]*)(?:-[^\]]*)?\]'
    r"|\[(?P<elapsed>h+|m+|s+)\]|\[[^\]]*\]"
    r"|(?P<half>AM/PM|A/P|午前/午後)|(?P<date>g+|e+|y+|m+|d+|h+|s+|a{3,4}|b{2,4})"
    r"|(?P<number>[#0?.,]+(?:E[+-]?0+)?)|(?P<other>.)",
    re.I | re.S,
)
_Kind = Literal["text", "number", "date", "half", "elapsed"]
_Pieces = tuple[tuple[_Kind, str], ...]


class Shown:
    """The number formats of a workbook: `cells` gives each cell style's format, `codes` those that are spelt out."""

    def __init__(self, cells: Sequence[int], codes: Mapping[int, str], from_1904: bool) -> None:
        self._cells = cells
        self._codes = codes
        self._first = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)

    def number(self, value: str, style: int) -> str:
        """What a cell with a number shows. A value that is none, or that its format cannot show, is shown as it is."""
        try:
            exact = Decimal(repr(float(value)))
        except ValueError:
            return value
        number = self._cells[style] if style < len(self._cells) else 0
        code = self._codes.get(number) or _BUILT_IN.get(number, "General")
        if not exact.is_finite() or abs(exact) >= _LARGEST:
            return value
        sections = _sections(code)
        at = 1 if exact < 0 and len(sections) > 1 else 2 if exact == 0 and len(sections) > 2 else 0
        pieces = sections[at]
        kinds = {kind for kind, _ in pieces}
        if kinds & {"date", "elapsed"}:
            return self._date(exact, pieces) if exact >= 0 else value
        if "number" not in kinds:
            words = "".join(text for _, text in pieces)
            return _plain(exact) if "@" in words or not words else words
        signed = exact if at == 0 else abs(exact)
        return _figure(signed, pieces)

    def _date(self, value: Decimal, pieces: _Pieces) -> str:
        try:
            day = self._first + timedelta(seconds=round(float(value) * 86400))
        except OverflowError:
            return _plain(value)
        has_half = any(kind == "half" for kind, _ in pieces)
        made: list[str] = []
        for at, (kind, text) in enumerate(pieces):
            if kind == "date":
                is_minute = _neighbour(pieces[:at][::-1]) == "h" or _neighbour(pieces[at + 1 :]) == "s"
                made.append(_part(day, text.lower(), is_minute, has_half))
            elif kind == "elapsed":
                whole = {"h": 3600, "m": 60, "s": 1}[text.lower()[0]]
                made.append(str(round(float(value) * 86400) // whole).zfill(len(text)))
            elif kind == "half":
                made.append("午後" if day.hour >= 12 else "午前")
            else:
                made.append(text)
        return "".join(made).strip()


def _neighbour(pieces: Sequence[tuple[_Kind, str]]) -> str:
    """The letter of the next part of a date: an m beside h or s counts minutes."""
    return next((text[0].lower() for kind, text in pieces if kind in ("date", "elapsed")), "")


def _part(day: datetime, code: str, is_minute: bool, has_half: bool) -> str:
    """One part of a date: yyyy, m, d, ggg (the era), e (its year), aaa (the day of the week), h, s."""
    letter, length = code[0], len(code)
    if letter in "ge":
        first, name, short = next((era for era in _ERAS if day >= era[0]), (datetime(1, 1, 1), "", ""))
        if letter == "g":
            return (short, name[:1], name)[min(length, 3) - 1]
        return str(day.year - first.year + 1).zfill(length)
    if letter in "yb":
        return f"{day.year % 100:02}" if length <= 2 else str(day.year)
    if letter == "a":
        return _DAYS[day.weekday()] + ("曜日" if length == 4 else "")
    if letter == "m" and not is_minute and length >= 3:
        return _MONTHS[day.month - 1]
    if letter == "d" and length >= 3:
        return f"{_DAYS[day.weekday()]}曜日"
    number = {
        "m": day.minute if is_minute else day.month,
        "d": day.day,
        "h": (day.hour % 12 or 12) if has_half else day.hour,
        "s": day.second,
    }[letter]
    return str(number).zfill(length)


def _figure(value: Decimal, pieces: _Pieces) -> str:
    """A number under a format with places for digits; the words around them stay where they are."""
    places = "".join(text for kind, text in pieces if kind == "number")
    if "e" in places.lower():
        return _plain(value)
    digits = places.rstrip(",")  # each comma behind the digits divides by a thousand
    whole, _, decimals = digits.partition(".")
    decimals = decimals[:_MOST_DECIMALS]
    percents = sum(kind == "text" and text == "%" for kind, text in pieces)
    scaled = value * 100**percents / 1000 ** (len(places) - len(digits))
    rounded = scaled.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    text = f"{abs(rounded):,f}" if "," in whole else f"{abs(rounded):f}"
    digits, _, rest = text.partition(".")
    digits = digits.zfill(whole.count("0"))
    digits = "" if digits == "0" and "0" not in whole else digits
    while rest and decimals[len(rest) - 1] in "#?" and rest.endswith("0"):
        rest = rest[:-1]
    figure = f"{digits}.{rest}" if rest else digits
    made: list[str] = ["-" if rounded < 0 else ""]
    for kind, text in pieces:
        if kind != "number":
            made.append(text)
        elif figure:
            made.append(figure)
            figure = ""
    return "".join(made).strip()


def _plain(value: Decimal) -> str:
    """A number without a format: as short as it can be, to eleven digits."""
    short = Decimal(f"{value:.11g}")
    return f"{short.normalize():f}" if short else "0"


@cache
def _sections(code: str) -> tuple[_Pieces, ...]:
    """A format's parts for positive and negative numbers and for nought, each as its pieces."""
    sections: list[list[tuple[_Kind, str]]] = [[]]
    for match in _PIECE.finditer(_GENERAL.sub("0.##########", code[:_LONGEST_CODE])):
        kind: _Kind = "text"
        text = match["quoted"] or match["escaped"] or match["money"] or match["other"] or ""
        if match["other"] == ";":
            sections.append([])
            continue
        if match["elapsed"]:
            kind, text = "elapsed", match["elapsed"]
        elif match["half"]:
            kind, text = "half", match["half"]
        elif match["date"]:
            kind, text = "date", match["date"]
        elif match["number"]:
            kind, text = "number", match["number"]
        if text:
            sections[-1].append((kind, text))
    return tuple(tuple(one) for one in sections)
