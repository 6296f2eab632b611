"""Words as they are typed, made alike: widths, capitals, both kinds of kana, long vowels, small vowels, accents.

Every folded character knows where it stood in the text, so that what matched can be shown as it was typed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

#: Longer texts are cut: the first words say what is the matter, and nobody waits for the rest.
LONGEST: Final = 2_000

_KANA: Final = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_SMALL: Final = str.maketrans("ぁぃぅぇぉゎ", "あいうえおわ")
_LONG: Final = frozenset("ー〜~－ｰ")
_CJK: Final = "々〆〇ぁ-ゖゝゞ\u3400-\u9fff\U00020000-\U0003ffff"
#: Alphabets that set no spaces between words: pairs of signs stand for words.
_RUNNING: Final = f"{_CJK}\u0e00-\u0e7f\u1000-\u109f"
_SPACE_BETWEEN: Final = re.compile(rf"(?<=[{_RUNNING}])\s+(?=[{_RUNNING}])")
_HANGUL: Final = "\uac00-\ud7a3"
_RUN: Final = re.compile(rf"(?P<running>[{_RUNNING}]+)|(?P<hangul>[{_HANGUL}]+)|(?P<word>[^\W_{_RUNNING}{_HANGUL}]+)")
_KANJI: Final = re.compile(r"[々\u3400-\u9fff\U00020000-\U0003ffff]")

#: From this length on a word of letters is also found by its beginning, so that endings make no difference.
STEM: Final = 5


@dataclass(frozen=True, slots=True)
class Folded:
    """A text made alike. places: where in the given text each character stood."""

    given: str
    text: str
    places: tuple[int, ...]

    def shown(self, start: int, end: int) -> str:
        """The piece between two places of the folded text as it was typed."""
        return self.given[self.places[start] : self.places[end - 1] + 1]


def folded(text: str) -> Folded:
    """A text with what makes no difference made the same, each character with its place."""
    given = text[:LONGEST]
    kept: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(given):
        for made in _plain(sign):
            if made.isspace() and (not kept or kept[-1] == " "):
                continue
            kept.append(" " if made.isspace() else made)
            places.append(place)
    joined = "".join(kept)
    gaps = {at for gap in _SPACE_BETWEEN.finditer(joined) for at in range(*gap.span())}
    if gaps:
        places = [place for at, place in enumerate(places) if at not in gaps]
        joined = "".join(sign for at, sign in enumerate(joined) if at not in gaps)
    return Folded(given, joined, tuple(places))


def fold(text: str) -> str:
    """A text with what makes no difference made the same."""
    return folded(text).text


def _plain(sign: str) -> str:
    """One character made alike; control characters, long vowels and accents of letters go."""
    if sign in _LONG:
        return ""
    made = unicodedata.normalize("NFKC", sign).casefold().translate(_KANA).translate(_SMALL)
    if made.isascii():
        return "".join(one for one in made if one.isprintable() or one.isspace())
    if "\u00c0" <= made[0] <= "\u024f" or "\u1e00" <= made[0] <= "\u1eff":
        bare = "".join(one for one in unicodedata.normalize("NFD", made) if not unicodedata.combining(one))
        return bare.replace("đ", "d").replace("ß", "ss")
    return "".join(one for one in made if one not in _LONG and unicodedata.category(one)[0] != "C")


def pieces(text: str) -> list[str]:
    """What a folded text is searched by: pairs of signs, single kanji, triples of kana, words and their beginnings."""
    found: list[str] = []
    for run in _RUN.finditer(text):
        if run["word"]:
            word = run[0][:40]
            found.append(word)
            if len(word) > STEM:
                found.append(word[:STEM] + "*")
        elif run["hangul"]:
            found += _pairs(run[0]) or [run[0]]
        else:
            found += _of_running(run[0])
    return found


def _of_running(run: str) -> list[str]:
    found = [pair for pair in _pairs(run) if _KANJI.search(pair)]
    found += _KANJI.findall(run)
    found += [run[at : at + 3] for at in range(len(run) - 2) if not _KANJI.search(run[at : at + 3])]
    if len(run) < 3 and not _KANJI.search(run):
        found.append(run)
    return found


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)]
