"""How Japanese words are read, by SudachiPy and its core dictionary where they are installed (the extra `furigana`).

Nothing that was read is remembered: a page may hold words that somebody typed.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from typing import Any, Final

from django.utils.translation import get_language

#: The cookie that says that readings are wanted; it goes when the browser is closed.
FURIGANA: Final = "furigana"

_one_at_a_time = threading.Lock()


def are_offered() -> bool:
    """Whether the page's language has kanji, and their readings are known on this installation."""
    return (get_language() or "").startswith("ja") and _are_known()


def readings(text: str) -> Iterator[tuple[str, str]]:
    """The words of a text, each with its reading in katakana."""
    with _one_at_a_time:
        words = [(word.surface(), word.reading_form()) for word in _tokenizer().tokenize(text)]
    yield from words


@cache
def _are_known() -> bool:
    return all(find_spec(name) for name in ("sudachipy", "sudachidict_core"))


@cache
def _tokenizer() -> Any:
    from sudachipy import Dictionary

    return Dictionary(dict="core").tokenizer()
