"""The words made alike, so that one pattern meets the many ways to write them.

Wide and narrow, katakana and hiragana, capitals, accents, long vowels, drawn-out letters, and blanks in scripts that
need none: all are levelled. Each letter keeps its place in the text as it was written.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

#: Longer texts are read at their beginning and their end: so many characters of each.
LONGEST_HALF = 10_000

#: A letter with what is set upon it: accents, the voicing marks of kana, the later parts of a Korean syllable.
_LETTER = re.compile("(?s).[\u0300-\u036f\u3099\u309a\u1160-\u11ff]*")
_KATAKANA = re.compile("[\u30a1-\u30fa\uff66-\uff9f]")
_ACCENTS = re.compile("[\u0300-\u036f]")

#: These keep their accents: a suicide (in Vietnamese tự vẫn, tự tử) would else be advice (tư vấn) or slow (từ từ).
_TELLING = frozenset("ẫừ")
_DROPPED = frozenset("〜～~-‐–—―'’‘`´・･_*|^\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0f")
_ALIKE = {"ぁ": "あ", "ぃ": "い", "ぅ": "う", "ぇ": "え", "ぉ": "お", "đ": "d", "ı": "i", "ß": "ss", "ヵ": "か", "ヶ": "か"}
_UNSPACED = re.compile(
    "[\u3040-\u30ff\u3400-\u9fff\u3001-\u301f\uff00-\uffef\uac00-\ud7af\u1100-\u11ff\u0e00-\u0e7f\u1000-\u109f]"
)


@dataclass(frozen=True, slots=True)
class Levelled:
    """Words made alike. `places` has for each letter of `text` where it begins and ends in `written`."""

    written: str
    text: str
    places: tuple[tuple[int, int], ...]

    def as_written(self, start: int, end: int) -> str:
        """What was written for the letters from `start` to `end`."""
        return self.written[self.places[start][0] : self.places[end - 1][1]]


def level(words: str) -> Levelled:
    """The words made alike; of more than twice LONGEST_HALF characters the middle is left out."""
    letters: list[str] = []
    places: list[tuple[int, int]] = []
    after_katakana = False
    for begin, part in _parts(words):
        for match in _LETTER.finditer(part):
            alike, is_katakana = _alike(match[0])
            if match[0] != "ー":
                after_katakana = is_katakana
            elif not after_katakana:
                continue  # しにたーい; but カッター is not かった
            for letter in alike:
                if len(letters) > 1 and letter == letters[-1] == letters[-2] and not letter.isdigit():
                    continue
                letters.append(letter)
                places.append((begin + match.start(), begin + match.end()))
    letters.append(".")  # so that what ends a sentence ends the text, too
    places.append((len(words), len(words)))
    kept = _needed(letters)
    return Levelled(words, "".join(letters[i] for i in kept), tuple(places[i] for i in kept))


def _parts(words: str) -> list[tuple[int, str]]:
    if len(words) <= 2 * LONGEST_HALF:
        return [(0, words)]
    tail = len(words) - LONGEST_HALF
    return [(0, words[:LONGEST_HALF] + "\n"), (tail, words[tail:])]


@lru_cache(maxsize=8192)
def _alike(letter: str) -> tuple[str, bool]:
    """What a letter is levelled to: nothing for marks that only draw it out, a dot for what ends a sentence; and
    whether it is katakana."""
    is_katakana = _KATAKANA.match(letter) is not None
    if letter in _DROPPED:
        return "", is_katakana
    if letter in "\n\r\u2028\u2029。｡．！？!?।॥。":
        return ".", is_katakana
    if letter in "…‥":
        return "、", is_katakana
    plain = unicodedata.normalize("NFKC", letter).lower()
    if plain in _TELLING:
        return plain, False
    plain = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", plain)))
    return "".join(_one(each) for each in plain), is_katakana


def _one(letter: str) -> str:
    if letter in _DROPPED or unicodedata.category(letter) == "Cc":
        return " " if letter == "\t" else ""
    if "ァ" <= letter <= "ヶ":
        letter = chr(ord(letter) - 0x60)
    if letter.isspace():
        return " "
    return _ALIKE.get(letter, letter)


def _needed(letters: list[str]) -> list[int]:
    """The numbers of the letters to keep: no letter thrice in a row, no blank beside a script that needs none."""
    kept: list[int] = []
    for i, letter in enumerate(letters):
        if letter == " ":
            after = next((one for one in letters[i + 1 : i + 9] if one != " "), ".")
            before = letters[kept[-1]] if kept else "."
            if before == " " or _UNSPACED.match(before) or _UNSPACED.match(after):
                continue
        kept.append(i)
    return kept
