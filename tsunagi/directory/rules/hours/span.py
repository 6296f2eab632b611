"""One span of opening hours, and what makes one impossible.

A span names days (any mixture of the fields below; what is empty restricts nothing) and the time on each of them.
It belongs to the day on which it begins. All times are those of Asia/Tokyo, in minutes from midnight.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

Effect = Literal["open", "closed"]
Holidays = Literal["as_usual", "closed", "only"]

#: Monday first, as date.weekday() counts, in iCal's letters.
WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WORKDAYS: Final = frozenset(WEEKDAYS[:5])
DAY: Final = 24 * 60
#: The days of each month, February with its leap day.
LENGTHS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Impossible(ValueError):
    """Hours that cannot be, or cannot be understood. Its text is the sentence to show, in Japanese."""


@dataclass(frozen=True, slots=True)
class Span:
    """Some days, and from when to when on each of them something is open, or closed.

    weekdays: of WEEKDAYS; empty = any. nth: which of the month's such weekdays, 1 to 5, -1 = last; empty = every.
    month_days: 1 to 31, -1 = last. season: first and last day as "MM-DD", may wrap the new year. valid_from, valid_to:
    both included. dates: these days alone; they stand above all rules. holidays: "closed" leaves public holidays out
    (a closed span is not closed on them), "only" means nothing but them. closes is beyond 1440 where it is on the next
    day. reception_closes: from then on nobody new is taken. A closed span without times takes away all that begins on
    its days; with times, that time.
    """

    effect: Effect = "open"
    weekdays: frozenset[str] = frozenset()
    nth: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    season: tuple[str, str] | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    dates: tuple[date, ...] = ()
    holidays: Holidays = "as_usual"
    opens: int | None = None
    closes: int | None = None
    reception_closes: int | None = None

    def __post_init__(self) -> None:
        _check_days(self)
        _check_times(self)


def check_month_day(month: int, day: int) -> str:
    """A day of every year as "MM-DD"; 29 February is one, 30 February is none."""
    if not 1 <= month <= 12 or not 1 <= day <= LENGTHS[month - 1]:
        raise Impossible(f"{month}月{day}日という日はありません。")
    return f"{month:02}-{day:02}"


def clock(minutes: int) -> str:
    """Minutes from midnight as people write them: 9:00, 24:00, 翌9:00."""
    if minutes > DAY:
        return f"翌{clock(minutes - DAY)}"
    return f"{minutes // 60}:{minutes % 60:02}"


def _check_days(span: Span) -> None:
    if unknown := span.weekdays - set(WEEKDAYS):
        raise Impossible(f"曜日は{'・'.join(WEEKDAYS)}で示します。「{min(unknown)}」は曜日ではありません。")
    if any(nth not in (1, 2, 3, 4, 5, -1) for nth in span.nth):
        raise Impossible("月の何番目の曜日かは、第1から第5まで、または最終で示します。")
    if span.nth and not span.weekdays:
        raise Impossible("「第2」や「最終」には曜日が要ります。「第2火」のように書いてください。")
    if any(not (1 <= day <= 31 or day == -1) for day in span.month_days):
        raise Impossible("毎月の日は1日から31日まで、または末日で示します。")
    if span.season is not None:
        for month_day in span.season:
            _check_season(month_day)
    if span.valid_from and span.valid_to and span.valid_from > span.valid_to:
        raise Impossible(f"期間の終わり({span.valid_to})が始まり({span.valid_from})より前です。")
    repeats = bool(span.weekdays or span.month_days)
    if span.weekdays and span.month_days:
        raise Impossible("曜日と毎月の日を一つの行に重ねることはできません。分けて書いてください。")
    if span.dates and (repeats or span.season or span.valid_from or span.valid_to or span.holidays != "as_usual"):
        raise Impossible("日付を示した行に、曜日・期間・祝日の決まりは付けられません。分けて書いてください。")
    some_days = bool(span.month_days or span.nth or 0 < len(span.weekdays) < len(WEEKDAYS))
    framed = bool(span.season or span.valid_from or span.valid_to)
    if span.effect == "closed" and span.holidays == "closed" and framed and not some_days:
        # Of 年末年始 nobody means New Year's Day to be open.
        raise Impossible("期間の休みから祝日を除くことはできません。祝日に開く日は日付で書いてください。")
    if span.holidays == "only" and repeats:
        raise Impossible("祝日だけの行に、曜日や毎月の日は付けられません。分けて書いてください。")


def _check_season(month_day: str) -> None:
    month, dash, day = month_day.partition("-")
    if not (dash and len(month_day) == 5 and month_day.isascii() and month.isdigit() and day.isdigit()):
        raise Impossible(f"期間の月日は「04-01」の形で示します。「{month_day}」は読めません。")
    check_month_day(int(month), int(day))


def _check_times(span: Span) -> None:
    if span.opens is None or span.closes is None:
        if span.effect == "open" or span.opens is not None or span.closes is not None:
            raise Impossible("開く時刻と閉じる時刻の両方が要ります。")
        if span.reception_closes is not None:
            raise Impossible("休みの行に受付の終わりは付けられません。")
        return
    if not 0 <= span.opens < DAY:
        raise Impossible(f"開く時刻は0:00から23:59までです。{_raw(span.opens)}からは開けません。")
    if span.closes <= span.opens:
        raise Impossible(
            f"閉じる時刻({clock(max(span.closes, 0))})が開く時刻({clock(span.opens)})より前か同じです。"
            f"次の日の時刻なら「翌{clock(max(span.closes, 0))}」と書いてください。"
        )
    if span.closes > 2 * DAY:
        raise Impossible(f"閉じる時刻は翌24:00までです。{_raw(span.closes)}までは開けません。")
    if span.reception_closes is None:
        return
    if span.effect == "closed":
        raise Impossible("休みの行に受付の終わりは付けられません。")
    if span.reception_closes > span.closes:
        raise Impossible(
            f"受付の終わり({clock(span.reception_closes)})が、閉じる時刻({clock(span.closes)})より後です。"
        )
    if span.reception_closes <= span.opens:
        raise Impossible(
            f"受付の終わり({clock(max(span.reception_closes, 0))})が、開く時刻({clock(span.opens)})より前か同じです。"
        )


def _raw(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"
