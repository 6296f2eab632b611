"""Several readings of one cell: lines that go on, pieces that grow, and texts of two measures melted into one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from tsunagi.reading import mending, sentences
from tsunagi.reading.model import Fragment

_LETTERS = re.compile(r"[ぁ-んァ-ヶ一-龠々]")
_SEAM = re.compile(r"(?<=。)\s+(?=\S)")
_ALIKE = 0.88


class Words:
    """The pairs of letters that a document uses, for telling its words from noise."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._known: Counter[str] = Counter()
        for text in texts:
            self._known.update(sentences.bigrams(text))

    def share(self, text: str) -> float:
        """How much of a text is words that the document uses elsewhere too, 0 to 1."""
        pairs = sentences.bigrams(text)
        return sum(self._known[pair] > 1 for pair in pairs) / len(pairs) if pairs else 0.0

    def worth(self, text: str) -> int:
        """How much a reading tells: its known pairs of letters, less twice its unknown ones."""
        pairs = sentences.bigrams(text)
        known = sum(self._known[pair] > 1 for pair in pairs)
        return known - 2 * (len(pairs) - known)

    def is_noise(self, text: str) -> bool:
        """Whether a text is no Japanese, or Japanese letters that make no words of this document."""
        plain = re.sub(r"\s", "", text)
        letters = len(_LETTERS.findall(plain))
        if not plain or letters < 0.4 * len(plain):
            return not re.search(r"https?:|[a-z]{3,}[./]", plain) and not re.search(r"\d+(?:件|人|%)", plain)
        return len(plain) >= 6 and self.share(plain) < 0.34


def together(runs: Sequence[Fragment], words: Words | None) -> tuple[list[Fragment], list[Fragment]]:
    """The runs that make a cell, and the poorer readings that only witness it.

    A run that begins as the one before it and goes further takes its place; noise gives way to words.
    """
    kept: list[Fragment] = []
    others: list[Fragment] = []
    for run in runs:
        if words is not None and len(runs) > 1 and words.is_noise(run.text):
            others.append(run)
        elif kept and begins(run.text, kept[-1].text):
            others.append(kept[-1])
            kept[-1] = run
        elif kept and begins(kept[-1].text, run.text):
            others.append(run)
        else:
            kept.append(run)
    return (kept, others) if kept or not runs else ([runs[0]], list(runs[1:]))


def begins(text: str, start: str) -> bool:
    """Whether a text begins as another one, a few letters misread apart."""
    one, two = re.sub(r"\s", "", text), re.sub(r"\s", "", start)
    if not two or len(two) > len(one):
        return False
    same = sum(left == right for left, right in zip(one, two, strict=False))
    return same >= _ALIKE * len(two) and (len(two) >= 6 or one.startswith(two))


def parts(run: Fragment) -> list[Fragment]:
    """A run cut at its seams: where a sentence has ended and a space stands before the next."""
    edges = [0, *(match.end() for match in _SEAM.finditer(run.text)), len(run.text)]
    return [mending.cut(run, start, end) for start, end in pairwise(edges)]

