"""Eras, fiscal years, ends of month and periods, found in Japanese prose.

A date is written as the contract has it: `FY2024` for 令和6年度, `2024` for 令和6年, `2026-03` for 令和8年3月,
`2025-04-01` for a day, `2024-04/2025-03` for a period. A Japanese fiscal year runs from April to March.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from tsunagi.reading.characters import fold

#: The year before an era's first year.
ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "R": 2018, "H": 1988, "S": 1925}

_YEAR = r"(?:(?P<era>令\s?和|平\s?成|昭\s?和|(?<![A-Za-z])[RHS])\s?(?P<eray>元|\d{1,2})|(?P<west>(?:19|20)\d\d))"
_REST = (
    r"(?:\s?年?\s?(?P<fy>年?度)|\s?年(?:\s?(?P<month>\d{1,2})\s?月(?:\s?(?P<day>\d{1,2})\s?日)?)?"
    r"|[./](?P<month2>\d{1,2})(?:[./](?P<day2>\d{1,2}))?(?![\d.,/%件人回]))?"  # R6.4.1, R6.3, 2024/4/1
)
_ONE = re.compile(_YEAR + _REST)
_FISCAL_RUN = re.compile(r"(?P<era>令\s?和|平\s?成|R|H)\s?(?P<first>元|\d{1,2})\s?[~-]\s?(?P<last>\d{1,2})\s?年度")
_MONTH_RUN = re.compile(
    r"(?P<era>令\s?和|平\s?成)\s?(?P<year>元|\d{1,2})\s?年\s?(?P<first>\d{1,2})\s?[~-]\s?(?P<last>\d{1,2})\s?月"
)
_TO = re.compile(r"\s?(?:末|時点)?\s?(?:から|~|-|より)\s?")
_SHORT_END = re.compile(r"(?:(?P<eray>元|\d{1,2})\s?(?P<fy>年度)|(?P<month>\d{1,2})\s?月(?!\d))")
_BARE_FISCAL = re.compile(r"(?<![\d年第.,/～~])(?P<year>元|\d{1,2})\s?年度")
_CITATION = re.compile(r"決定|法律第|施行|公表|制定|改正|改訂|策定|告示|通知|公布|政令|省令|条例|発出|付け")


@dataclass(frozen=True, slots=True)
class Date:
    """A date in a text: its value, where it stands, and whether it only says when a paper was made (`cited`)."""

    value: str
    start: int
    end: int
    cited: bool = False


def western(era: str, year: str) -> int:
    """The western year of an era's year: 令和 and 6 (or 元) give 2024."""
    return ERAS[re.sub(r"\s", "", era)] + (1 if year == "元" else int(year))


def find(text: str, fiscal_year: str | None = None) -> list[Date]:
    """Every date of the text in order. `fiscal_year` (the document's, "FY2024") gives bare 「6年度」 its era."""
    flat = fold(text)
    single = _runs(flat)
    runs = [(one.start, one.end) for one in single]
    for match in _ONE.finditer(flat):
        free = not any(start < match.end() and match.start() < end for start, end in runs)
        if free and (one := _one(match)) is not None:
            single.append(one)
    single.sort(key=lambda one: one.start)
    taken = [(one.start, one.end) for one in single]
    if fiscal_year is not None:
        for match in _BARE_FISCAL.finditer(flat):
            if not any(start < match.end() and match.start() < end for start, end in taken):
                year = western("令和", match["year"])
                if abs(year - int(fiscal_year[2:])) <= 15:
                    single.append(Date(f"FY{year}", match.start(), match.end()))
        single.sort(key=lambda one: one.start)
    found = _periods(flat, single)
    return [Date(one.value, one.start, one.end, _is_cited(flat, one)) for one in found]


def _runs(flat: str) -> list[Date]:
    """Runs that say their era once: 令和6~8年度, 令和6年4~9月."""
    found = []
    for run in _FISCAL_RUN.finditer(flat):
        value = f"FY{western(run['era'], run['first'])}/FY{western(run['era'], run['last'])}"
        found.append(Date(value, run.start(), run.end()))
    for run in _MONTH_RUN.finditer(flat):
        first, last = int(run["first"]), int(run["last"])
        if 1 <= first <= last <= 12:
            year = western(run["era"], run["year"])
            found.append(Date(f"{year}-{first:02}/{year}-{last:02}", run.start(), run.end()))
    return found


def _one(match: re.Match[str]) -> Date | None:
    """The date a match stands for; None where it is a plain number (2024人) and no date."""
    if match["era"]:
        year = western(match["era"], match["eray"])
        short = match["era"] in "RHS"
    else:
        year, short = int(match["west"]), False
    tail = match[0][len(match["era"] or "") :]
    if match["fy"]:
        return Date(f"FY{year}", match.start(), match.end())
    if match["month2"] and not 1 <= int(match["month2"]) <= 12:
        return None
    if match["month2"] and not match["era"] and not match["day2"]:  # 2024.4 may be a number
        return None
    if match["month"] or match["month2"]:
        month, day = int(match["month"] or match["month2"]), int(match["day"] or match["day2"] or 0)
        if not 1 <= month <= 12:
            return Date(f"{year}", match.start(), match.start("month"))
        if 1 <= day <= monthrange(year, month)[1]:
            return Date(f"{year}-{month:02}-{day:02}", match.start(), match.end())
        return Date(f"{year}-{month:02}", match.start(), match.end())
    if "年" in tail:
        return Date(f"{year}", match.start(), match.end())
    if match.string[match.end() : match.end() + 1] in set("0123456789,"):
        return None
    if short:  # R5 stands for a fiscal year in officials' tables
        return Date(f"FY{year}", match.start(), match.end())
    return None


def _periods(flat: str, single: list[Date]) -> list[Date]:
    """Two dates with から or ~ between them, as one period; the second may leave out its era or year."""
    found: list[Date] = []
    skip_until = -1
    for place, one in enumerate(single):
        if one.start < skip_until:
            continue
        joint = _TO.match(flat, one.end)
        if joint:
            after = single[place + 1] if place + 1 < len(single) else None
            if after is not None and after.start == joint.end():
                found.append(Date(f"{one.value}/{after.value}", one.start, after.end))
                skip_until = after.end
                continue
            short = _SHORT_END.match(flat, joint.end())
            if short and (value := _short_end(one.value, short)) is not None:
                found.append(Date(f"{one.value}/{value}", one.start, short.end()))
                skip_until = short.end()
                continue
        found.append(one)
    return found


def _short_end(begin: str, match: re.Match[str]) -> str | None:
    if match["fy"] and begin.startswith("FY"):
        return f"FY{western('令和', match['eray'])}"
    if match["month"] and re.fullmatch(r"\d{4}-\d\d", begin) and 1 <= int(match["month"]) <= 12:
        return f"{begin[:4]}-{int(match['month']):02}"
    return None


def _is_cited(flat: str, one: Date) -> bool:
    """Whether the date says when a plan or law was made, as in (令和4年3月25日閣議決定)."""
    before = flat[max(0, one.start - 1) : one.start]
    close = min((place for sign in ")」" if (place := flat.find(sign, one.end)) >= 0), default=-1)
    inside = flat[one.end : close] if close >= 0 else ""
    if before == "(" and _CITATION.search(inside[:24]):
        return True
    return bool(re.match(r"\s?(?:法律第|[^、。]{0,8}(?:閣議|本部|会議|大臣)決定)", flat[one.end : one.end + 16]))


@lru_cache(maxsize=1024)  # the years of a measure say the same few over and over
def last_day(value: str) -> date | None:
    """The last day of a date or period as written by `find`: FY2024 ends on 2025-03-31. None if it is no date."""
    value = value.rsplit("/", 1)[-1]
    if match := re.fullmatch(r"FY(\d{4})", value):
        return date(int(match[1]) + 1, 3, 31)
    if match := re.fullmatch(r"(\d{4})", value):
        return date(int(match[1]), 12, 31)
    if match := re.fullmatch(r"(\d{4})-(\d\d)", value):
        return date(int(match[1]), int(match[2]), monthrange(int(match[1]), int(match[2]))[1])
    if match := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", value):
        return date(int(match[1]), int(match[2]), int(match[3]))
    return None
