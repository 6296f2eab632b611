"""How words begin in a document: its own text is the dictionary that tells a word from the rest of one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_WORD = re.compile(r"[ァ-ヶー]+|[一-龠々]+")
_LETTERS = re.compile(r"[ぁ-んァ-ヶ一-龠々ー]{2}")
_BORDER = re.compile(r"[、。「」()\s・]")

#: What ends so goes on in the same word: kanji behind kanji, or behind こども, as in こども食堂.
_GOES_ON = re.compile(r"(?:[一-龠々ァ-ヶー]|こども|子ども|ひとり|いじめ|ひきこもり)$")
_LONGEST = 5

#: A beginning seen so often, and never at the beginning of a word, begins none; so many places tell enough.
_OFTEN, _ENOUGH = 8, 24

#: With less text than so many letters a document cannot tell which letters stand beside each other.
_LITTLE = 30_000


class Words:
    """All cells of a document, asked what stands before a string of letters and how usual a sequence is."""

    def __init__(self, cells: Sequence[str]) -> None:
        self._text = "\n".join(cells)

    def begin_inside(self, text: str) -> bool:
        """Whether a text begins in the middle of a word: elsewhere the same letters always follow others of the word.

        A longer beginning tells more than a short one, so the longest that stands elsewhere is asked. One that stands
        there once, or ends inside a word, tells little: words that the document is seen to begin so outweigh it.
        """
        word = _WORD.match(text)
        if not word:
            return False
        for length in (6, 5, 4, 3):
            start = text[:length]
            before = [] if _BORDER.search(start, 1) else self._before(start)
            weak = len(before) == 1 or length < len(word[0])
            if before and not (weak and self._opens(text[:2])):
                return _within(before)
        before = self._before(text[:2])
        return _within(before) if len(before) > 2 else not self._opens(text[0])

    def joins(self, pair: str) -> bool:
        """Whether two letters stand beside each other in several places; what is no letter joins anything."""
        return (
            len(self._text) < _LITTLE
            or not _LETTERS.fullmatch(pair)
            or self._text.find(pair, self._text.find(pair) + 1) > 0
        )

    def strange(self, text: str) -> float:
        """The share of a text's neighbouring letters that stand so nowhere else in the document, from 0 to 1."""
        pairs = [a + b for a, b in pairwise(text)]
        return sum(not self.joins(pair) for pair in pairs) / max(len(pairs), 1)

    def _opens(self, start: str) -> bool:
        """Whether words of the document begin with these letters; where they are too rare to tell, they may."""
        before = self._before(start)
        return len(before) < _OFTEN or not _within(before)

    def _before(self, start: str) -> list[str]:
        """The few letters before a string wherever it stands inside a cell; a cell's own beginning says nothing."""
        found: list[str] = []
        place = self._text.find(start, 1)
        while place > 0 and len(found) < _ENOUGH:
            if self._text[place - 1] != "\n":
                found.append(self._text[max(0, place - _LONGEST) : place])
            place = self._text.find(start, place + 1)
        return found


def _within(before: Sequence[str]) -> bool:
    return all(map(_GOES_ON.search, before))
