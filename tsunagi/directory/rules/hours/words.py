"""The words of a line of opening hours, one by one: their kinds and values, whatever signs they were typed in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from tsunagi.directory.rules.hours.span import DAY, WEEKDAYS, Impossible, check_month_day
from tsunagi.reading.dates import western

Kind = Literal[
    "date", "month_day", "month", "day", "nth", "weekday", "every_day", "workdays", "holiday", "holidays_too",
    "new_year", "time", "all_day", "number", "to", "until", "and", "gap", "end", "open", "shut", "colon",
    "closed", "opens", "closing_day", "break", "except", "reception", "before", "filler",
]  # fmt: skip

#: A line longer than this is no opening hours.
LONGEST = 2000

HINT = "例:「月-金 9:00-17:00」「第2火 10:00-12:00」「祝日 休み」"


@dataclass(frozen=True, slots=True)
class Word:
    """One word as it was typed, its kind, and its value: a date, a (month, day), a number, minutes, a weekday."""

    kind: Kind
    text: str
    value: Any = None


def words(text: str) -> list[Word]:
    """The words of a text. Raises Impossible that names the first piece that is none."""
    if len(text) > LONGEST:
        raise Impossible(f"開いている時間は{LONGEST}字までで書いてください({len(text)}字あります)。")
    plain = re.sub(r"[〜~‐‑‒–—―−ーｰ]", "-", unicodedata.normalize("NFKC", text))
    found, at = [], 0
    while at < len(plain):
        match = _WORD.match(plain, at)
        if match is None:
            raise not_understood(_piece(plain, at))
        kind, value = _VALUES[str(match.lastgroup)](match)
        found.append(Word(kind, match[0], value))
        at = match.end()
    return _numbers_named(found)


def not_understood(piece: str) -> Impossible:
    """The sentence that names a piece that says nothing known."""
    return Impossible(f"「{piece.strip()}」が読み取れません。{HINT}のように書いてください。")


def _piece(text: str, at: int) -> str:
    """What stands around the letter that is not understood, up to the next sign."""
    return re.match(r"[^\s、,;。・()]{1,20}|.", text[at:], re.S)[0]  # type: ignore[index]


_NUMBERS: Final = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5}


def _number(digits: str) -> int:
    return _NUMBERS.get(digits) or int(digits)


def _date(match: re.Match[str]) -> date:
    year = int(match["year"]) if match["year"] else western("令和", match["reiwa"])
    month, day = int(match["month"]), int(match["dom"])
    try:
        return date(year, month, day)
    except ValueError:
        raise Impossible(f"{year}年{month}月{day}日という日はありません。") from None


def _month(match: re.Match[str]) -> int:
    month = int(match["only_month"])
    check_month_day(month, 1)
    return month


def _time(match: re.Match[str]) -> tuple[int, bool]:
    """Minutes from midnight, and whether the half of the day was named."""
    hour, half = int(match["hour"]), match["half"]
    minute = 30 if match["half_past"] else int(match["minute"] or match["minute_ja"] or 0)
    said = match[0].strip()
    if minute > 59:
        raise Impossible(f"「{said}」という時刻はありません。分は0から59までです。")
    if half and hour == 12:
        raise Impossible(f"「{said}」は昼か夜中か決まりません。「12:00」か「24:00」のように書いてください。")
    if half and hour > 12:
        raise Impossible(f"「{said}」という時刻はありません。{half}は0時から11時までです。")
    minutes = hour * 60 + minute + (12 * 60 if half == "午後" else 0)
    if match["next"]:
        if minutes > DAY:
            raise Impossible(f"「{said}」という時刻はありません。翌日の時刻は24:00までです。")
        minutes += DAY
    return minutes, bool(half)


def _weekday(match: re.Match[str]) -> str:
    return WEEKDAYS["月火水木金土日".index(match["weekday"][0])]


_Value = Callable[[re.Match[str]], tuple[Kind, Any]]


def _of(kind: Kind, value: Callable[[re.Match[str]], Any] | None = None) -> _Value:
    return lambda match: (kind, value(match) if value else None)


#: Pattern, kind and value of each word; the first that fits is taken.
_WORDS: Final[tuple[tuple[str, _Value], ...]] = (
    (
        r"(?:(?:令和|R)\s?(?P<reiwa>元|[0-9]{1,2})|(?P<year>[0-9]{4}))"
        r"(?:年\s?|[-/.])(?P<month>[0-9]{1,2})(?:月\s?|[-/.])(?P<dom>[0-9]{1,2})(?![0-9])日?",
        _of("date", _date),
    ),
    (r"24\s?時間(?:\s?365\s?日)?|365\s?日\s?24\s?時間|終日", _of("all_day")),
    (r"365\s?日|年中無休|無休|毎日|全日", _of("every_day")),
    (r"正午", lambda match: ("time", (12 * 60, True))),
    (
        r"(?P<next>翌日?の?\s?)?(?:(?P<half>午前|午後)\s?)?(?P<hour>[0-9]{1,2})"
        r"(?::(?P<minute>[0-9]{2})(?![0-9])|\s?時(?!間)(?:(?P<minute_ja>[0-9]{1,2})分|(?P<half_past>半))?)",
        _of("time", _time),
    ),
    (r"(?P<minutes_before>[0-9]{1,3})\s?分前", _of("before", lambda match: int(match["minutes_before"]))),
    (
        r"(?P<first>[0-9]{1,2})(?:/(?P<second>[0-9]{1,2})(?![0-9])日?|月\s?(?P<second_ja>[0-9]{1,2})日)",
        _of("month_day", lambda match: (int(match["first"]), int(match["second"] or match["second_ja"]))),
    ),
    (r"(?P<only_month>[0-9]{1,2})月(?!曜)", _of("month", _month)),
    (r"(?:毎月)?(?:月末日?|末日)", _of("day", lambda match: -1)),
    (r"(?:毎月)?(?P<day>[0-9]{1,2})日", _of("day", lambda match: int(match["day"]))),
    (r"(?:最終)?(?:受付|受け付け)(?:終了|時間)?", _of("reception")),
    (r"(?:毎月)?第\s?(?P<nth>[0-9]+|[一二三四五])週?", _of("nth", lambda match: _number(match["nth"]))),
    (r"(?:毎月)?最[終後]週?の?", _of("nth", lambda match: -1)),
    (r"平日", _of("workdays")),
    (r"(?:国民の祝日|祝祭日|祝日|祝)(?:[もを]?含む|も同じ|も(?=\)))", _of("holidays_too")),
    (r"国民の祝日|祝祭日|祝日|祝", _of("holiday")),
    (r"年末年始", _of("new_year")),
    (r"(?P<weekday>[月火水木金土日])(?:曜日?)?(?!間)", _of("weekday", _weekday)),
    (r"お?昼休み?|休憩(?:時間)?", _of("break")),
    (r"定休日?|休業日|休館日|休診日|休所日|閉庁日|閉館日|閉所日|お休みの日", _of("closing_day")),
    (r"お?休み|休業|休館|休診|休所|閉庁|閉館|閉所|休(?!日)", _of("closed")),
    (r"開(?:く|きます|いています|けます)", _of("opens")),
    (r"を?\s?(?:除く|除き|除いて|のぞく)|以外", _of("except")),
    (r"から|より|-", _of("to")),
    (r"まで", _of("until")),
    (r"[・と&]|および|及び|並びに", _of("and")),
    (r"\(|\[|【|〔", _of("open")),
    (r"\)|\]|】|〕", _of("shut")),
    (r"\s*[;\n。]\s*", _of("end")),
    (r"\s*[,、/※]\s*|\s+", _of("gap")),
    (r":", _of("colon")),
    (
        r"(?:営業|開館|開所|開庁|開室|相談|対応|利用|電話)?時間|営業|開館|開所|開庁|対応|相談|毎週|毎月|のみ|の場合|です|の|は|に|も",
        _of("filler"),
    ),
    (r"(?P<number>[0-9]{1,2})(?![0-9])", _of("number", lambda match: int(match["number"]))),
)
_WORD: Final = re.compile("|".join(f"(?P<word{at}>{pattern})" for at, (pattern, _value) in enumerate(_WORDS)))
_VALUES: Final = {f"word{at}": value for at, (_pattern, value) in enumerate(_WORDS)}


def _numbers_named(found: list[Word]) -> list[Word]:
    """Bare numbers take the kind of the word that they hang on: 7-9月, 5・15日, 9-17時; 第2・4土, 8/13-15."""
    named = list(found)
    for at in range(len(named) - 1, -1, -1):
        if named[at].kind == "number":
            named[at] = _by_the_next(named, at) or named[at]
    for at, word in enumerate(named):
        if word.kind == "number":
            named[at] = _by_the_one_before(named, at)
    return named


def _by_the_next(named: list[Word], at: int) -> Word | None:
    joint, after = (*(word for word in named[at + 1 : at + 3]), None, None)[:2]
    if joint is None or after is None or joint.kind not in ("to", "and") or after.kind not in ("month", "day", "time"):
        return None
    number, text = named[at].value, named[at].text
    if after.kind == "time":
        return Word("time", text, (number * 60, False)) if "時" in after.text and joint.kind == "to" else None
    if after.kind == "month":
        check_month_day(number, 1)
    return Word(after.kind, text, number)


def _by_the_one_before(named: list[Word], at: int) -> Word:
    number, text = named[at].value, named[at].text
    if at > 1 and named[at - 1].kind == "and" and named[at - 2].kind == "nth":
        return Word("nth", text, number)
    if at > 1 and named[at - 1].kind == "to" and named[at - 2].kind == "month_day":
        return Word("month_day", text, (named[at - 2].value[0], number))
    raise not_understood(text)
