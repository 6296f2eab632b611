"""What can be counted: for each source the parts that its records fall into, and the dimensions to tell them by.

Each record lies in one month, in exactly one part, and has exactly one value of each dimension (UNKNOWN where nobody
knows it). What a definition counts is a set of parts, so whether one definition counts people whom another counts too
can be told from the definitions alone; the audit (rules/audit.py) rests on that.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from tsunagi.base.rules.sentences import __
from tsunagi.consultations.rules.contact import SPOKEN


@dataclass(frozen=True, slots=True)
class Source:
    """Records that are counted.

    parts, dimensions: code to name, a sentence of the catalogue. measured: parts of which a length of time is known,
    days of a referral and minutes of a contact. fits: for a dimension and value (OTHERS: any that is not named) the
    parts in which its records can lie at all: a letter is never spoken, who was declined has a reason. of_installation:
    counts that belong to no body; one body alone may publish them, for two would hide different cells of one table.
    """

    code: str
    name: str
    parts: Mapping[str, str]
    dimensions: Mapping[str, str] = field(default_factory=dict)
    measured: tuple[str, ...] = ()
    fits: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    of_installation: bool = False

    def never(self, dimension: str, value: str) -> frozenset[str]:
        """The parts in which no record with a value of a dimension lies, as everybody can tell from the words."""
        fits = self.fits.get(dimension, {})
        held = fits.get(value) or fits.get(OTHERS)
        return frozenset(self.parts) - frozenset(held) if held else frozenset()


#: The dimension under which lengths of time are kept; no table is told by it.
LENGTH: Final = "length"
#: The dimension under which it is kept how the queues of supports' windows were; no table is told by it.
QUEUE: Final = "queue"
#: The value of what nobody knows.
UNKNOWN: Final = "unknown"
#: Every value of a dimension that is not named itself.
OTHERS: Final = "*"
#: Contacts that were not answered, or were none, came by any way.
_BY_ANY_WAY: Final = ("left", "waiting", "mistaken")
#: Upper ends of the age bands, in years.
AGES: Final = (19, 29, 39, 49, 59, 69, 79)
OLDEST: Final = 130

SOURCES: Final[Mapping[str, Source]] = {
    one.code: one
    for one in (
        Source(
            "contact",
            __("相談(受けた月)"),
            parts={
                "spoken": __("電話・チャット・窓口で応対した"),
                "written": __("フォーム・メール・LINE・手紙に応対した"),
                "left": __("応対の前に去った"),
                "waiting": __("まだ応対していない"),
                "mistaken": __("相談ではなかった"),
            },
            dimensions={
                "area": __("地域"),
                "need": __("困りごと"),
                "way": __("方法"),
                "age": __("年齢"),
                "outcome": __("結果"),
            },
            measured=("spoken",),
            fits={
                "way": {
                    **dict.fromkeys(sorted(SPOKEN), ("spoken", *_BY_ANY_WAY)),
                    OTHERS: ("written", *_BY_ANY_WAY),
                },
                "outcome": {
                    "not_a_contact": ("mistaken",),
                    UNKNOWN: ("spoken", "written", "left", "waiting"),
                    OTHERS: ("spoken", "written"),
                },
            },
        ),
        Source(
            "impression",
            __("相談のあとの感想"),
            parts={"good": __("相談してよかった"), "not_good": __("よくなかった")},
            dimensions={"way": __("方法")},
        ),
        Source(
            "referral",
            __("つなぎ(送った月)"),
            parts={
                "connected_week": __("7日以内に本人に会えた"),
                "connected_later": __("8日以上たって本人に会えた"),
                "accepted": __("受け入れたが、まだ会えていない"),
                "declined": __("断られた"),
                "withdrawn": __("取り下げた"),
                "waiting": __("返事を待っている"),
            },
            dimensions={"area": __("送った窓口の市区町村"), "reason": __("断られた理由"), "outcome": __("結果")},
            measured=("connected_week", "connected_later"),
            fits={
                "reason": {
                    UNKNOWN: ("connected_week", "connected_later", "accepted", "withdrawn", "waiting"),
                    OTHERS: ("declined",),
                },
                "outcome": {
                    UNKNOWN: ("connected_week", "connected_later", "accepted", "declined", "withdrawn", "waiting"),
                    OTHERS: ("connected_week", "connected_later"),
                },
            },
        ),
        Source(
            "case",
            __("支援(始めた月)"),
            parts={
                "new_planned": __("はじめての人で、計画を作った"),
                "new_unplanned": __("はじめての人で、計画はまだない"),
                "again": __("前にも支援した人"),
            },
            dimensions={"area": __("支援する窓口の市区町村"), "age": __("年齢"), "outcome": __("結果")},
        ),
        Source(
            "need",
            __("合う支援が見つからなかった回数"),
            parts={"unmet": __("見つからなかった")},
            dimensions={"need": __("困りごと"), "area": __("地域")},
            of_installation=True,
        ),
        Source(
            "page",
            __("ページが開かれた回数"),
            parts={"shown": __("開かれた")},
            dimensions={"page": __("ページ")},
            of_installation=True,
        ),
    )
}


def age_bands() -> list[str]:
    """Every band, the youngest first."""
    lowers = (0, *(one + 1 for one in AGES))
    return [*(f"{lower}-{upper}" for lower, upper in zip(lowers, AGES, strict=False)), f"{lowers[-1]}-"]


def age_band(born: str, year: int) -> str:
    """The band of the age that somebody reaches in a year: "40-49", "0-19", "80-"; UNKNOWN without a birth.

    By the year alone, so that nothing finer than the band is worked out.
    """
    if not born[:4].isdecimal() or len(born) < 4:
        return UNKNOWN
    age = year - int(born[:4])
    if not 0 <= age <= OLDEST:
        return UNKNOWN
    return age_bands()[bisect_left(AGES, age)]
