"""Why a support is shown: in codes, and never with more of a person's words than the one that matched."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

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
_KANA_ONLY: Final = re.compile(r"[ぁ-ゖ]+")
#: Small words and endings alone, which stand in any support.
_SAYS_NOTHING: Final = re.compile(
    r"[がはもをにでとの]*(?:い|あり|でき|わかり|なり|し)?(?:ません?|ない?|ます|まし?|です?|た|て|る|ん)*[がはもをにでとの]*"
)


def said(support: Support) -> str:
    """A support's names and what people say of it, made alike."""
    return " ".join(fold(one) for one in (*support.names, *support.aliases, *support.says, *support.says_en))


def reasons(support: Support, theirs: str, asked: Asked, meaning: float) -> tuple[Reason, ...]:
    """The reasons for a support, the weightiest first.

    theirs: what `said` makes of it. meaning: how near it is for the model that finds it nearest.
    """
    met = [
        Reason("need", one.code, one.word)
        for one in sorted(asked.heard, key=lambda one: (-one.sure, one.code))
        if one.code in support.needs and one.sure >= _MEANT
    ]
    found = [one for one in met if one.word or asked.language == "ja"]
    shared = _shared(theirs, asked)
    if shared:
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
    return tuple(found or met[:1])  # what was only guessed is told where nothing else can be


def _shared(theirs: str, asked: Asked) -> str:
    """The longest word of the person's that also stands in the support's names or in what people say of it."""
    text = asked.text.text
    best = (0, 0)
    for run in _WORD.finditer(text):
        if run[0].isascii():
            says_much = len(run[0]) > 3 and not is_small_word(run[0], asked.language)
            if says_much and f" {run[0]} " in f" {theirs} " and len(run[0]) > best[1] - best[0]:
                best = run.span()
            continue
        for start in range(*run.span()):
            end = start + best[1] - best[0] + 1
            while end <= min(run.end(), start + _LONGEST) and text[start:end] in theirs:
                piece = text[start:end]
                if len(piece) >= _shortest(piece) and not _SAYS_NOTHING.fullmatch(piece):
                    best = (start, end)
                end += 1
    return asked.text.shown(*best) if best[1] else ""


def _shortest(piece: str) -> int:
    return _SHORTEST_OF_KANA if _KANA_ONLY.fullmatch(piece) else _SHORTEST
