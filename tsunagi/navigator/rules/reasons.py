"""Why a support is shown: in codes, and never with more of a person's words than the one that matched."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tsunagi.navigator.rules.repeating import as_a_word
from tsunagi.navigator.rules.spelling import fold
from tsunagi.navigator.rules.support import Reason, Support
from tsunagi.navigator.rules.tongues import is_small_word

if TYPE_CHECKING:
    from tsunagi.navigator.rules.index import Asked

#: How long a word must be that also stands in the support, and how much of it is shown, in signs.
_SHORTEST: Final = 2
_SHORTEST_OF_KANA: Final = 4
_LONGEST: Final = 8
#: From here on a meaning is near.
_NEAR: Final = 0.5
#: From here on a need was meant.
_MEANT: Final = 0.25
_WORD: Final = re.compile(r"[^\W_]+")
_WITHOUT_SPACES: Final = frozenset({"zh", "th", "my"})
_KANA_ONLY: Final = re.compile(r"[ぁ-ゖ]+")
#: Small words and endings alone, and words of time and number, which stand in any support.
_SAYS_NOTHING: Final = re.compile(
    r"[がはもをにでとの]*(?:い|あり|でき|わかり|なり|し)?(?:ません?|ない?|ます|まし?|です?|た|て|る|ん|そう)*[がはもをにでとの]*"
    r"|(?:[今昨明毎一二三]|先)[日晩夜週月年人]|全部|場所|最近|自分|[^々\u3400-\u9fffァ-ヺa-z\d]*[々\u3400-\u9fff][ぁ-ゖ]+"
)


def said(support: Support) -> str:
    """A support's names and what people say of it, made alike."""
    return " ".join(fold(one) for one in (*support.names, *support.aliases, *support.says, *support.says_en))


def reasons(support: Support, theirs: str, asked: Asked, meaning: float) -> tuple[Reason, ...]:
    """The reasons for a support, the weightiest first.

    theirs: what `said` makes of it. meaning: how near it is for the model that finds it nearest.
    """
    met = [
        Reason("need", one.code, _repeated(one.word, asked))
        for one in sorted(asked.heard, key=lambda one: (-one.sure, one.code))
        if one.code in support.needs and one.sure >= _MEANT
    ]
    named = {one.code for one in asked.heard if one.word}
    found = [one for one in met if one.about in named or asked.language == "ja"]
    shared = _shared(theirs, asked)
    if shared is not None:
        found.append(Reason("words", word=shared))
    if meaning >= _NEAR:
        found.append(Reason("meaning"))
    if asked.who != "self" and asked.who in support.audience:
        found.append(Reason("who", asked.who))
    if asked.place and any(area != "00" and asked.place.startswith(area) for area in support.areas):
        found.append(Reason("place", asked.place))
    if asked.language != "ja" and asked.language in support.languages:
        found.append(Reason("language", asked.language))
    if asked.way and asked.way in support.ways:
        found.append(Reason("way", asked.way))
    if support.id in asked.open_now:
        found.append(Reason("open"))
    # What was only guessed is told where nothing else can be; what was found by neither shares pieces of words.
    return tuple(found or met[:1]) or (Reason("words"),)


def _repeated(word: str, asked: Asked) -> str:
    """A word that led to a need, as it may be repeated; "" where it is a piece of one."""
    if asked.language != "ja" or not word:
        return word
    start = asked.text.given.find(word)
    return as_a_word(asked.text.given, start, start + len(word), is_entry=True)


def _shared(theirs: str, asked: Asked) -> str | None:
    """The longest word of the person's that also stands in the support's names or in what people say of it; "" where
    they share mere pieces of words, None where they share nothing."""
    text = asked.text.text
    best, longest, any_piece = "", 0, False
    for run in _WORD.finditer(text):
        if run[0].isascii():
            says_much = len(run[0]) > 3 and not is_small_word(run[0], asked.language)
            if says_much and f" {run[0]} " in f" {theirs} " and len(run[0]) > longest:
                best, longest = asked.text.shown(*run.span()), len(run[0])
            continue
        for start in range(*run.span()):
            end = start + longest + 1
            while end <= min(run.end(), start + _LONGEST) and text[start:end] in theirs:
                any_piece = any_piece or _says_much(text[start:end])
                word = _as_typed(asked, start, end)
                if _says_much(word):
                    best, longest = word, end - start
                end += 1
    return best if best or any_piece else None


def _as_typed(asked: Asked, start: int, end: int) -> str:
    """The piece between two places of the folded text, as it may be repeated."""
    if asked.language != "ja":
        begins_amid = asked.language not in _WITHOUT_SPACES and asked.text.text[max(start - 1, 0) : start].isalpha()
        return "" if begins_amid else asked.text.shown(start, end)
    return as_a_word(asked.text.given, asked.text.places[start], asked.text.places[end - 1] + 1)


def _says_much(piece: str) -> bool:
    shortest = _SHORTEST_OF_KANA if _KANA_ONLY.fullmatch(piece) else _SHORTEST
    return len(piece) >= shortest and not _SAYS_NOTHING.fullmatch(piece)
