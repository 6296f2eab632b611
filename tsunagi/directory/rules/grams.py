"""Texts cut into what is searched for: pairs of characters where words are not set apart, words where they are.

A word of two characters is found as a pair, a longer one as pairs that follow one another, a single character as the
beginning of a pair. Kana of both kinds, wide and narrow letters, capitals and hyphens make no difference.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

#: The longest text that is searched for, in characters, and the most words of it.
LONGEST_QUERY: Final = 200
MOST_TERMS: Final = 10
#: Longer words are cut: nobody types them, and an index takes no longer ones.
LONGEST_WORD: Final = 100
#: So many bytes of a name count for its place in a list.
LONGEST_READING: Final = 150

_KANA: Final = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_HYPHENS: Final = re.compile(r"(?<=[0-9])[-‐‑‒–—―ー−](?=[0-9])")
#: Runs of Japanese signs, and words of letters and digits of any alphabet.
_PAIRED: Final = re.compile(r"[々〆〇ぁ-ゖゝゞー\u3400-\u9fff\U00020000-\U0003ffff]+")
_RUN: Final = re.compile(rf"{_PAIRED.pattern}|(?P<word>[^\W_々〆〇ぁ-ゖゝゞー\u3400-\u9fff]+)")


@dataclass(frozen=True, slots=True)
class Term:
    """Tokens that follow one another; with `is_prefix` the last one may go on."""

    tokens: tuple[str, ...]
    is_prefix: bool = False

    @property
    def run(self) -> str:
        """What the tokens were cut from."""
        return self.tokens[0][:-1] + "".join(token[-1] for token in self.tokens)


def fold(text: str) -> str:
    """The text with what makes no difference made the same."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_KANA)
    return _HYPHENS.sub("", plain)


def reading(name: str, kana: str) -> bytes:
    """What a name is put in order by: how it is read, or else as it is written. As bytes, in which no two databases
    differ about what comes first."""
    return fold(kana or name).encode()[:LONGEST_READING]


def runs(text: str, *, longest: int | None = None) -> list[str]:
    """The runs of a text, in order: words, and unbroken Japanese signs. longest: how many characters count."""
    return [run[0][:LONGEST_WORD] if run["word"] else run[0] for run in _RUN.finditer(fold(text)[:longest])]


def is_word(run: str) -> bool:
    """Whether a run is a word, set apart from others, and not a run of Japanese signs."""
    return not _PAIRED.match(run)


def tokens(text: str) -> list[str]:
    """All tokens of a text, in order: words, and of a run each pair and its last character.

    An empty string stands where a run ends, so that nothing is found across it.
    """
    return [token for run in runs(text) for token in (*run_tokens(run), "")]


def run_tokens(run: str) -> list[str]:
    """A run's tokens, in order: the word, or each pair and the last character."""
    return [run] if is_word(run) else [run[at : at + 2] for at in range(len(run))]


def terms(words: str) -> list[Term]:
    """What must stand in a text for these words to be found in it; nothing where there is nothing to search for."""
    found: list[Term] = []
    for run in _RUN.finditer(fold(words[:LONGEST_QUERY])):
        text = run[0]
        if run["word"] or len(text) == 1:
            term = Term((text[:LONGEST_WORD],), is_prefix=True)
        else:
            term = Term(tuple(text[at : at + 2] for at in range(len(text) - 1)))
        if term not in found:
            found.append(term)
    return found[:MOST_TERMS]
