"""Telephone numbers as they are in Japan: read from what people type, stored, shown, spoken and dialled.

Sources: 電気通信番号計画 (令和元年総務省告示第6号) for the numbers that begin alike and their lengths, mobile numbers that begin
with 060 among them; the area codes of two to five digits come from `phonenumbers`, which is brought up to date every
few weeks. What a call costs is told only where the number itself tells it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal, NoReturn

import phonenumbers

from tsunagi.base.rules.sentences import Wrong, __

Kind = Literal["emergency", "short", "hash", "toll_free", "navi", "ip", "mobile", "fixed", "international"]
Cost = Literal["free", "call_charge", "navi", "unknown"]

#: Longer than any number with its notes; what is longer is not looked at.
LONGEST: Final = 100

EMERGENCY: Final = ("110", "118", "119")
#: Other numbers of three digits, with what a call costs where its office says so: the Consumer Affairs Agency of 188
#: (a Navi Dial charge from the moment that a window answers), the Children and Families Agency of 189 (free).
SHORT: Final[dict[str, Cost]] = {
    "104": "unknown",
    "113": "unknown",
    "115": "unknown",
    "116": "unknown",
    "117": "unknown",
    "171": "unknown",
    "188": "navi",
    "189": "free",
}

_COSTS: Final[dict[Kind, Cost]] = {
    "emergency": "free",
    "hash": "unknown",  # some are free, some are not: only the office itself can say
    "toll_free": "free",
    "navi": "navi",
    "ip": "call_charge",
    "mobile": "call_charge",
    "fixed": "call_charge",
    "international": "call_charge",
}

_NOT_FROM_ABROAD = __("海外からはかけられません。")
_NOTES: Final[dict[Kind, tuple[str, ...]]] = {
    "emergency": (__("050で始まる電話やインターネットの電話からは、かからないことがあります。"), _NOT_FROM_ABROAD),
    "short": (__("インターネットの電話などからは、かからないことがあります。"), _NOT_FROM_ABROAD),
    "hash": (__("ダイヤル式の電話やインターネットの電話からは、かからないことがあります。"), _NOT_FROM_ABROAD),
    "toll_free": (__("携帯電話や050で始まる電話からは、かからない番号もあります。"), _NOT_FROM_ABROAD),
    "navi": (__("通話料がかかります。かけ放題の契約でも、別に料金がかかります。"), _NOT_FROM_ABROAD),
}


@dataclass(frozen=True, slots=True)
class _Range:
    """Numbers that begin alike: how many digits they have, and how Japanese group these."""

    start: str
    kind: Kind
    groups: tuple[int, ...]


#: The longest beginning first.
_RANGES: Final = (
    _Range("0120", "toll_free", (4, 3, 3)),
    _Range("0570", "navi", (4, 3, 3)),
    _Range("0800", "toll_free", (4, 3, 4)),
    _Range("050", "ip", (3, 4, 4)),
    _Range("060", "mobile", (3, 4, 4)),
    _Range("070", "mobile", (3, 4, 4)),
    _Range("080", "mobile", (3, 4, 4)),
    _Range("090", "mobile", (3, 4, 4)),
)

#: Numbers whose offices group them otherwise, so that they are remembered by it, with the groups that these print: the
#: ministry of education of its line for children (なやみ言おう), Childline of its own.
_PRINTED: Final = {"0120078310": (4, 1, 5), "0120997777": (4, 2, 4)}

_KANA: Final = dict(
    zip("0123456789#+", "ゼロ イチ ニ サン ヨン ゴ ロク ナナ ハチ キュウ シャープ プラス".split(), strict=True)
)
_ENGLISH: Final = {"#": "hash", "+": "plus"}


@dataclass(frozen=True, slots=True)
class Number:
    """A number as `read_number` gives it.

    stored: digits only ("0352532111"), "#" and four digits, or "+" and digits for one outside Japan.
    extension: digits, empty where there is none.
    """

    stored: str
    extension: str = ""

    @property
    def kind(self) -> Kind:
        """What sort of number it is, from how it begins."""
        if self.stored in EMERGENCY:
            return "emergency"
        if self.stored in SHORT:
            return "short"
        if self.stored.startswith(("#", "+")):
            return "hash" if self.stored[0] == "#" else "international"
        found = _range(self.stored)
        return found.kind if found else "fixed"

    @property
    def cost(self) -> Cost:
        """What a call costs whoever makes it, as far as the number tells."""
        return SHORT.get(self.stored) or _COSTS[self.kind]

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences on what a call costs and from where it does not get through, for the page to translate."""
        return _NOTES.get(self.kind, ())

    @property
    def shown(self) -> str:
        """Grouped as people in Japan read it: 03-5253-2111 内線123; from elsewhere +44 20 7946 0958."""
        return " ".join(part for part in (self._grouped, self.extension and f"内線{self.extension}") if part)

    @property
    def spoken(self) -> str:
        """For a screen reader, in Japanese: ゼロサン、ゴーニ… digit by digit, with a pause between the groups."""
        groups = ["".join(_KANA[sign] for sign in group) for group in self._groups]
        ending = ["内線" + "".join(_KANA[digit] for digit in self.extension)] if self.extension else []
        return "、".join(groups + ending)

    @property
    def spoken_en(self) -> str:
        """The same in English: 0 3, 5 2 5 3, 2 1 1 1, extension 1 2 3."""
        groups = [" ".join(_ENGLISH.get(sign, sign) for sign in group) for group in self._groups]
        ending = ["extension " + " ".join(self.extension)] if self.extension else []
        return ", ".join(groups + ending)

    @property
    def dial(self) -> str:
        """The address of a link that dials it (RFC 3966), with # written so that it is not taken for a fragment."""
        return f"tel:{self.stored.replace('#', '%23')}{f';ext={self.extension}' if self.extension else ''}"

    @property
    def _grouped(self) -> str:
        if self.stored.startswith("+"):
            known = phonenumbers.parse(self.stored, None)
            return phonenumbers.format_number(known, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
        if len(self.stored) <= 5:
            return self.stored
        found = _range(self.stored)
        if found is None:
            known = phonenumbers.parse(self.stored, "JP")
            return phonenumbers.format_number(known, phonenumbers.PhoneNumberFormat.NATIONAL)
        first, second, _third = _PRINTED.get(self.stored, found.groups)
        return f"{self.stored[:first]}-{self.stored[first : first + second]}-{self.stored[first + second :]}"

    @property
    def _groups(self) -> list[str]:
        return re.findall(r"[#+]|[0-9]+", self._grouped)


def _range(digits: str) -> _Range | None:
    return next((one for one in _RANGES if digits.startswith(one.start)), None)


#: Signs that stand for a hyphen: NFKC makes the full-width one plain, but not these.
_HYPHENS = re.compile(r"[‐‑‒–—―−ー─━﹣⁃]")
#: Words and brackets beside a number that say nothing about it.
_BESIDE = re.compile(
    r"\([^()0-9]*\)|「[^「」]*」|(?:tel|fax|phone|電話番号|電話|代表|直通|局番なし|フリーダイヤル|ナビダイヤル)[.:]?|(?<=[0-9])番",
    re.I,
)
_EXTENSION = re.compile(r"[(;,]?\s*(?:内線番号|内線|ext(?:ension)?\.?|(?<=[0-9])\s*x)\s*[:=]?(?P<digits>.*?)\)?$", re.I)
_SEVERAL = re.compile(r"[0-9#)]\s*(?:[/,、・;~|&と]|又は|または|及び|および|\n)+\s*[(#+0-9]")


def read_number(text: str) -> Number:
    """The number that somebody typed or a list holds, with its extension. Raises Wrong with a sentence otherwise."""
    if len(text) > LONGEST:
        raise Wrong(__("電話番号が長すぎます(%(longest)s文字まで)。番号だけを一つ入れてください。"), longest=LONGEST)
    plain = _plain(text)
    if not plain:
        raise Wrong(__("電話番号を入れてください。"))
    found = _EXTENSION.search(plain)
    number, extension = (plain[: found.start()].strip(), _extension(found["digits"])) if found else (plain, "")
    if _SEVERAL.search(number):
        raise Wrong(__("番号がいくつもあるようです。番号は一つずつ入れてください。"))
    return Number(_stored(number), extension)


def _plain(text: str) -> str:
    """Full-width signs made plain, hyphens alike, pictures, invisible signs and notes left out."""
    folded = _HYPHENS.sub("-", unicodedata.normalize("NFKC", text)).replace("♯", "#")
    seen = "".join(sign for sign in folded if unicodedata.category(sign) not in ("Cf", "So", "Mn"))
    return _BESIDE.sub("", seen).strip()


def _extension(typed: str) -> str:
    digits = re.sub(r"[\s-]", "", typed)
    if not re.fullmatch(r"[0-9]{1,8}", digits):
        raise Wrong(__("内線番号は一つだけ、8桁までの数字で入れてください。"))
    return digits


def _stored(number: str) -> str:
    """The number in the form in which it is kept."""
    signs = re.sub(r"[\s().-]", "", number)
    if strange := re.search(r"[^0-9#+]", signs):
        raise Wrong(
            __("電話番号に使えない文字「%(sign)s」があります。数字とハイフンで入れてください。"), sign=strange[0]
        )
    if signs.startswith("+81"):
        # "+81 (0)3" is how many write it: the zero is dialled inside Japan only.
        signs = "0" + signs[3:].removeprefix("0")
    if signs.startswith("+"):
        return _elsewhere(signs)
    if re.fullmatch(r"010[1-9][0-9]{7,}", signs):
        return _elsewhere("+" + signs[3:])  # 010 is what is dialled in Japan for a call to another country
    if "#" in signs:
        if not re.fullmatch(r"#[0-9]{4}", signs):
            raise Wrong(__("#の番号は、#の後に4桁の数字で入れてください(例: #8008)。"))
        return signs
    if not re.fullmatch(r"[0-9]+", signs):
        raise Wrong(__("電話番号を数字とハイフンで入れてください(例: 03-1234-5678)。"))
    if len(signs) == 3:
        if signs not in EMERGENCY and signs not in SHORT:
            raise Wrong(__("「%(number)s」という3桁の番号は、窓口の番号として知られていません。"), number=signs)
        return signs
    if not signs.startswith("0"):
        _no_zero(signs)
    return _inside(signs)


def _elsewhere(signs: str) -> str:
    """A number outside Japan; it must be one that its country gives out."""
    try:
        known = phonenumbers.parse(signs, None)
    except phonenumbers.NumberParseException:
        known = None
    if known is None or not phonenumbers.is_valid_number(known):
        raise Wrong(__("海外の番号として読めません。国番号から入れてください(例: +44 20 7946 0958)。"))
    return phonenumbers.format_number(known, phonenumbers.PhoneNumberFormat.E164)


def _no_zero(signs: str) -> NoReturn:
    """Say why a number that does not begin with 0 is none."""
    try:
        _inside("0" + signs)
    except Wrong:
        if 5 <= len(signs) <= 8:
            raise Wrong(__("市外局番がないようです。市外局番から入れてください(例: 03-1234-5678)。")) from None
        raise Wrong(__("電話番号は0か#で始めて、市外局番から入れてください(例: 03-1234-5678)。")) from None
    raise Wrong(__("先頭の0がありません。表計算ソフトが消したのかもしれません。0から入れてください。"))


def _inside(signs: str) -> str:
    """A number that begins with 0, checked against the ranges and the area codes."""
    if signs.startswith("0990"):
        raise Wrong(__("0990で始まる番号は情報料がかかるので、窓口の番号にはできません。"))
    if signs.startswith("020"):
        raise Wrong(__("020で始まる番号は、人と話すための電話の番号ではありません。"))
    found = _range(signs)
    right = sum(found.groups) if found else 10
    if len(signs) != right:
        raise Wrong(
            __("%(start)sで始まる番号は%(right)s桁ですが、%(count)s桁あります。もう一度確かめてください。"),
            start=found.start if found else signs[:2],
            right=right,
            count=len(signs),
        )
    if found is None or len(found.start) == 3:
        known = phonenumbers.parse(signs, "JP")
        if not phonenumbers.is_valid_number(known):
            raise Wrong(__("この番号は使われていない市外局番か局番です。もう一度確かめてください。"))
    return signs
