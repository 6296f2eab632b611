"""Names of areas written alike, whichever letters somebody chose."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

SUFFIXES: Final = "都道府県市区町村"
_KANA_SUFFIXES: Final = ("ちょう", "まち", "むら", "そん", "けん", "し", "く", "と", "ふ")

#: Older letters by those of today, as far as names of areas have them.
_LETTERS: Final = str.maketrans("檮惠澤濱嶋曾條檜鰺竈龍髙﨑籠萬齊藪瀧", "梼恵沢浜島曽条桧鯵釜竜高崎篭万斉薮滝")
_KATAKANA: Final = str.maketrans({chr(code): chr(code - 0x60) for code in range(ord("ァ"), ord("ヵ"))})
_SMALL_KE: Final = re.compile(r"(?<=[\u4e00-\u9fff])[ヶケヵがガ](?=[\u4e00-\u9fff])")
_NO: Final = re.compile(r"(?<=[\u4e00-\u9fff])[ノの](?=[\u4e00-\u9fff])")

_SYLLABLES: Final = {
    kana: latin
    for row, latins in {
        "あいうえお": "a i u e o",
        "かきくけこ": "ka ki ku ke ko",
        "さしすせそ": "sa shi su se so",
        "たちつてと": "ta chi tsu te to",
        "なにぬねの": "na ni nu ne no",
        "はひふへほ": "ha hi fu he ho",
        "まみむめも": "ma mi mu me mo",
        "やゆよわを": "ya yu yo wa o",
        "らりるれろ": "ra ri ru re ro",
        "がぎぐげご": "ga gi gu ge go",
        "ざじずぜぞ": "za ji zu ze zo",
        "だぢづでど": "da ji zu de do",
        "ばびぶべぼ": "ba bi bu be bo",
        "ぱぴぷぺぽ": "pa pi pu pe po",
        "ゃゅょんー": "ya yu yo n -",
    }.items()
    for kana, latin in zip(row, latins.split(), strict=True)
}


def fold(text: str) -> str:
    """The same number of signs, in one writing: full-width made plain, katakana as hiragana, old letters as new."""
    plain = "".join(_plain(sign) for sign in text).translate(_LETTERS)
    return _NO.sub("の", _SMALL_KE.sub("が", plain)).translate(_KATAKANA).lower()


def _plain(sign: str) -> str:
    one = unicodedata.normalize("NFKC", sign)
    return one if len(one) == 1 and len(one.lower()) == 1 else sign if len(sign.lower()) == 1 else "?"


def stem(name: str) -> str:
    """A name without 市, 町 and the like: 札幌 of 札幌市. Hokkaido keeps its own."""
    return name if name == "北海道" else name.rstrip() if name[-1] not in SUFFIXES else name[:-1]


def kana_stem(kana: str) -> str:
    """The same of its kana."""
    ending = "" if kana == "ほっかいどう" else next((one for one in _KANA_SUFFIXES if kana.endswith(one)), "")
    return kana.removesuffix(ending)


def latin(kana: str) -> str:
    """The kana in Latin letters as signs in Japan have them, without marks for long vowels: tokyo, sapporo, hyogo."""
    made = ""
    for sign in kana:
        syllable = _SYLLABLES.get(sign, sign)
        if sign in "ゃゅょ" and made.endswith("i"):
            made = made[:-1] + (syllable[1:] if made.endswith(("shi", "chi", "ji")) else syllable)
        elif made.endswith("っ"):
            made = made[:-1] + ("t" if syllable.startswith("ch") else syllable[0]) + syllable
        else:
            made += syllable
    return re.sub(r"uu", "u", re.sub(r"o[ou]", "o", made))
