"""Readings above kanji, put into a page that is otherwise finished. Whoever knows the readings is an argument."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from typing import Final

#: Cuts a text into words, each with its reading in kana; the words together are the text.
Reader = Callable[[str], Iterable[tuple[str, str]]]

#: What these elements hold is not read above, or could not show it.
_LEFT_ALONE: Final = frozenset("title script style textarea option select svg ruby code".split())
_TAG: Final = re.compile(r"(<!--.*?-->|<[^>]*>)", re.S)
_NAME: Final = re.compile(r"</?([a-zA-Z0-9]+)")
_KANA_OF: Final = re.compile(r'\sdata-kana="([^"]*)"')
_KANJI: Final = "[\u3400-\u4dbf\u4e00-\u9fff々〆ヶ]"
_RUNS: Final = re.compile(f"({_KANJI}+)")
_HIRAGANA: Final = {sign: sign - 0x60 for sign in range(ord("ァ"), ord("ヶ"))}


def with_furigana(page: str, read: Reader) -> str:
    """The page with readings above its kanji. An element's data-kana says how its own text is read, if that fits."""
    made: list[str] = []
    inside: list[str] = []
    kana = ""
    for piece in _TAG.split(page):
        if piece.startswith("<"):
            name = _NAME.match(piece)
            if name and name[1].lower() in _LEFT_ALONE:
                _step(inside, name[1].lower(), is_end=piece.startswith("</"))
            told = _KANA_OF.search(piece)
            kana = html.unescape(told[1]) if told else ""
            made.append(piece)
        elif inside or not _RUNS.search(piece):
            made.append(piece)
        else:
            made.append(_aligned(piece, kana) or "".join(_word(*one) for one in read(piece)))
    return "".join(made)


def _step(inside: list[str], name: str, *, is_end: bool) -> None:
    """Into an element that is left alone, or out of the innermost of that name."""
    if not is_end:
        inside.append(name)
    elif name in inside:
        del inside[len(inside) - 1 - inside[::-1].index(name) :]


def _word(text: str, reading: str) -> str:
    """A word with its reading above its kanji alone, or above the whole where the two cannot be laid side by side."""
    kana = reading.translate(_HIRAGANA)
    if not _RUNS.search(text) or not kana or re.search(_KANJI, kana):
        return text
    return _aligned(text, kana) or _ruby(text, kana)


def _aligned(text: str, kana: str) -> str:
    """The text with the part of the kana above each run of kanji; empty where they do not fit together."""
    if not kana:
        return ""
    parts = _RUNS.split(text.strip())
    pattern = "".join("(.+?)" if at % 2 else re.escape(_plain(part)) for at, part in enumerate(parts))
    found = re.fullmatch(pattern, _plain(kana))
    if not found:
        return ""
    readings = iter(found.groups())
    made = "".join(_ruby(part, next(readings)) if at % 2 else part for at, part in enumerate(parts))
    return text.replace(text.strip(), made) if text.strip() else ""


def _plain(text: str) -> str:
    return text.translate(_HIRAGANA)


def _ruby(text: str, kana: str) -> str:
    """Who hears the page hears the word itself; the reading is for eyes."""
    hidden = 'aria-hidden="true"'
    return f"<ruby>{text}<rp {hidden}>(</rp><rt {hidden}>{html.escape(kana)}</rt><rp {hidden}>)</rp></ruby>"
