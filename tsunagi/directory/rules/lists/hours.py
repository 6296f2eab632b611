"""A list's columns for days and times as one line in the notation of rules.hours."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from tsunagi.base.rules.sentences import Wrong, __

_DAYS: Final = "月火水木金土日祝"
_EVERY: Final = re.compile(r"毎日|年中無休|無休|全日")
_TIME: Final = re.compile(r"(翌日?)?\s*(\d{1,2})(?::(\d{2})(?::00)?|時(?:(\d{1,2})分|(半))?|(\d{2}))?")
#: What a note beside days and times may say that makes them hold on some of these days, or for some of that time, only.
_NARROWS: Final = re.compile(
    r"第\s*[0-9一二三四五]|最終|隔週|隔月|毎月|月\s*[0-9一二三四五]+\s*回|のみ|だけ|不定|偶数|奇数|曜|期間|要予約"
    r"|[0-9](?:月|日|時(?!間)|:|/)"
)
_CLOSED: Final = re.compile(r"休|除|閉")
_OPEN_TOO: Final = re.compile(r"も(?:開|営|受|利用|実施)|無休")


def hours_of(days: str, times: str, note: str) -> str:
    """One line of hours, with the holidays that the note says are closed.

    Empty where the note narrows the days in a way that is not understood: hours that are unknown mislead nobody.
    """
    plain = unicodedata.normalize("NFKC", note)
    if _NARROWS.search(plain):
        return ""
    lines = [f"{days} {times}"]
    for word, closed in (("祝", "祝日 休み"), ("年末年始", "年末年始 休み")):
        if word not in plain:
            continue
        if not _CLOSED.search(plain) or _OPEN_TOO.search(plain):
            return ""
        lines.append(closed)
    return "; ".join(lines)


def days_of(text: str) -> str:
    """月・水・金, 月-金, 平日 or 毎日, from 月水金, 月曜日から金曜日 and the like. Raises Wrong where it says anything else."""
    plain = re.sub(r"曜日|曜|\s", "", unicodedata.normalize("NFKC", text)).replace("祝日", "祝")
    if _EVERY.fullmatch(plain):
        return "毎日"
    if plain == "平日":
        return plain
    if span := re.fullmatch(rf"([{_DAYS[:-1]}])(?:[~〜～ー―–-]|から)([{_DAYS[:-1]}])(?:まで)?", plain):
        return f"{span[1]}-{span[2]}"
    days = re.sub(r"[・、,;/と]", "", plain)
    if not re.fullmatch(rf"[{_DAYS}]+", days) or len(set(days)) < len(days):
        raise Wrong(__("曜日として読めません。「月火水木金」のように入れ、それ以外は特記事項に書いてください。"))
    return "毎日" if set(days) >= set(_DAYS[:-1]) and "祝" not in days else "・".join(days)


def times_of(opens: str, closes: str) -> str:
    """9:00-17:00 from two cells, 24時間 for a whole day. Raises Wrong where they are none, or in the wrong order."""
    if not opens or not closes:
        raise Wrong(__("開始時間と終了時間は、両方を入れてください。"))
    begin, end = _minutes(opens), _minutes(closes)
    if begin >= 1440 or end > 2880 or begin >= end:
        raise Wrong(__("終了時間は開始時間より後にしてください。日付をまたぐときは「翌9:00」のように入れてください。"))
    if (begin, end) == (0, 1440):
        return "24時間"
    return f"{_clock(begin)}-{'翌' if end > 1440 else ''}{_clock(end - 1440 if end > 1440 else end)}"


def _minutes(text: str) -> int:
    found = _TIME.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        raise Wrong(__("時刻として読めません。「9:00」のように入れてください。"))
    next_day, hour, *rest, half, packed = found.groups()
    minute = 30 if half else int(next((part for part in (*rest, packed) if part), "0"))
    if minute > 59:
        raise Wrong(__("時刻として読めません。「9:00」のように入れてください。"))
    return int(hour) * 60 + minute + (1440 if next_day else 0)


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"
