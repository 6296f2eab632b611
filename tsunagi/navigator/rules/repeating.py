"""What may be repeated of somebody's words: only what reads as a word where it stands, never a piece of one.

Japanese sets no spaces, and no dictionary is at hand: the alphabets tell where words begin and end. 契約できない reads as
words in 契約できないので; 約できない, 部屋から出 (ません) and えてくれる do not.
"""

from __future__ import annotations

import re
from typing import Final

_HIRAGANA: Final = re.compile(r"[ぁ-ゖ]")
_KANJI: Final = re.compile(r"[々〆\u3400-\u9fff\U00020000-\U0003ffff]")
_KATAKANA: Final = re.compile(r"[ァ-ヺーｦ-ﾟ]")
_DIGIT: Final = re.compile(r"\d")
_SPACED: Final = re.compile(r"[^\W\d_\u0e00-\u0e7f\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
#: Signs of one of these stand in one word with their like.
_ALIKE: Final = (_KANJI, _KATAKANA, _DIGIT, _SPACED)
#: Hiragana with which a Japanese word may end, and what follows those that were no end.
_ENDINGS: Final = frozenset("いるたうくすつぬむぐぶん")
_NO_END: Final = re.compile(r"た[いくがらり]|い[てたなるま]|く[てなし]|ん[だでか]")
#: What follows two kanji that are no noun by themselves: 見守り, 気持ち, 一人暮らし.
_NO_NOUN: Final = re.compile(r"[らりれきけちみめべえげ]")
#: What stands after a whole noun of one kanji; after others its ending goes on.
_AFTER_A_NOUN: Final = re.compile(r"[がはをにでとのもへな]|だ|か[らも]|まで|より|[^ぁ-ゖ]|$")
_NOUN_OF_TWO: Final = re.compile(rf"(?:{_KANJI.pattern}){{2}}$")
#: What begins in the middle of a sentence.
_MIDDLE: Final = re.compile(rf"^[がはのにでとへも]{_KANJI.pattern}|^を")


def as_a_word(text: str, start: int, end: int, *, is_entry: bool = False) -> str:
    """The piece of a Japanese text between two places, if it reads as a word there, with what was left off of it at its
    end (ポスタ is ポスター); else "".

    is_entry: somebody wrote it down as a word, so that it may begin with hiragana amid others.
    """
    while (end < len(text) and _goes_on(text, end, (_SPACED,))) or text[end : end + 1] == "ー":
        end += 1
    if start >= end or _MIDDLE.search(text[start:end]) or _goes_on(text, start, _ALIKE) or _goes_on(text, end, _ALIKE):
        return ""
    begins_amid = start > 0 and text[start - 1].isalnum() and _HIRAGANA.match(text[start])
    return text[start:end] if (is_entry or not begins_amid) and _has_its_end(text, start, end) else ""


def _goes_on(text: str, place: int, alphabets: tuple[re.Pattern[str], ...]) -> bool:
    """Whether the signs before and behind a place are of one alphabet."""
    if not 0 < place < len(text):
        return False
    return any(one.match(text[place - 1]) and one.match(text[place]) for one in alphabets)


def _has_its_end(text: str, start: int, end: int) -> bool:
    last = text[end - 1]
    if _HIRAGANA.match(last):
        return last in _ENDINGS and not _NO_END.match(text, end - 1)
    if not _KANJI.match(last):
        return True
    if _NOUN_OF_TWO.search(text[start:end]):
        return _NO_NOUN.match(text, end) is None
    return _AFTER_A_NOUN.match(text, end) is not None
