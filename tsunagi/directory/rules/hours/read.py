"""A line of opening hours, as offices in Japan write it, read into spans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

from tsunagi.directory.rules.hours.days import EVERY_DAY, Days, Joint, Part, Sort, but_on_holidays, days, without
from tsunagi.directory.rules.hours.normal_form import normal
from tsunagi.directory.rules.hours.span import DAY, LENGTHS, WEEKDAYS, Impossible, Span, check_month_day
from tsunagi.directory.rules.hours.timed import Timed, together, whose_days, without_breaks
from tsunagi.directory.rules.hours.words import Kind, Word, not_understood, words

_DAY_WORDS: Final = ("date", "month_day", "month", "day", "weekday", "every_day", "workdays", "holiday", "new_year")

NOON: Final = DAY // 2

#: What says, behind 祝日, that it is open then.
_OPEN_WORDS: Final = ("営業", "開館", "開所", "開庁")

#: 年末年始, where its days are not written beside it.
NEW_YEAR: Final = ("12-29", "01-03")


def read_hours(text: str) -> list[Span]:
    """The spans that a text says, in their normal form; none where it is blank, which means that hours are unknown.

    Raises Impossible with the sentence to show where a piece is not understood or cannot be.
    """
    return list(_read(text))


@lru_cache(maxsize=4096)
def _read(text: str) -> tuple[Span, ...]:
    return tuple(normal(_Reader(words(text)).read()))


@dataclass(slots=True)
class _Reader:
    """Goes through the words once. A line is what stands between ends (; and line breaks).

    before: the days of the last time. brackets: how many parts stood before each that is open. just_timed: the last
    word was a time. just_closed: the spans or the time that the last words closed. spared: public holidays are not
    closed by what is being read. closing: the heading that says that what follows is closed. closed_here: this line
    closed days. ranged: after which word 「まで」 may stand.
    """

    words: Sequence[Word]
    at: int = 0
    parts: list[Part] = field(default_factory=list)
    nth: list[int] = field(default_factory=list)
    excepted: list[Part] = field(default_factory=list)
    before: Days | None = None
    line: list[Timed] = field(default_factory=list)
    done: list[Timed] = field(default_factory=list)
    closed: list[Span] = field(default_factory=list)
    brackets: list[int] = field(default_factory=list)
    just_timed: bool = False
    just_closed: list[Span] | Timed | None = None
    spared: bool = False
    closing: Kind | None = None
    closed_here: bool = False
    ranged: int = -1
    new_line: bool = True

    def read(self) -> list[Span]:
        while self.at < len(self.words):
            self._word(self.words[self.at])
        self._end()
        return self.closed + together(self.done)

    def _joint(self) -> Joint:
        before = self._peek(-1) if self.at else "gap"
        return "and" if before == "and" else "" if before in _DAY_WORDS else "gap"

    def _peek(self, ahead: int = 0) -> Kind | None:
        at = self.at + ahead
        return self.words[at].kind if at < len(self.words) else None

    def _word(self, word: Word) -> None:
        joint = self._joint()
        self.at += 1
        match word.kind:
            case "weekday":
                self._weekdays(word, joint)
            case "nth":
                self._nth(word)
            case "day":
                self._month_days(word, joint)
            case "every_day" | "workdays" | "holiday" | "holidays_too":
                self._add(word.kind, None, word.text, joint)
            case "month_day" | "month":
                self._season(word, joint)
            case "new_year":
                self._new_year(word, joint)
            case "date":
                self._date(word, joint)
            case "time" | "all_day":
                self._time(word)
            case "reception":
                self._reception()
            case "closed" | "closing_day" | "break":
                self._closed(word)
            case "except":
                self._except(word)
            case "open":
                self.brackets.append(len(self.parts))
            case "shut":
                self._shut()
            case "end":
                self._end()
            case "opens":
                self._open_on_holidays(word)
            case "filler" if word.text in _OPEN_WORDS and self._in_brackets_are_holidays():
                self._open_on_holidays(word)
            case "to" | "before" | "number":
                raise not_understood(self._around(word))
            case "until" if self.ranged != self.at - 1:
                raise not_understood(self._around(word))
            case "and" | "gap" | "colon" | "filler" | "until":
                pass

    def _around(self, word: Word) -> str:
        at = self.at - 1
        return "".join(one.text for one in self.words[max(0, at - 1) : at + 2]) or word.text

    def _add(self, sort: Sort, value: object, text: str, joint: Joint) -> None:
        if sort != "weekdays":
            self.nth = []
        self.parts.append(Part(sort, value, text, joint, tuple(self.nth)))
        self.just_timed = False

    def _to(self, *kinds: Kind) -> Word | None:
        """The word after a dash, where it is of one of the kinds."""
        if self._peek() == "to" and self._peek(1) in kinds:
            self.at += 2
            self.ranged = self.at
            return self.words[self.at - 1]
        return None

    def _weekdays(self, word: Word, joint: Joint) -> None:
        last = self._to("weekday")
        first = WEEKDAYS.index(word.value)
        length = (WEEKDAYS.index(last.value) - first) % 7 + 1 if last else 1
        value = frozenset(WEEKDAYS[(first + more) % 7] for more in range(length))
        self._add("weekdays", value, word.text + (f"-{last.text}" if last else ""), joint)

    def _nth(self, word: Word) -> None:
        if self.at < 2 or not self._continues_nth():
            self.nth = []
        self.nth.append(word.value)
        if self._peek() not in ("nth", "weekday", "and", "gap") or not self._weekday_follows():
            raise Impossible(f"「{word.text}」には曜日が要ります。「第2火」のように書いてください。")

    def _continues_nth(self) -> bool:
        before = self.at - 2
        while before >= 0 and self.words[before].kind in ("and", "gap"):
            before -= 1
        return before >= 0 and self.words[before].kind == "nth"

    def _weekday_follows(self) -> bool:
        ahead = 0
        while self._peek(ahead) in ("nth", "and", "gap"):
            ahead += 1
        return self._peek(ahead) == "weekday"

    def _month_days(self, word: Word, joint: Joint) -> None:
        last = self._to("day")
        value: tuple[int, ...] = (word.value,)
        if last:
            value = tuple(range(word.value, last.value + 1))
            if not value or word.value < 1 or last.value > 31:
                raise not_understood(f"{word.text}-{last.text}")
        self._add("month_days", value, word.text, joint)

    def _season(self, word: Word, joint: Joint) -> None:
        self._add("season", self._season_of(word), word.text, joint)

    def _season_of(self, word: Word) -> tuple[str, str]:
        last = self._to(word.kind) or word
        if word.kind == "month":
            return check_month_day(word.value, 1), check_month_day(last.value, LENGTHS[last.value - 1])
        return check_month_day(*word.value), check_month_day(*last.value)

    def _new_year(self, word: Word, joint: Joint) -> None:
        """年末年始, with its days in brackets where they are written."""
        value = NEW_YEAR
        if self._peek() == "open" and self._peek(1) == "month_day":
            self.at += 2
            value = self._season_of(self.words[self.at - 1])
            if self._peek() != "shut":
                raise not_understood(self._around(word))
            self.at += 1
        self._add("new_year", value, word.text, joint)

    def _date(self, word: Word, joint: Joint) -> None:
        last = self._to("date")
        if last or self._peek() == "to":
            self.at += 0 if last else 1
            if self._peek() == "until":
                self.at += 1
            self._add("valid", (word.value, last.value if last else None), word.text, joint)
        elif self._peek() == "until":
            self.at += 1
            self._add("valid", (None, word.value), word.text, joint)
        else:
            self._add("dates", word.value, word.text, joint)

    def _time(self, word: Word) -> None:
        start, text = self.at - 1, word.text
        if word.kind == "all_day":
            opens, closes = 0, DAY
        else:
            last = self._to("time")
            if last is None:
                raise Impossible(f"「{text}」から何時までかが分かりません。「9:00-17:00」のように書いてください。")
            opens, half = word.value
            closes, half_too = last.value
            if half and not half_too and opens >= NOON and closes <= opens < closes + NOON <= DAY:
                closes += NOON  # 午後1時-5時
            text = "".join(one.text for one in self.words[start : self.at])
        Span("open", opens=opens, closes=closes)  # raises where it cannot be
        if self.spared:
            raise not_understood(self._around(word))
        self._check_days(text.strip())
        if self.parts or self.excepted:
            self.before = self._days()
        self.line.append(Timed(self.before, opens, closes, text.strip(), closed=self.closing is not None))
        self.closing = None
        self.just_timed = True

    def _check_days(self, text: str) -> None:
        """Refuse a time that may be of other days than those that stand before it."""
        if self.parts and (self.closing == "closing_day" or (self.brackets and self.line)):
            raise whose_days(text)
        if not self.parts and not self.line and self.closed_here:
            raise whose_days(text)

    def _days(self) -> Days:
        """The days named since the last time."""
        inherited = None if self.new_line and not self.line else self.before
        found = days(self.parts, self.excepted, inherited)
        self.parts, self.excepted, self.nth, self.new_line = [], [], [], False
        return found

    def _reception(self) -> None:
        """受付16:30まで, 受付は30分前まで, 受付9:00-16:30 after a time; else the heading of the times that follow."""
        while self._peek() in ("filler", "colon", "gap"):
            self.at += 1
        last = next((one for one in reversed(self.line) if not one.closed), None)
        if last is None or self._peek() not in ("before", "time"):
            return
        value = self.words[self.at].value
        if self._peek() == "before":
            until = last.closes - value
        elif self._peek(1) != "to":
            until = value[0]
        elif self.brackets and value[0] == last.opens and self._peek(2) == "time":
            until = self.words[self.at + 2].value[0]
            self.at += 2
        elif self.brackets:
            raise Impossible("受付の始まりは、開く時刻と同じときだけ書けます。受付の終わりだけを書いてください。")
        else:
            return
        self.at += 1
        self.ranged = self.at
        last.reception = until + DAY if until <= last.opens and until + DAY <= last.closes else until
        Span("open", opens=last.opens, closes=last.closes, reception_closes=last.reception)  # raises where it cannot be

    def _closed(self, word: Word) -> None:
        """水 休み, (祝日は休み), 定休日:水, 12:00-13:00 休み, 昼休み12:00-13:00."""
        heads = word.kind == "closing_day" and (self._peek() == "colon" or not self.parts)
        if self.parts and not heads:
            if self.brackets and (self.brackets[-1] or self.line):
                self._except(word)
            else:
                self._close()
        elif word.kind == "closed" and self.just_timed:
            self._close_time()
        elif self.parts or self.closing:
            raise not_understood(self._around(word))
        else:
            self.closing = word.kind

    def _close_time(self) -> None:
        self.line[-1].closed = True
        self.just_timed, self.just_closed = False, self.line[-1]

    def _close(self) -> None:
        spared = self.spared or any(part.sort == "holiday" for part in self.excepted)
        self.excepted = [part for part in self.excepted if part.sort != "holiday"]
        named = False
        for at, part in enumerate(self.parts):
            if part.sort == "season" and named:  # 土日祝・12/29-1/3 休み: all of them are closed
                self.parts[at] = replace(part, sort="new_year")
            named = named or part.sort not in ("season", "valid")
        self.just_closed = self._days().closed(but_holidays=spared)
        self.closed += self.just_closed
        self.closing, self.closed_here, self.spared = None, True, False

    def _in_brackets_are_holidays(self) -> bool:
        inside = self.parts[self.brackets[-1] :] if self.brackets else []
        return bool(inside) and all(part.sort == "holiday" for part in inside)

    def _open_on_holidays(self, word: Word) -> None:
        """休み(祝日の場合は開く), 定休日:月(祝日は開館), 月(祝日は開く) 休み."""
        if not self._in_brackets_are_holidays():
            raise not_understood(self._around(word))
        del self.parts[self.brackets[-1] :]
        if self.parts:
            self.spared = True
        elif isinstance(self.just_closed, Timed):
            self.just_closed.but_holidays = True
        elif self.just_closed:
            count = len(self.just_closed)
            self.closed[-count:] = but_on_holidays(self.just_closed)
        else:
            raise not_understood(self._around(word))

    def _except(self, word: Word) -> None:
        if self.just_timed and not self.parts:
            self._close_time()
            return
        start = self._first_excepted()
        parts = self.parts[start:]
        if not parts:
            raise not_understood(self._around(word))
        del self.parts[start:]
        open_times = [one for one in self.line if not one.closed and not one.excepted]
        if self.parts or not open_times:
            self.excepted += parts
            return
        for one in open_times:
            one.excepted = True
            one.days = without(one.days or EVERY_DAY, parts)
        self.before = open_times[-1].days
        self.nth = []

    def _first_excepted(self) -> int:
        """Where in the parts begins what is excepted: in brackets all of them, else from the last space on."""
        if self.brackets:
            return self.brackets[-1]
        start = len(self.parts)
        special = ("holiday", "new_year", "season", "dates", "valid")
        while start > 0:
            start -= 1
            joined = start > 0 and all(part.sort in special for part in self.parts[start - 1 :])
            if self.parts[start].joint == "gap" and not joined:
                break
        first = self.parts[start:]
        if first and first[0].sort == "weekdays" and not first[0].value <= {"SA", "SU"}:
            start += next((at for at, part in enumerate(first) if part.sort in special and part.joint == ""), 0)
        return start

    def _shut(self) -> None:
        if not self.brackets:
            raise not_understood(")")
        before = self.brackets.pop()
        if self.parts and before == 0 and not self.closing and any(one.days is None for one in self.line):
            self._date_bare_times()
        elif len(self.parts) > before == 0 and self.closed_here:
            raise not_understood("".join(part.text for part in self.parts))

    def _date_bare_times(self) -> None:
        """9:00-17:00(平日): the days stand behind the times."""
        self.before = self._days()
        for one in self.line:
            one.days = one.days or self.before

    def _end(self) -> None:
        if self.brackets:
            raise Impossible("かっこ「(」が閉じていません。")
        if self.parts and self.closing:
            self._close()
        elif self.spared:
            raise not_understood("".join(part.text for part in self.parts) + "(祝日は開く)")
        elif self.parts and any(one.days is None for one in self.line):
            self._date_bare_times()
        if self.parts or self.excepted or self.closing:
            said = "".join(part.text for part in [*self.parts, *self.excepted])
            raise Impossible(f"「{said or '休み'}」の時間が分かりません。「月-金 9:00-17:00」のように書いてください。")
        self.done += without_breaks(self.line)
        self.line, self.nth = [], []
        self.just_timed, self.just_closed, self.closed_here, self.new_line = False, None, False, True
