"""In which language words are written: by their alphabet, and by the small words of each language.

Thirteen languages: ja, en, zh, ko, vi, pt, es, tl, ne, id, ru, my, th. やさしい日本語 counts as ja.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

#: An alphabet that tells its language. Kana come first: Japanese has kanji too.
_SCRIPTS: Final = {
    "ja": re.compile(r"[ぁ-ゖァ-ヺ]"),
    "ko": re.compile(r"[\uac00-\ud7a3\u1100-\u11ff]"),
    "ne": re.compile(r"[\u0900-\u097f]"),
    "ru": re.compile(r"[\u0400-\u04ff]"),
    "my": re.compile(r"[\u1000-\u109f]"),
    "th": re.compile(r"[\u0e00-\u0e7f]"),
}
_KANJI: Final = re.compile(r"[\u3400-\u9fff]")
#: Signs that Chinese uses and Japanese does not, and its most frequent words.
_CHINESE: Final = re.compile(
    r"[们这说吗没谁么给让还过时会为对东见话语钱岁亲妈爸应该请问电儿发觉样从达无处买卖听边间长门车个现动关开怎哪呢吧啊您她]"
    r"|[啥咋吵骂單沒嗎們這說讓聽孩负师员很]|我|你|他|不会|不知"
)
#: Signs that Vietnamese alone has.
_VIETNAMESE: Final = re.compile(r"[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")
_SMALL_WORDS: Final = {
    code: frozenset(words.split())
    for code, words in {
        "en": "i i'm im my me the a an and is are was to of in for with have can't don't do you he she it we not no how"
        " where what who be been am this that but on at so can there any someone help",
        "vi": "toi khong va cua la co cho em anh chi minh duoc nhung bi den di lam phai o nhat voi nguoi nay tien",
        "pt": "eu não nao meu minha uma um de que com para por em está tá estou sou me ele ela onde mais aqui muito"
        " quero preciso tenho no na do da dos e o os as vó você",
        "es": "yo no mi una un de que con para por en está estoy soy me él ella dónde donde más aquí muy quiero"
        " necesito tengo el la los las y del nadie puedo cómo como ayuda hijo hija",
        "tl": "ako ko ang ng sa na at si ay mga po hindi wala walang akong gusto nang niya siya kami dito saan ba kong"
        " may asawa anak ni kay lang naman",
        "id": "saya aku yang di dan tidak ke dari ini itu dengan untuk ada bisa sudah mau akan anak ingin tapi karena"
        " oleh setiap hari apa bagaimana kerja soal sampai",
    }.items()
}
#: So few letters tell nothing: DV, NPO, LGBT.
_SHORT: Final = 5
_WORD: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


def language_of(words: str) -> str | None:
    """The language's code (ISO 639-1, and tl for Filipino); None where the words hold no letters that tell."""
    counts = {code: len(script.findall(words)) for code, script in _SCRIPTS.items()}
    kanji = len(_KANJI.findall(words))
    letters = sum(len(word) for word in _WORD.findall(words) if word[0] < "\u0250" or "\u1e00" <= word[0] < "\u2000")
    best = max(counts, key=lambda code: counts[code])
    if counts["ja"] and counts["ja"] * 4 >= kanji:
        return "ja" if counts["ja"] + kanji >= letters / 3 else _by_small_words(words)
    if counts[best] and counts[best] >= letters / 3:
        return best
    if kanji and kanji >= letters / 3:
        return "zh" if _CHINESE.search(words) else "ja"
    return _by_small_words(words) if letters else None


def is_in_vietnamese_letters(words: str) -> bool:
    """Whether the words have letters that Vietnamese alone has: one may be a slip."""
    return len(_VIETNAMESE.findall(words.lower())) >= 2


def _by_small_words(words: str) -> str | None:
    if is_in_vietnamese_letters(words):
        return "vi"
    lower = words.lower()
    found = Counter(_WORD.findall(lower.replace("’", "'")))
    counts = {code: sum(found[word] for word in small) for code, small in _SMALL_WORDS.items()}
    if any(counts.values()):
        return max(counts, key=lambda code: counts[code])
    return "en" if len(lower) > _SHORT else None


def is_small_word(word: str, language: str) -> bool:
    """Whether a word, folded, is one of those that a language uses for anything."""
    return word in _SMALL_WORDS.get(language, ())


def is_easy_japanese(words: str) -> bool:
    """Whether Japanese is written with spaces between its words, as やさしい日本語 and beginners do."""
    return len(re.findall(r"[ぁ-ゖァ-ヺ一-鿿][  ]+[ぁ-ゖァ-ヺ一-鿿]", words)) >= 2
