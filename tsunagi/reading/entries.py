"""What stands in a cell that holds numbers: 「R5:54.4%、R4:57.4%【60%】」, 「約300人(暫定値)」, 「増加」, 「集計中」.

Such a cell has no sentences. Its numbers stand between dates, names, brackets and signs that part them, and each is an
entry. A number that is said to be none (調査なし, 中止, 予定) is no entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from tsunagi.reading import dates, quantities
from tsunagi.reading.characters import fold
from tsunagi.reading.model import Op

Kind = Literal["target", "actual", "forecast", "baseline"]

_THIS_ERA = "FY2024"
_PARTS = re.compile(r"[、;；|\n]|,(?!\d{3}(?!\d))")
_SLASH = re.compile(r"\s*[/／]\s*")
_ARROW = re.compile(r"\s*(?:→|⇒|⇨|->)\s*")
_BRACKETS = {"(": ")", "[": "]", "【": "】", "〔": "〕", "〈": "〉", "<": ">", "《": "》"}
_DIGITS = r"(?:\d{1,3}(?:,\s?\d{3})+|\d+)(?:\.\d+)?"
_NUMBER = re.compile(
    rf"(?:約|およそ|おおよそ|おおむね|概ね|ほぼ)?\s?[+▲△-]?\s?(?P<number>{_DIGITS}(?:\s?[億万千百](?:\s?{_DIGITS})?)*)"
    rf"(?:\s?[~-]\s?{_DIGITS}(?=\D|$))?"
)
_NO_NUMBER_BEFORE = re.compile(r"(?:※|第|No\.?|注|[A-Za-z#*])\s?$", re.I)
_NO_NUMBER_AFTER = re.compile(r"\s?(?:年(?!間)|月|期|号|番|条|回目|か月|カ月|ヶ月|年度|つ目|次)")
_TIME_UNIT = re.compile(r"\s?(?P<unit>日間?|時間|分|秒|歳|点|位)(?![ぁ-ん一-龠])")
_NOTE = re.compile(r"[※*＊]\s?\d*|\s|[:=＝]")
_TARGET = re.compile(r"目標値?|計画値?|見込量|目途")
_ACTUAL = re.compile(r"実績値?|現状値?|結果|達成値")
_BASELINE = re.compile(r"基準値?|策定時|当初値?")
_UNSURE = re.compile(r"暫定値?|速報値?|見込(?:み|値)?|概算|概数|推計値?|確定前")
_NONE = re.compile(r"集計|未公表|非公表|未定|調査|中止|未実施|該当|なし|無し|不明|予定|ため|把握")
_IDLE = re.compile(
    r"^[:年各計約延べのべ合総全に・を]+|^(?:延べ|のべ|合計|年間|累計|全体)|(?:累計|合計|延べ|のべ|年間|毎年度?|[:のはがを年計])+$"
    r"|末|時点|現在|まで(?:に|で)?"
)
_RELATIVE = re.compile(r"前年|前回|昨年|基準年?度?比|策定時比|当初比|増減|[増減]|比$")
_GROWTH = re.compile(r"\s?(?:の?(?:増(?!設)|減)|アップ|ダウン|UP|DOWN|上昇|低下|向上)")
_RISING = re.compile(r"増|上昇|向上|拡大|高め|伸ば|[↑↗]")
_FALLING = re.compile(r"減|低下|抑制|縮小|[↓↘]")
_BLANK = re.compile(r"[-ー―‐－─一~/／…・*＊\s]*|(?:\(\s*\))")
_SERIES = re.compile(
    r"(?:(?P<target>(?:年度)?目標|計画|(?:量の)?見込み?|予定|確保方策|確保の内容)|(?P<forecast>実績見込み?)|(?P<baseline>基準|現状|当初)"
    r"|(?P<actual>実績|結果|実施)|(?P<other>(?:達成|進捗|実施|利用|充足)率|増減|対?(?:計画|前年度?|目標)比|差|評価))"
    r"(?:値|量|数|数値)?(?:[(\[【][^)\]】]*[)\]】])?"
)
_CLAUSE = re.compile(r"[をはがに](?=[^まよ])|する|した|して|より|ため|から")
_UNTIL = re.compile(r"まで(?:に|で)?")
_FROM = re.compile(r"\s?(?:から|より|に比べて?)(?:(?:増加|減少|改善|上昇|低下|向上)し(?:て)?)?")
_SINCE = re.compile(
    r"対?(?:前年度?|昨年度?|前回|基準年?度?|策定時|当初|現状|現在)(?:の?(?:実績)?値)?(?:より|から|に比べて?|に対して|比)?[もで]?"
)
_NAMES = re.compile(r"(?:数|率|割合|量|度|感|者|人)$")
_BEFORE = re.compile(r"(?:前年度?|昨年度?|前回)(?:の?実績値?|の?値)?")
_LONGEST_WORDS, _LONGEST_NAME, _LONGEST_DIRECTION = 6, 30, 14


@dataclass(frozen=True, slots=True)
class Entry:
    """A number of a cell, or, where `value` is None, a mere direction; `start` and `end` hold it and its date.

    label: the words that tell it from the cell's other numbers. relative: whether it is a change and no level.
    before: whether it is the year before's (前年度10か所). beside: for a target in brackets behind a result the date of
    that result.
    """

    kind: Kind
    value: Decimal | None
    unit: str | None
    op: Op | None
    approx: bool
    date: str | None
    label: str
    relative: bool
    start: int
    end: int
    before: bool = False
    beside: str | None = None


def of_cell(text: str, role: str, unit: str | None = None) -> list[Entry]:
    """The entries of a cell.

    role: the kind of its column: a Kind, or actual_target (実績【目標】), or target_actual. unit: the column's or row's.
    """
    outer: Kind = "actual" if role == "actual_target" else "target" if role == "target_actual" else _as_kind(role)
    inner: Kind | None = {"actual_target": "target", "target_actual": "actual"}.get(role)  # type: ignore[assignment]
    reader = _Reader(text, fold(text), unit, inner)
    found = reader.read(0, len(text), outer)
    if inner is not None:
        found = _beside(found)
    if not found and outer == "target" and (one := _direction(text)):
        found = [one]
    return found


def is_figure(text: str) -> bool:
    """Whether a cell holds numbers, or a mere direction, and hardly anything else, or a name before its number."""
    reader = _Reader(text, fold(text), None, None)
    found = reader.read(0, len(text), "target")
    if not found or "。" in text:
        return _direction(text) is not None
    closes = not text[found[-1].end :].strip(" )）】」") and not _CLAUSE.search(_UNTIL.sub("", text))
    return reader.words <= (_LONGEST_NAME if closes else _LONGEST_WORDS)


def is_blank(text: str) -> bool:
    """Whether a cell says that it has nothing to say: a dash, a slash."""
    return bool(_BLANK.fullmatch(fold(text)))


def is_series(text: str) -> bool:
    """Whether a cell names what the numbers of its row are: 計画値, 実績値, 達成率."""
    return bool(_SERIES.fullmatch(re.sub(r"\s", "", fold(text))))


def series(text: str) -> str | None:
    """What the numbers of a row are by the cell that names it: a Kind, "other", or None where it names none."""
    match = _SERIES.fullmatch(re.sub(r"\s", "", fold(text)))
    return match.lastgroup if match else None


def _as_kind(role: str) -> Kind:
    return role if role in ("target", "forecast", "baseline") else "actual"  # type: ignore[return-value]


def _beside(found: Sequence[Entry]) -> list[Entry]:
    """Targets without a date take that of the result in front of them, where each has one of its own."""
    actuals = [one for one in found if one.kind == "actual"]
    targets = [one for one in found if one.kind == "target"]
    if len(actuals) != len(targets):
        return list(found)
    by_target = {id(aim): one.date for aim, one in zip(targets, actuals, strict=True)}
    return [replace(one, beside=by_target[id(one)]) if id(one) in by_target else one for one in found]


def _direction(text: str) -> Entry | None:
    """「増加」, 「前年度より減少」: a way to go without a number."""
    flat = fold(text).strip()
    if not flat or len(flat) > _LONGEST_DIRECTION or re.search(r"\d|。|維持|同(?:程度|水準)", flat):
        return None
    rising, falling = _RISING.search(flat), _FALLING.search(flat)
    if bool(rising) == bool(falling):
        return None
    start = len(text) - len(text.lstrip())
    moves = rising or falling
    op: Op = "increase" if rising else "decrease"
    label = _label(_SINCE.sub("", flat[: moves.start()])) if moves else ""
    label = label if _NAMES.search(label) else ""
    return Entry("target", None, None, op, False, None, label, False, start, start + len(text.strip()))


@dataclass(slots=True)
class _Part:
    """What has been read of a part of a cell, up to the sign that ends it."""

    kind: Kind
    begin: int
    date: str | None = None
    words: str = ""
    entry: int | None = None
    """The place of the part's entry among those found."""
    told: int = 0
    """How many of the words stand before the entry or belong to it."""
    refused: bool = False
    """Whether the part had a number that is none."""


@dataclass(slots=True)
class _Reader:
    """Goes through a cell once from left to right. `words` counts the letters that are no part of any entry."""

    text: str
    flat: str
    unit: str | None
    inner: Kind | None
    words: int = 0
    found: list[Entry] = field(default_factory=list)
    _dates: dict[int, dates.Date] = field(default_factory=dict)

    def read(self, start: int, end: int, kind: Kind) -> list[Entry]:
        """The entries between two places; `kind` is what a number is that nothing else is said of."""
        self._dates = {one.start: one for one in dates.find(self.text, _THIS_ERA)}
        self._read(start, end, kind)
        return self.found

    def _read(self, start: int, end: int, kind: Kind) -> _Part:
        part = _Part(kind, start)
        at = start
        while at < end:
            if (dated := self._dates.get(at)) is not None:
                self._date(part, dated, end)
                at = dated.end
            elif self.flat[at] in _BRACKETS and (close := self._close(at, end)) is not None:
                self._bracket(part, at, close, kind)
                at = close + 1
            elif (number := self._number(at)) is not None:
                at = self._quantity(part, number, at, end)
            elif match := _PARTS.match(self.text, at) or _ARROW.match(self.flat, at) or _SLASH.match(self.flat, at):
                part = self._next(part, match, kind)
                at = match.end()
            else:
                part.words += self.flat[at]
                at += 1
        self._ended(part)
        return part

    def _next(self, part: _Part, sign: re.Match[str], kind: Kind) -> _Part:
        """The part behind a sign. A date or name on a line of its own belongs to what comes below."""
        self._ended(part)
        if part.entry is None and sign[0] == "\n":
            return _Part(part.kind, part.begin, part.date, part.words)
        if part.entry is not None and _ARROW.fullmatch(sign[0]) and self.found[part.entry].date is None:
            self.found.pop(part.entry)  # where it came from
        if part.entry is not None and _SLASH.fullmatch(sign[0]):
            return _Part(self.inner or kind, sign.end(), words="" if self.inner else "/")
        return _Part(kind, sign.end())

    def _ended(self, part: _Part) -> None:
        """Judge a part's entry by the words around it."""
        words = _NOTE.sub("", part.words)
        self.words += len(words)
        if part.entry is None:
            return
        one = self.found[part.entry]
        if _NONE.search(words) or words.startswith("/"):  # the whole of which the first is a part
            del self.found[part.entry]
            part.entry, part.refused = None, True
        else:
            unsure = bool(_UNSURE.search(words))
            self.found[part.entry] = replace(one, approx=one.approx or unsure)

    def _date(self, part: _Part, dated: dates.Date, end: int) -> None:
        """A date stands before its number, or behind it where no other number follows."""
        if part.entry is not None and self.found[part.entry].date is None and not self._goes_on(dated.end, end):
            self.found[part.entry] = replace(self.found[part.entry], date=dated.value, end=dated.end)
            return
        if part.entry is not None:
            self._ended(part)
            part.entry, part.words, part.begin = None, "", dated.start
        part.date = dated.value

    def _goes_on(self, at: int, end: int) -> bool:
        stop = _PARTS.search(self.text, at, end)
        return bool(re.search(r"\d", self.flat[at : stop.start() if stop else end]))

    def _bracket(self, part: _Part, at: int, close: int, kind: Kind) -> None:
        """What stands in brackets: the date of the number before it, a number of another kind or year, or a remark."""
        before = len(self.found)
        inside = self._read(at + 1, close, self.inner or kind)
        own = self.found[before:]
        if not own and not inside.refused:
            self._remark(part, inside, close)
        elif self.inner is None and part.entry is not None and part.entry < before:
            outer = self.found[part.entry]
            more = [one for one in own if _says_more(one, outer)]
            self.found[before:] = [replace(one, label=one.label or outer.label) for one in more]

    def _remark(self, part: _Part, inside: _Part, close: int) -> None:
        if part.entry is None:
            part.date = inside.date or part.date
            part.words += inside.words
            return
        one = self.found[part.entry]
        if inside.date is not None and one.date is None:
            one = replace(one, date=inside.date, end=close + 1)
        self.found[part.entry] = replace(one, approx=one.approx or bool(_UNSURE.search(inside.words)))
        if "予定" in inside.words:
            part.words += inside.words

    def _close(self, at: int, end: int) -> int | None:
        """The place of the bracket that closes the one that opens here."""
        opening, closing, depth = self.flat[at], _BRACKETS[self.flat[at]], 0
        for place in range(at, end):
            depth += (self.flat[place] == opening) - (self.flat[place] == closing)
            if depth == 0:
                return place
        return None

    def _number(self, at: int) -> re.Match[str] | None:
        match = _NUMBER.match(self.flat, at)
        if match is None or _NO_NUMBER_BEFORE.search(self.flat[max(0, at - 3) : at]):
            return None
        return None if _NO_NUMBER_AFTER.match(self.flat, match.end()) else match

    def _quantity(self, part: _Part, number: re.Match[str], at: int, end: int) -> int:
        """Add the entry of a number and say where it ends."""
        stop = min((place for place in self._stops(number.end(), end)), default=end)
        quantity, unit, behind = _measured(self.flat[at : number.end()], self.flat[number.end() : stop], self.unit)
        if quantity is None:
            part.words += number[0]
            return number.end()
        close = number.end() + behind
        start = _FROM.match(self.flat, close)
        if start and (self.found or self._goes_on(start.end(), end)):  # where the other number came from
            part.date = None
            return start.end()
        if part.entry is not None:  # two numbers without a sign between them: the words between name the second
            between, begin = part.words[part.told :], self.found[part.entry].end
            self._ended(part)
            part.words, part.begin, part.date = between, begin, None
        words = _NOTE.sub("", part.words)
        growth = _GROWTH.match(self.flat, close)
        grown = growth[0].strip() if growth else ""
        before = not grown and bool(_BEFORE.fullmatch(words))
        value = -quantity.value if quantity.sign in ("▲", "△", "-") else quantity.value
        label = "" if before else f"{_label(words)}{grown}"
        kind = _kind(words) or part.kind
        op = _op(quantity.comparator)
        begin = at - len(self.text[part.begin : at].lstrip())
        close += len(growth[0]) if growth else 0
        relative = not before and bool(grown or _RELATIVE.search(words))
        one = Entry(kind, value, unit, op, quantity.approx, part.date, label, relative, begin, close, before)
        self.found.append(one)
        part.entry, part.told = len(self.found) - 1, len(part.words)
        return close

    def _stops(self, start: int, end: int) -> Iterator[int]:
        """Where a number's own words end at the latest."""
        yield from (place for place in self._dates if start <= place < end)
        for pattern in (_PARTS, _SLASH, _ARROW, re.compile(r"[(\[【〔〈<《]")):
            if match := pattern.search(self.text if pattern is _PARTS else self.flat, start, end):
                yield match.start()


def _says_more(one: Entry, outer: Entry) -> bool:
    """Whether a number in brackets is a figure of its own: of another kind or year, with a name, in another unit."""
    if one.kind != outer.kind or one.before or (one.date is not None and one.date != outer.date):
        return True
    return bool(one.label) or (one.unit is not None and one.unit != outer.unit)


def _kind(words: str) -> Kind | None:
    for kind, pattern in (("target", _TARGET), ("actual", _ACTUAL), ("baseline", _BASELINE)):
        if pattern.search(words):
            return kind  # type: ignore[return-value]
    return None


def _label(words: str) -> str:
    """The words before a number without those that say its kind or only lead up to it."""
    for pattern in (_TARGET, _ACTUAL, _BASELINE, _UNSURE):
        words = pattern.sub("", words)
    before = ""
    while words != before:
        before, words = words, _IDLE.sub("", words)
    return words


def _op(comparator: str | None) -> Op | None:
    if comparator is None:
        return None
    return "<=" if comparator in ("以下", "未満", "以内", "を下回る") else ">="


def _measured(
    number: str, behind: str, unit: str | None
) -> tuple[quantities.Quantity | None, str | None, int]:
    """A number as a quantity, its unit, and how many characters behind it belong to it.

    Its own unit counts before the column's. A number that has neither is read with a unit lent for the reading.
    """
    own = [one for one in quantities.find(number + behind) if one.start < len(number)]
    if own and own[0].unit is not None:
        return own[0], quantities.same_unit(own[0].unit), max(0, own[0].end - len(number))
    timed = _TIME_UNIT.match(behind)
    skipped = timed.end() if timed else 0
    lent = unit if unit is not None and timed is None and _is_known(unit) else "%"
    read = [one for one in quantities.find(number + lent + behind[skipped:]) if one.start < len(number)]
    if not read:
        return None, None, 0
    rest = max(0, read[0].end - len(number) - len(lent))
    if timed:
        return read[0], timed["unit"], skipped + rest
    return read[0], quantities.same_unit(read[0].unit) if lent == unit else unit, rest


@lru_cache(maxsize=256)
def _is_known(unit: str) -> bool:
    """Whether a number's reader knows a unit, and so its scale (千円)."""
    found = quantities.find(f"1{unit}")
    return bool(found) and found[0].start == 0 and found[0].end == len(unit) + 1
