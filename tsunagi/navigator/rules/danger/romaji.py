"""Japanese in Latin letters, as on a keyboard without kana: put into kana, so that the words of Japanese meet it."""

from __future__ import annotations

import re
from typing import Final

_VOWELS: Final = "aiueo"
_ROWS: Final = {
    "": "あいうえお", "k": "かきくけこ", "s": "さしすせそ", "t": "たちつてと", "n": "なにぬねの", "h": "はひふへほ", "m": "まみむめも",
    "r": "らりるれろ", "g": "がぎぐげご", "z": "ざじずぜぞ", "d": "だぢづでど", "b": "ばびぶべぼ", "p": "ぱぴぷぺぽ",
}  # fmt: skip
_GLIDES: Final = {
    "ky": "き", "gy": "ぎ", "sy": "し", "sh": "し", "zy": "じ", "jy": "じ", "j": "じ", "ty": "ち", "ch": "ち",
    "hy": "ひ", "my": "み", "ry": "り", "by": "び", "py": "ぴ",
}  # fmt: skip
_KANA: Final = {
    **{row + vowel: kana for row, kanas in _ROWS.items() for vowel, kana in zip(_VOWELS, kanas, strict=True)},
    **{row + vowel: kana + small for row, kana in _GLIDES.items() for vowel, small in zip("auo", "ゃゅょ", strict=True)},
    "ya": "や", "yu": "ゆ", "yo": "よ", "wa": "わ", "wo": "を", "shi": "し", "chi": "ち", "ji": "じ", "tsu": "つ", "fu": "ふ",
    "che": "ちぇ", "she": "しぇ", "je": "じぇ",
}  # fmt: skip
_SYLLABLE: Final = "|".join(sorted(_KANA, key=len, reverse=True))
_WORD: Final = re.compile(rf"(?:(?:([kstpgdbcz])(?=\1|ch))?(?:{_SYLLABLE})|n(?![aiueo]))+")
_PIECE: Final = re.compile(rf"{_SYLLABLE}|n|[kstpgdbcz]")
_LETTERS: Final = re.compile("[a-z]+")

#: Words by which it is told from other languages that sound alike; so many of them must be there.
_MARKS: Final = frozenset(
    "desu masu masen nai nakute ga wa wo kara tai tasukete kudasai demo watashi ore boku anata konya kyou ima mou dake "
    "shitai shinu yo ne tte to ni imasu arimasen arimasu doko basho tokoro okane kowai kowaidesu otto koko sugu".split()
)
_FEW: Final = 2


def in_kana(words: str) -> str:
    """The words in kana; nothing where they are not Japanese in Latin letters."""
    said = words.lower()
    spelt = _LETTERS.findall(said)
    if sum(word in _MARKS for word in spelt) < _FEW or not all(map(_WORD.fullmatch, spelt)):
        return ""
    return _LETTERS.sub(lambda word: _PIECE.sub(lambda piece: _kana(piece[0]), word[0]), said)


def _kana(piece: str) -> str:
    return _KANA.get(piece) or ("ん" if piece == "n" else "っ")
