"""Every value of a record made into what is kept, or told to be wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, TypeVar

from tsunagi.base.rules.sentences import Wrong, __
from tsunagi.directory.rules.addresses import LONGEST_NAME, read_mailbox, read_name, read_page, read_text
from tsunagi.directory.rules.areas import area
from tsunagi.directory.rules.codes import ANSWERS, AUDIENCES, CALL_COSTS, COSTS, NEEDS, TERMS, WAYS
from tsunagi.directory.rules.hours import Impossible, read_hours, say_hours
from tsunagi.directory.rules.phones import Number, read_number
from tsunagi.directory.rules.points import read_point, read_postal_code
from tsunagi.directory.rules.records.model import Capacity, Fault, Faulty, Place, Record, Way

LONGEST_TEXT: Final = 4_000
LONGEST_LINE: Final = 200
LONGEST_SOURCE: Final = 500
OLDEST: Final = 120
#: More of these belong to one service than anybody would read.
MOST: Final = 100
NUMBERED: Final = ("telephone", "fax", "sms")
WITH_PAGE: Final = ("line", "chat", "form", "app", "web")
STATUSES: Final = frozenset(("active", "inactive", "defunct", "temporarily closed"))

_LINES: Final = "name_kana name_easy name_en alternate_name".split()
_TEXTS: Final = (
    "summary summary_easy summary_en happens happens_easy happens_en for_whom for_whom_easy for_whom_en "
    "where where_easy where_en cost_note cost_note_en alert"
).split()

Value = TypeVar("Value")


def checked(record: Record, day: date) -> Record:
    """The record as it is kept, on a day. Raises Faulty with all that is wrong with it."""
    faults: list[Fault] = []
    top = _Checking(record, faults)
    values = {
        "name": top.value("name", lambda text: read_name(text, LONGEST_NAME)),
        **{name: top.text(name, LONGEST_NAME) for name in _LINES},
        **{name: top.text(name) for name in _TEXTS},
        "new_provider": top.text("new_provider", LONGEST_NAME),
        "assured_by": top.text("assured_by", LONGEST_LINE),
        "url": top.given("url", read_page),
        "email": top.given("email", read_mailbox),
        "assurer_email": top.given("assurer_email", read_mailbox),
        "hours": top.given("hours", read_opening),
        "cost": top.code("cost", COSTS),
        "anonymous": top.code("anonymous", ANSWERS),
        "status": top.code("status", STATUSES),
        "areas": top.each("areas", _area),
        "languages": top.each("languages", _language),
        "needs": top.each("needs", lambda code: _known(code, NEEDS)),
        "audience": top.each("audience", lambda code: _known(code, AUDIENCES)),
        "groups": top.each("groups", lambda code: _known(code, TERMS["group"])),
        "measures": top.each("measures", _measure),
        **{name: top.each(name, _short) for name in ("aliases", "says", "says_en", "documents")},
        **top.checking(day),
    }
    if not record.provider and not values["new_provider"]:
        top.refuse("new_provider", Wrong(__("行っているところを選ぶか、名前を入れてください。")))
    top.value("maximum_age", lambda _age: _ages(record.minimum_age, record.maximum_age))
    values["ways"] = tuple(
        _way(_Checking(one, faults, "ways", place), day) for place, one in enumerate(record.ways[:MOST])
    )
    values["places"] = tuple(
        _place(_Checking(one, faults, "places", place)) for place, one in enumerate(record.places[:MOST])
    )
    values["capacities"] = tuple(
        _capacity(_Checking(one, faults, "capacities", place)) for place, one in enumerate(record.capacities[:MOST])
    )
    if len({one.unit for one in values["capacities"]}) < len(values["capacities"]):
        top.refuse("capacities", Wrong(__("同じものを数えた行が二つあります。一つにしてください。")))
    if faults:
        raise Faulty(faults)
    return replace(record, **values)


def read_opening(text: str) -> str:
    """Hours in the one form in which they are kept. Raises Wrong where they cannot be read."""
    try:
        return say_hours(read_hours(text))
    except Impossible as error:
        raise Wrong("%(said)s", said=error) from error


def read_source(text: str) -> str:
    """A page's address, or the name of a document on one line. Raises Wrong."""
    said = read_text(text, LONGEST_SOURCE)
    return read_page(said) if re.match(r"https?://", said) else re.sub(r"\s+", " ", said)


@dataclass(slots=True)
class _Checking:
    """One thing whose values are looked at; what is wrong with them is added to the faults."""

    of: Record | Way | Place | Capacity
    faults: list[Fault]
    part: str = ""
    place: int = 0
    refused: set[str] = field(default_factory=set)

    def refuse(self, name: str, wrong: Wrong) -> None:
        """Add a fault."""
        self.refused.add(name)
        self.faults.append(Fault(name, wrong, self.part, self.place))

    def value(self, name: str, check: Callable[[Any], Value]) -> Value | Any:
        """The value as `check` makes it; a wrong one stays as it is."""
        given = getattr(self.of, name)
        try:
            return check(given)
        except Wrong as wrong:
            self.refuse(name, wrong)
            return given

    def given(self, name: str, check: Callable[[str], str]) -> str:
        """The same for a text that may be empty."""
        if not str(getattr(self.of, name)).strip():
            return ""
        return str(self.value(name, check))

    def text(self, name: str, longest: int = LONGEST_TEXT) -> str:
        """A text that may be empty."""
        return self.given(name, lambda text: read_text(text, longest))

    def code(self, name: str, known: Collection[str]) -> str:
        """One of the codes."""
        return str(self.value(name, lambda code: _known(code, known)))

    def each(self, name: str, check: Callable[[Any], Value]) -> tuple[Value, ...]:
        """Several values, each once."""
        return tuple(self.value(name, lambda given: dict.fromkeys(check(one) for one in _few(given))))

    def checking(self, day: date) -> dict[str, Any]:
        """Where it was read, when, and whether that confirms it."""
        made = self.given("source", read_source)
        on, confirmed = getattr(self.of, "checked_on"), getattr(self.of, "confirmed")  # noqa: B009
        if on is not None and on > day:
            self.refuse("checked_on", Wrong(__("確かめた日が、まだ来ていない日です。")))
        if confirmed and not (on and made):
            self.refuse("confirmed", Wrong(__("「出典で確かめた」にするには、出典と確かめた日を入れてください。")))
        return {"source": made}


def _way(look: _Checking, day: date) -> Way:
    way = look.of
    assert isinstance(way, Way)
    values: dict[str, Any] = {
        "kind": look.code("kind", WAYS),
        "name": look.text("name", LONGEST_LINE),
        "name_en": look.text("name_en", LONGEST_LINE),
        "note": look.text("note"),
        "note_en": look.text("note_en"),
        "hours": look.given("hours", read_opening),
        "cost": look.code("cost", CALL_COSTS),
        "relay": look.code("relay", ANSWERS),
        "sign_language": look.code("sign_language", ANSWERS),
        "languages": look.each("languages", _language),
        **look.checking(day),
    }
    if way.kind in NUMBERED:
        number = look.value("number", lambda text: _number(text, way.extension))
        if isinstance(number, Number):
            values |= {"number": number.stored, "extension": number.extension}
        if way.address.strip():
            look.refuse(
                "address", Wrong(__("電話・ファックス・ショートメッセージには、アドレスではなく番号を入れます。"))
            )
    else:
        if way.number.strip():
            look.refuse(
                "number", Wrong(__("この連絡の方法には番号を入れません。番号は「電話」などとして入れてください。"))
            )
        values["extension"] = ""
        read = read_mailbox if way.kind == "mail" else read_page
        must = way.kind == "mail" or way.kind in WITH_PAGE
        values["address"] = look.value("address", read) if must else look.given("address", read)
    if way.is_crisis and not way.confirmed:
        look.refuse("is_crisis", Wrong(__("出典で確かめていない窓口は、危険が迫る人に示せません。")))
    return replace(way, **values)


def _place(look: _Checking) -> Place:
    place = look.of
    assert isinstance(place, Place)
    values: dict[str, Any] = {
        **{name: look.text(name, LONGEST_NAME) for name in ("name", "name_kana", "name_en", "address_1", "address_2")},
        **{name: look.text(name, 100) for name in ("prefecture", "city")},
        "transportation": look.text("transportation"),
        "postal_code": look.given("postal_code", read_postal_code),
        "hours": look.given("hours", read_opening),
        "accessibility": look.each("accessibility", _short),
    }
    if place.latitude.strip() or place.longitude.strip():
        point = look.value("latitude", lambda _text: read_point(place.latitude, place.longitude))
        if isinstance(point, tuple):
            values |= {"latitude": f"{point[0]:f}", "longitude": f"{point[1]:f}"}
    if not any(values[name] for name in ("name", "prefecture", "city", "address_1")):
        look.refuse("name", Wrong(__("場所の名前か住所を入れてください。")))
    return replace(place, **values)


def _capacity(look: _Checking) -> Capacity:
    one = look.of
    assert isinstance(one, Capacity)
    if one.available is None or not 0 <= one.available <= 1_000_000:
        look.refuse("available", Wrong(__("いま受けられる数を、0以上の数で入れてください。")))
    elif one.maximum is not None and one.maximum < one.available:
        look.refuse("maximum", Wrong(__("全体の数が、いま受けられる数より少なくなっています。")))
    unit = look.value("unit", lambda text: read_name(text, 100))
    return replace(one, unit=unit, description=look.text("description"))


def _number(text: str, extension: str) -> Number:
    return read_number(f"{text} 内線{extension}" if extension and text.strip() else text)


def _ages(low: int | None, high: int | None) -> None:
    for age in (low, high):
        if age is not None and not 0 <= age <= OLDEST:
            raise Wrong(__("年齢は0から%(oldest)sまでの数で入れてください。"), oldest=OLDEST)
    if low is not None and high is not None and low > high:
        raise Wrong(__("年齢の上限が下限より低くなっています。"))


def _known(code: str, known: Collection[str]) -> str:
    if code not in known:
        raise Wrong(__("「%(code)s」という選択肢はありません。選び直してください。"), code=code[:40])
    return code


def _few(given: Sequence[Value]) -> Sequence[Value]:
    if len(given) > MOST:
        raise Wrong(__("多すぎます(%(most)s個まで)。"), most=MOST)
    return given


def _short(text: str) -> str:
    return read_name(text, LONGEST_LINE)


def _area(code: str) -> str:
    if code != "00" and area(code) is None:
        raise Wrong(__("「%(code)s」という地域のコードはありません。"), code=code[:40])
    return code[:2] if len(code) == 6 and code[2:5] == "000" else code


def _language(code: str) -> str:
    if not re.fullmatch(r"[a-z]{2,3}", code):
        raise Wrong(
            __("言語は2文字か3文字の符号で入れてください(例: ja、en、vi)。「%(code)s」は違います。"), code=code[:40]
        )
    return code


def _measure(measure: tuple[str, int, int]) -> tuple[str, int, int]:
    plan, year, number = measure
    if not re.fullmatch(r"[a-z0-9-]{1,60}", plan) or not 1990 <= year <= 2200 or not 0 < number < 10_000:
        raise Wrong(__("施策は「計画 年度 番号」で入れてください(例: national 2024 7)。"))
    return measure
