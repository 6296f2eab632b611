"""Names and numbers as they are compared: width, case, kana and variants of a character make no difference.

Only for finding. What was given is kept letter for letter; nothing here ever changes a stored name.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

#: Longest beginning of a name that is put into an index by itself.
LONGEST_PREFIX: Final = 8

#: Common variants of characters in names, each to one of them; the many forms of 邉 differ by a selector, cut below.
VARIANTS: Final = str.maketrans(
    "邊邉齋齊斎髙﨑碕濵濱澤櫻廣國嶋嶌𠮷德眞龍藏條瀨惠壽榮學圓淺黑鐵靜緣冨",
    "辺辺斉斉斉高崎崎浜浜沢桜広国島島吉徳真竜蔵条瀬恵寿栄学円浅黒鉄静縁富",
)
#: Selectors that say which form of a character is meant (Unicode 3.0 and the ideographic ones, IVS).
SELECTORS: Final = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef\u180b-\u180d]")
SMALL_KANA: Final = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
#: What is left out: spaces of any width, marks between parts of a name, hyphens; not the long vowel, which is a sound.
BETWEEN: Final = re.compile(r"[\s・.,'’\-‐‑–—]")


def fold_name(name: str) -> str:
    """A name for comparing: 「ﾜﾀﾅﾍﾞ」, 「わたなべ」 and 「ワタナベ」 are one, and so are 「渡邉󠄀」 and 「渡辺」."""
    folded = _once(name)
    return folded if folded == name else fold_name(folded)


def _once(name: str) -> str:
    plain = unicodedata.normalize("NFKC", SELECTORS.sub("", name)).casefold()
    plain = "".join(chr(ord(sign) + 0x60) if "ぁ" <= sign <= "ゖ" else sign for sign in plain)
    return BETWEEN.sub("", plain.translate(SMALL_KANA).translate(VARIANTS))


def fold_number(number: str) -> str:
    """The digits of a telephone number, Japan's country code taken for the leading 0."""
    found = re.sub(r"[^0-9+]", "", unicodedata.normalize("NFKC", number))
    return re.sub(r"[^0-9]", "", "0" + found.removeprefix("+81").lstrip("0") if found.startswith("+81") else found)


def prefixes(text: str, shortest: int = 1) -> set[str]:
    """The text itself and its beginnings, the longest of which has LONGEST_PREFIX characters."""
    return {text[:length] for length in range(shortest, min(len(text), LONGEST_PREFIX) + 1)} | ({text} - {""})
