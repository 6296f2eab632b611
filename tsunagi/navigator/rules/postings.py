"""Which supports hold which piece of text, and how much each counts there (BM25), as arrays.

Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009: the pieces of all fields are
counted together, each field with its weight, before they are bent (BM25F).
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float32]

#: How soon more of the same piece stops to count, and how far long texts are held against a support.
_BEND, _LENGTH = 1.2, 0.6
#: Pieces that stand in more than this share of many supports tell nothing and cost time.
_TOO_COMMON, _MANY = 0.2, 2_000

Fields = Iterable[tuple[float, str]]


class Postings:
    """Pieces of many supports, ready to be asked."""

    def __init__(
        self, numbers: dict[str, int], starts: npt.NDArray[np.int64], holders: npt.NDArray[np.int32], weights: Scores,
        rarity: Scores, count: int,
    ) -> None:  # fmt: skip
        self._numbers = numbers
        self._starts = starts
        self._holders = holders
        self._weights = weights
        self._rarity = rarity
        self.count = count

    @classmethod
    def build(cls, supports: Sequence[Fields], cut: Callable[[str], list[str]]) -> Postings:
        """Postings of supports given as (weight, text) each, cut into pieces by `cut`."""
        known = lru_cache(maxsize=200_000)(lambda text: tuple(Counter(cut(text)).items()))
        numbers: dict[str, int] = {}
        terms, holders, counts = array("l"), array("l"), array("f")
        lengths = np.zeros(len(supports), np.float32)
        for holder, fields in enumerate(supports):
            total: dict[str, float] = {}
            for weight, text in fields:
                for piece, count in known(text):
                    total[piece] = total.get(piece, 0.0) + weight * count
            for piece, amount in total.items():
                terms.append(numbers.setdefault(piece, len(numbers)))
                holders.append(holder)
                counts.append(amount)
            lengths[holder] = sum(total.values())
        return cls._packed(
            numbers, np.asarray(terms, np.int64), np.asarray(holders, np.int32), np.asarray(counts, np.float32), lengths
        )

    @classmethod
    def _packed(
        cls, numbers: dict[str, int], terms: npt.NDArray[np.int64], holders: npt.NDArray[np.int32],
        counts: Scores, lengths: Scores,
    ) -> Postings:  # fmt: skip
        order = np.argsort(terms, kind="stable")
        terms, holders, counts = terms[order], holders[order], counts[order]
        held = np.bincount(terms, minlength=len(numbers))
        starts = np.zeros(len(numbers) + 1, np.int64)
        np.cumsum(held, out=starts[1:])
        many = len(lengths)
        rarity = np.log(1 + (many - held + 0.5) / (held + 0.5)).astype(np.float32)
        mean = float(lengths.sum()) / max(1, many) or 1.0
        norm = _BEND * (1 - _LENGTH + _LENGTH * lengths / mean)
        weights = rarity[terms] * counts * (_BEND + 1) / (counts + norm[holders])
        if many > _MANY:
            rarity[held > _TOO_COMMON * many] = 0
        return cls(numbers, starts, holders, weights.astype(np.float32), rarity, many)

    def scores(self, pieces: Iterable[str]) -> tuple[Scores, float]:
        """How well each support holds these pieces, and what one that held them all would about reach."""
        numbers = sorted({self._numbers[piece] for piece in pieces if piece in self._numbers})
        numbers = [number for number in numbers if self._rarity[number] > 0]
        total = np.zeros(self.count, np.float32)
        if not numbers:
            return total, 0.0
        spans = [slice(self._starts[number], self._starts[number + 1]) for number in numbers]
        for span in spans:
            total[self._holders[span]] += self._weights[span]
        return total, float(self._rarity[numbers].sum()) * (_BEND + 1)
