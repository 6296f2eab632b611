"""In which language words are to be answered, where nobody chose one: only where that is plain.

A wrong guess is worse than none, for whoever wrote a name, a number, a word or two, or Japanese in Latin letters.
"""

from __future__ import annotations

import re
from typing import Final

from tsunagi.navigator.rules.danger.letters import level
from tsunagi.navigator.rules.danger.romaji import in_kana
from tsunagi.navigator.rules.danger.vocabulary import languages_of
from tsunagi.navigator.rules.tongues import is_in_vietnamese_letters, language_of

#: What Chinese says in signs that Japanese has too, and Japanese does not; 怪我 and 自我 are Japanese.
_CHINESE: Final = re.compile(r"(?<![怪自])[我你][不想很要是也被的有沒在]|[很找您她]|不想|不起|不醒|[没沒]有|孩子|[死累]了|一个人")
#: All that Japanese is written in, names too, but for four signs of daily use that the set lacks.
_JAPANESE: Final = "cp932"
_LACKING: Final = str.maketrans("", "", "剝𠮟塡頰")
_KANA: Final = re.compile(r"[ぁ-ゖァ-ヺ]")
#: Hindi is written in the letters of Nepali, and is none of the languages that are told apart by them.
_HINDI: Final = re.compile(r"है|हूँ|हूं|नहीं|मुझे|मैं|मेरे|चाहिए|गया|गई")


def plain_language(words: str) -> str:
    """The language's code, of Chinese with its signs (zh-hans, zh-hant); empty where it is not plain."""
    if _CHINESE.search(words) or not _are_all_in(_JAPANESE, words.translate(_LACKING)):
        return "" if _KANA.search(words) else _chinese(words)
    language = language_of(words)
    if language is None or language in ("ja", "zh"):
        return ""
    if language == "ne":
        return "" if _HINDI.search(words) else "ne"
    if language == "ko" or (language == "vi" and is_in_vietnamese_letters(words)):
        return language
    return "" if in_kana(words) or not _is_likeliest(language, words) else language


def _chinese(words: str) -> str:
    return "zh-hant" if not _are_all_in("gb2312", words) and _are_all_in("big5", words) else "zh-hans"


def _are_all_in(signs: str, words: str) -> bool:
    """Whether a character set has all kanji of the words."""
    try:
        "".join(sign for sign in words if "\u3400" <= sign <= "\u9fff").encode(signs)
    except UnicodeEncodeError:
        return False
    return True


def _is_likeliest(language: str, words: str) -> bool:
    """Whether the other guess, by longer lists of each language's commonest words, says so too and had enough of them
    to leave Japanese out."""
    likely = languages_of(level(words).text)
    return likely[:1] == (language,) and "ja" not in likely
