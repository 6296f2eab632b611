"""Several readings of one cell: lines that go on, pieces that grow, and texts of two measures melted into one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tsunagi.reading import mending, sentences
from tsunagi.reading.model import Fragment

_LETTERS = re.compile(r"[ぁ-んァ-ヶ一-龠々]")
_SEAM = re.compile(r"(?<=。)\s+(?=\S)")
_DIGITS = re.compile(r"\d")
_ALIKE = 0.88
#: Letters by which two readings are seen to begin alike; the fewest where some may be misread.
_BEGINNING, _SHORTEST = 20, 6
#: Letters by which the end of a text is found again in another reading, and how many behind them may be misread.
_WINDOW, _SLACK = 8, 3
#: Letters by which a repeated text may have moved.
_DRIFT = 20
_STAMMER = 16
#: So many different pairs of letters are a document that says its words more than once.
_ENOUGH = 3000


class Words:
    """The pairs of letters that a document uses, for telling its words from noise."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._known: Counter[str] = Counter()
        for text in texts:
            self._known.update(sentences.bigrams(text))

    def share(self, text: str) -> float:
        """How much of a text is words that the document uses elsewhere too, 0 to 1; 1 where it is too short to tell."""
        pairs = sentences.bigrams(text)
        if len(self._known) < _ENOUGH:
            return 1.0
        return sum(self._known[pair] > 1 for pair in pairs) / len(pairs) if pairs else 0.0

    def worth(self, text: str) -> int:
        """How much a reading tells: its known pairs of letters, less twice its unknown ones."""
        pairs = sentences.bigrams(text)
        known = sum(self._known[pair] > 1 for pair in pairs)
        return known - 2 * (len(pairs) - known) if len(self._known) >= _ENOUGH else len(pairs)

    def is_noise(self, text: str) -> bool:
        """Whether a text is no Japanese, or Japanese letters that make no words of this document."""
        plain = re.sub(r"\s", "", text)
        letters = len(_LETTERS.findall(plain))
        if not plain or letters < 0.4 * len(plain):
            return not re.search(r"https?:|[a-z]{3,}[./]", plain) and not re.search(r"\d+(?:件|人|%)", plain)
        return len(plain) >= 6 and self.share(plain) < 0.34


def together(
    runs: Sequence[Fragment], words: Words, above: Sequence[Fragment] = (), noisy: bool = False
) -> tuple[list[Fragment], list[Fragment], list[Fragment]]:
    """The runs of the cell above, those that make this cell, and the poorer readings that only witness it.

    A run that begins as an earlier one reads it again: only what it has more is taken from it, first from the runs that
    go on exactly where the text stands, then from those that tell more than its end does. So each line stands as it was
    read first, before it grew worse in the repeating.
    above: the runs of the cell above, which the runs may repeat too. noisy: whether runs without words are left out.
    """
    first = {run.text: run for run in reversed(runs)}
    real = [run for text, run in reversed(first.items()) if not (noisy and len(runs) > 1 and words.is_noise(text))]
    text = _Growing(list(above), len(above))
    waiting: list[Fragment] = []
    for run in real:
        if text.repeated_by(run) is None:
            text.add(run)
        else:
            waiting.append(run)
            waiting = _taken(waiting, text, words)
    for run in list(waiting):
        if text.take_from(run, words, exactly=False):
            waiting = _taken([one for one in waiting if one is not run], text, words)
    if noisy:
        text.runs[text.border :] = [run for run in text.runs[text.border :] if not stammers(run.text)]
    used = {id(run) for run in text.runs}
    others = [run for run in runs if id(run) not in used]
    if not text.runs[text.border :] and runs and not above:
        return [], [runs[0]], list(runs[1:])
    return text.runs[: text.border], text.runs[text.border :], others


def _taken(waiting: Sequence[Fragment], text: _Growing, words: Words) -> list[Fragment]:
    """The runs still waiting when all have given what they have behind the very end of the text."""
    left = list(waiting)
    while (giving := next((run for run in left if text.take_from(run, words, exactly=True)), None)) is not None:
        left = [run for run in left if run is not giving]
    return left


@dataclass(slots=True)
class _Growing:
    """A cell's text while its readings are put together; the first `border` runs are the cell's above."""

    runs: list[Fragment]
    border: int
    _letters: dict[int, _Letters] = field(default_factory=dict)
    """The letters from each run on, as far as they were asked for since the text last changed."""

    def add(self, run: Fragment) -> None:
        """Put a run at the end."""
        self.runs.append(run)
        self._letters.clear()

    def repeated_by(self, run: Fragment) -> int | None:
        """The place of the run that another run begins as."""
        return next((at for at, one in enumerate(self.runs) if alike(run.text, one.text)), None)

    def take_from(self, run: Fragment, words: Words, exactly: bool) -> bool:
        """Take what a run has more than the text, at the text's end or instead of an end that tells less."""
        at = self.repeated_by(run)
        if at is None:
            return False
        if at not in self._letters:
            self._letters[at] = _Letters.of(self.runs[at:])
        old, new = self._letters[at], _Letters.of([run])
        for back in range(_SLACK if exactly else len(old.text)):
            end = len(old.text) - back
            start = _behind(old.text[max(0, end - _WINDOW) : end], new.text, end)
            if start is None:
                continue
            if words.worth(new.text[start:]) <= words.worth(old.text[end:]):
                return False
            self._cut(at, old, end)
            self.add(mending.cut(run, new.places[start - 1][1] + 1, len(run.text)))
            return True
        return False

    def _cut(self, at: int, old: _Letters, end: int) -> None:
        """Drop the letters from `end` on of the runs from `at` on."""
        run, letter = old.places[end - 1]
        last = self.runs[at + run]
        if letter + 1 < len(last.text.rstrip()):
            last = mending.cut(last, 0, letter + 1)
        self.runs[at + run :] = [last]
        self.border = min(self.border, at + run + 1)


@dataclass(frozen=True, slots=True)
class _Letters:
    """The letters of several runs without white space, and for each its run and its place in it."""

    text: str
    places: list[tuple[int, int]]

    @classmethod
    def of(cls, runs: Sequence[Fragment]) -> _Letters:
        places = [
            (number, at) for number, run in enumerate(runs) for at, sign in enumerate(run.text) if not sign.isspace()
        ]
        return cls("".join([runs[number].text[at] for number, at in places]), places)


def _behind(window: str, text: str, near: int) -> int | None:
    """The place behind some letters in a text, the nearest to where they stand in the text that was read before."""
    reach = max(_DRIFT, near // 4)
    found = None
    at = text.find(window, max(0, near - len(window) - reach), near + reach)
    while at >= 0:
        if found is None or abs(at + len(window) - near) < abs(found - near):
            found = at + len(window)
        at = text.find(window, at + 1, near + reach)
    return found


def alike(text: str, other: str) -> bool:
    """Whether two readings begin alike, a few letters misread apart."""
    one, two = re.sub(r"\s", "", text), re.sub(r"\s", "", other)
    length = min(len(one), len(two), _BEGINNING)
    if _DIGITS.findall(one[:length]) != _DIGITS.findall(two[:length]):
        return False
    if length < _SHORTEST:
        return length > 0 and one[:length] == two[:length]
    return sum(left == right for left, right in zip(one[:length], two[:length], strict=True)) >= _ALIKE * length


def stammers(text: str) -> bool:
    """Whether a text says the same few letters again and again, as a reader of pictures does that lost its place."""
    plain = re.sub(r"\s", "", text)
    return len(plain) >= _STAMMER and len(sentences.bigrams(plain)) < 0.35 * len(plain)


def pieces(runs: Sequence[Fragment]) -> list[list[Fragment]]:
    """Runs cut at their seams: where a sentence has ended and a space, or another run, stands before the next."""
    found: list[list[Fragment]] = []
    for run in runs:
        edges = [0, *(match.end() for match in _SEAM.finditer(run.text)), len(run.text)]
        for start, end in pairwise(edges):
            piece = mending.cut(run, start, end)
            if found and not ended(found[-1][-1]):
                found[-1].append(piece)
            elif piece.text.strip():
                found.append([piece])
    return found


def ended(run: Fragment) -> bool:
    """Whether a run ends with its sentence."""
    return run.text.rstrip().endswith("。")


def text_of(runs: Iterable[Fragment]) -> str:
    """The letters of several runs, one behind the other."""
    return "".join(run.text for run in runs)
